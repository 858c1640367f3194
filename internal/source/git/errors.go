package git

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"golang.org/x/crypto/ssh/knownhosts"
)

// The kinds of Error that a caller may care for; most errors are of no kind.
var (
	ErrAway    = errors.New("the remote cannot be reached") // it may come back by itself
	ErrRefused = errors.New("the commit is refused")        // it has no good signature
	ErrNone    = errors.New("no good commit yet")           // of Last
)

// errBroken is the kind of what is wrong with the clone, which is then made anew.
var errBroken = errors.New("the clone is broken")

// Error is what keeps a repository from being followed. No text has a credential or the user of an address.
type Error struct {
	text, hint string
	kind       error
}

// Error tells what is wrong.
func (e *Error) Error() string { return e.text }

// Hint gives the likely cure, or "".
func (e *Error) Hint() string { return e.hint }

// Unwrap gives the kind.
func (e *Error) Unwrap() error { return e.kind }

func broken(err error) error {
	return &Error{text: fmt.Sprintf("git: the clone is broken: %v", err), hint: "remove it; it is made anew", kind: errBroken}
}

// explain says in our words what went wrong in a talk with the remote.
func (s *Source) explain(ctx context.Context, err error) error {
	var own *Error
	switch {
	case err == nil || errors.As(err, &own):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	what, hint, kind := s.reason(err)
	return &Error{text: fmt.Sprintf("git: %s: %s", s.display(), what), hint: hint, kind: kind}
}

func (s *Source) reason(err error) (what, hint string, kind error) {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return "there is no such repository", "see whether the address is right, and whether this login may read it", nil
	case errors.Is(err, transport.ErrEmptyRemoteRepository):
		return "the repository is empty", "push a commit to it first", nil
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed),
		errors.Is(err, transport.ErrInvalidAuthMethod):
		return "the login is refused", "see source.git.token, or username and password", nil
	case s.Commit != "" && says(err, "not our ref", "broken pipe"): // which of the two comes is a matter of chance
		return "it does not give commit " + s.Commit, "see source.git.commit", nil
	case says(err, "unable to authenticate"): // x/crypto/ssh has no error value for it
		return "the login is refused", "see source.git.ssh_key, and whether the server knows its public half", nil
	case errors.As(err, &certificate):
		return certificate.Err.Error(), "for an authority of your own set SSL_CERT_FILE to its certificate", nil
	case away(err):
		return s.clean(err), "", ErrAway
	}
	if what, hint := hostKey(err); what != "" {
		return what, hint, nil
	}
	return s.clean(err), "", nil
}

// hostKey tells what is wrong with the key of an ssh server.
func hostKey(err error) (what, hint string) {
	var key *knownhosts.KeyError
	var revoked *knownhosts.RevokedError
	switch {
	case errors.As(err, &revoked):
		return "the server's key is marked as revoked in known_hosts", ""
	case errors.As(err, &key) && len(key.Want) > 0:
		return "the server's key is not the one in known_hosts", "somebody may be in between; if the server was set up anew, take the new key from somebody who knows it"
	case errors.As(err, &key):
		return "the server is not in known_hosts", "add what ssh-keyscan prints for it, after comparing it with what the server's owner says"
	}
	return "", ""
}

// away tells the errors of a network or a server that may be better in a while.
func away(err error) bool {
	var n net.Error
	var unexpected *plumbing.UnexpectedError
	var request *url.Error
	var status *githttp.Err
	if errors.As(err, &unexpected) {
		err = unexpected.Err // it does not unwrap
	}
	if errors.As(err, &request) {
		err = request.Err // itself it passes for an error of the network, whatever is in it
	}
	if errors.As(err, &status) {
		return status.StatusCode() >= http.StatusInternalServerError || status.StatusCode() == http.StatusTooManyRequests
	}
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) ||
		says(err, "connection reset", "broken pipe", "EOF", "i/o timeout") // go-git keeps only the text of some
}

// says tells whether an error has one of some texts in it.
func says(err error, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(err.Error(), text) })
}

// userOrQuery are the parts of an address in which people put credentials.
var userOrQuery = regexp.MustCompile(`(://)[^/\s"]*@|\?[^\s"]*`)

// clean gives an error's text without credentials.
func (s *Source) clean(err error) string {
	text := userOrQuery.ReplaceAllString(err.Error(), "$1")
	if p := s.endpoint.Password; p != "" {
		text = strings.ReplaceAll(text, p, "***")
	}
	return text
}

// display gives the address without user, password and query.
func (s *Source) display() string {
	e := *s.endpoint
	e.User, e.Password = "", ""
	e.Path, _, _ = strings.Cut(e.Path, "?")
	return e.String()
}
