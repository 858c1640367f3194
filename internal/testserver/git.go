package testserver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Repo is a git repository as people share one: a bare one that is served, and a work tree whose commits are pushed to it.
type Repo struct {
	t    testing.TB
	Root string // holds only the bare repository and what serves it
	Bare string // Root/dns.git
	Work string
	env  []string
}

// NewRepo makes a repository without commits, on branch main. No configuration of the machine has a say in it.
func NewRepo(t testing.TB) *Repo {
	t.Helper()
	Need(t, "git")
	dir := t.TempDir()
	r := &Repo{t: t, Root: filepath.Join(dir, "srv"), Bare: filepath.Join(dir, "srv", "dns.git"), Work: filepath.Join(dir, "work")}
	config := filepath.Join(dir, "gitconfig")
	r.env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+config, "GIT_TERMINAL_PROMPT=0", "HOME="+dir)
	text := "[safe]\n\tdirectory = *\n[user]\n\tname = Alice\n\temail = alice@example.org\n[init]\n\tdefaultBranch = main\n" +
		"[gc]\n\tauto = 0\n[protocol \"file\"]\n\tallow = always\n[core]\n\tfsync = none\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.run(dir, "init", "--quiet", "--bare", r.Bare)
	r.run(dir, "init", "--quiet", r.Work)
	r.Git("remote", "add", "origin", r.Bare)
	return r
}

// Git runs git in the work tree and gives what it prints.
func (r *Repo) Git(args ...string) string {
	r.t.Helper()
	return r.run(r.Work, args...)
}

// GitBare runs git in the bare repository.
func (r *Repo) GitBare(args ...string) string {
	r.t.Helper()
	return r.run(r.Bare, args...)
}

func (r *Repo) run(dir string, args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, r.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Write puts a file into the work tree.
func (r *Repo) Write(path, content string) {
	r.t.Helper()
	path = filepath.Join(r.Work, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// Commit commits all of the work tree, with options of git commit such as -S, and gives the id.
func (r *Repo) Commit(message string, options ...string) string {
	r.t.Helper()
	r.Git("add", "--all")
	r.Git(append([]string{"commit", "--quiet", "--allow-empty", "-m", message}, options...)...)
	return r.Git("rev-parse", "HEAD")
}

// Empty makes many commits that change nothing, on main, much faster than one by one.
func (r *Repo) Empty(n int) {
	r.t.Helper()
	var in strings.Builder
	for i := range n {
		fmt.Fprintf(&in, "commit refs/heads/main\ncommitter Alice <alice@example.org> %d +0000\ndata 5\nempty\n", 1_700_000_000+i)
		if i == 0 {
			fmt.Fprintln(&in, "from refs/heads/main^0")
		}
	}
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Env, cmd.Stdin = r.Work, r.env, strings.NewReader(in.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git fast-import: %v\n%s", err, out)
	}
}

// Push pushes the branch that is checked out, whatever it was before.
func (r *Repo) Push() {
	r.t.Helper()
	r.Git("push", "--quiet", "--force", "origin", "HEAD")
}

// Pushed is Write, Commit and Push.
func (r *Repo) Pushed(path, content string) string {
	r.t.Helper()
	r.Write(path, content)
	id := r.Commit("change " + path)
	r.Push()
	return id
}
