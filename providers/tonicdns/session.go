package tonicdns

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"sync"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const tokenHeader = "X-Authentication-Token"

var tokenPattern = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)

// session keeps the token of a login. The server lengthens its life, 60 seconds by default, with every call, and gives the
// same one to every login of a user: ending it would end everybody's, so it is left to expire.
type session struct {
	api   *httpapi.Client
	login credentials

	mu    sync.Mutex
	token string // "" before a login
}

// use gives the token, and logs in where there is none.
func (s *session) use(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" {
		return s.token, nil
	}
	resp, err := s.api.Do(ctx, httpapi.Request{
		Op: "log in", Method: http.MethodPut, Path: "/authenticate", Body: s.login, Safe: true, Private: true,
	})
	if err != nil {
		return "", err
	}
	var g grant
	if err := resp.JSON(&g); err != nil {
		return "", err
	}
	if !tokenPattern.MatchString(g.Token) {
		return "", resp.Unfit("answer has no token", nil)
	}
	s.api.AddSecret(g.Token)
	s.token = g.Token
	return s.token, nil
}

// drop forgets the token, so that the next call logs in.
func (s *session) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

// loginError is a call that was not made, or had no effect, because there is no token for it.
type loginError struct{ error }

func (e loginError) Unwrap() error { return e.error }

// do makes a call with a token. A call that is refused because the token has expired had no effect, so it is made again,
// once, after a login.
func (p *Provider) do(ctx context.Context, r httpapi.Request) (*httpapi.Response, error) {
	for again := false; ; again = true {
		token, err := p.session.use(ctx)
		if err != nil {
			return nil, loginError{err}
		}
		r.Header = http.Header{tokenHeader: {token}}
		resp, err := p.api.Do(ctx, r)
		if again || !expired(err) {
			return resp, err
		}
		p.session.drop()
	}
}

// expired tells the refusals of a token.
func expired(err error) bool {
	var e *providers.APIError
	return errors.As(err, &e) &&
		(e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden && e.Code == codeExpired)
}
