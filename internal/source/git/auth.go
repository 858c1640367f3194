package git

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
	"golang.org/x/crypto/ssh"
)

// auth gives the login for the remote, nil for none. Secrets are asked for their values anew each time.
func (s *Source) auth(ctx context.Context) (transport.AuthMethod, error) {
	switch s.endpoint.Protocol {
	case "http", "https":
		return s.basicAuth(ctx)
	case "ssh":
		return s.sshAuth(ctx)
	}
	return nil, nil
}

// anyUser is the user of a token where none is given: servers look at the token alone, but want some name.
const anyUser = "git"

func (s *Source) basicAuth(ctx context.Context) (transport.AuthMethod, error) {
	secret := s.Token
	if secret.IsZero() {
		secret = s.Password
	}
	if secret.IsZero() {
		return nil, nil
	}
	password, err := secret.Reveal(ctx)
	if err != nil {
		return nil, &Error{text: fmt.Sprintf("git: %s: %v", s.display(), err)}
	}
	return &githttp.BasicAuth{Username: cmp.Or(s.Username, s.endpoint.User, anyUser), Password: password}, nil
}

// sshAuth logs in with the key, to a server that is in the file of known hosts. go-git alone would take any of the known
// keys' kinds, so that a server with several keys could show one that is not in the file.
func (s *Source) sshAuth(ctx context.Context) (transport.AuthMethod, error) {
	if s.KnownHosts == "" {
		return nil, s.fail("name a known_hosts file in source.git.known_hosts; ssh-keyscan prints what goes into it",
			"no known_hosts, so nobody could tell the server from another")
	}
	if _, err := os.Stat(s.KnownHosts); err != nil {
		return nil, s.fail("ssh-keyscan prints what goes into it", "known_hosts: %v", err)
	}
	known, err := gitssh.NewKnownHostsDb(s.KnownHosts)
	if err != nil {
		return nil, s.fail("", "known_hosts: %v", err)
	}
	port := cmp.Or(s.endpoint.Port, gitssh.DefaultPort)
	host := gitssh.HostKeyCallbackHelper{
		HostKeyCallback:   known.HostKeyCallback(),
		HostKeyAlgorithms: known.HostKeyAlgorithms(net.JoinHostPort(s.endpoint.Host, strconv.Itoa(port))),
	}
	user := cmp.Or(s.endpoint.User, gitssh.DefaultUsername)
	if s.SSHKey.IsZero() {
		return nil, s.fail("name a private key in source.git.ssh_key", "no key to log in with")
	}
	text, err := s.SSHKey.Reveal(ctx)
	if err != nil {
		return nil, s.fail("", "%v", err)
	}
	key, err := ssh.ParsePrivateKey([]byte(text + "\n")) // a secret comes without its last line break
	if err != nil {
		return nil, s.fail("it must be a private key in OpenSSH or PEM form, without a passphrase", "ssh_key cannot be used")
	}
	return &gitssh.PublicKeys{User: user, Signer: key, HostKeyCallbackHelper: host}, nil
}

// fail makes an error about the remote.
func (s *Source) fail(hint, format string, args ...any) error {
	return &Error{text: fmt.Sprintf("git: %s: %s", s.display(), fmt.Sprintf(format, args...)), hint: hint}
}
