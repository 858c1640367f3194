package config

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
)

var (
	// scp is the short form of ssh addresses that git knows: user@host:path.
	scp = regexp.MustCompile(`^[\w.-]+@[\w.-]+:[^/]`)
	// commitID is a whole one: a server gives no commit by the beginning of its id.
	commitID = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// checkGit quotes no address: people put tokens there.
func (d *decoder) checkGit(g *Git) {
	const known = "write https://…, ssh://…, git://…, file:///… or user@host:path"
	u, err := url.Parse(g.URL)
	switch {
	case g.URL == "":
		d.fail("source.git.url", "is missing", known)
	case scp.MatchString(g.URL):
	case err != nil || u.Path == "" || !slices.Contains([]string{"https", "http", "ssh", "git", "file"}, u.Scheme):
		d.fail("source.git.url", "is no address of a repository", known)
	case hasPassword(u):
		d.fail("source.git.url", "has a password in it", "write it as token: env:NAME")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		d.checkClear(g)
	}
	if g.Path != "" && !filepath.IsLocal(g.Path) {
		d.fail("source.git.path", "leads out of the repository", "")
	}
	d.checkRef(g)
	d.checkLogin(g)
	d.checkVerify(g.Verify)
}

func hasPassword(u *url.URL) bool {
	_, has := u.User.Password()
	return has
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// checkClear refuses to send a credential without encryption.
func (d *decoder) checkClear(g *Git) {
	const message, hint = "would go over the network in the clear", "use https"
	if !g.Token.IsZero() {
		d.fail("source.git.token", message, hint)
	}
	if !g.Password.IsZero() {
		d.fail("source.git.password", message, hint)
	}
}

// checkRef leaves one of branch, tag and commit. The default branch gives way to the other two.
func (d *decoder) checkRef(g *Git) {
	if n := d.nodes["source.git.branch"]; (n == nil || isNull(n)) && (g.Tag != "" || g.Commit != "") {
		g.Branch = ""
	}
	var given []string
	for _, ref := range []struct{ key, value string }{{"branch", g.Branch}, {"tag", g.Tag}, {"commit", g.Commit}} {
		if ref.value != "" {
			given = append(given, ref.key)
		}
	}
	switch {
	case len(given) == 0:
		d.fail("source.git.branch", "is empty", "name a branch, a tag or a commit")
	case len(given) > 1:
		d.fail("source.git."+given[1], "is given beside "+given[0], "leave one of them out")
	case g.Commit != "" && !commitID.MatchString(g.Commit):
		d.fail("source.git.commit", fmt.Sprintf("%q is no whole id", g.Commit), "git rev-parse prints it: 40 digits")
	}
}

func (d *decoder) checkLogin(g *Git) {
	switch {
	case !g.Password.IsZero() && !g.Token.IsZero():
		d.fail("source.git.password", "is given beside token", "leave one of them out")
	case !g.Password.IsZero() && g.Username == "":
		d.fail("source.git.username", "is missing", "password: needs it; a token goes without")
	}
}

func (d *decoder) checkVerify(v *Verify) {
	switch {
	case v == nil:
	case v.AllowedSigners == "" && v.Keyring == "":
		d.fail("source.git.verify", "names no keys", "give it allowed_signers: or keyring:")
	case v.Commits != VerifyHead && v.Commits != VerifyAll:
		d.fail("source.git.verify.commits", fmt.Sprintf("%q is none of %s, %s", v.Commits, VerifyHead, VerifyAll), "")
	}
}
