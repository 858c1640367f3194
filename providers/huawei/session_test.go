package huawei

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
)

// refusal is a refusal of the service.
func refusal(code, message string) any { return map[string]string{"code": code, "message": message} }

// anything is a call whose answer does not matter.
var anything = httpapi.Request{Op: "ask", Path: "/v2/zones"}

func isLogin(r *http.Request) bool { return r.URL.Path == "/v3/auth/tokens" }

// doorman gives tokens t1, t2… that live for 100 minutes, and lets the newest in.
type doorman struct {
	now    time.Time
	tokens int
	deny   func(token string) bool // nil: nobody else
}

func (d *doorman) answer(r *http.Request) (int, any) {
	newest := "t" + strings.Repeat("i", d.tokens)
	if isLogin(r) {
		d.tokens++
		return http.StatusCreated, &tokenAnswer{newest + "i", d.now.Add(100 * time.Minute)}
	}
	if token := r.Header.Get("X-Auth-Token"); token != newest || d.deny != nil && d.deny(token) {
		return http.StatusUnauthorized, refusal("DNS.0005", "no")
	}
	return http.StatusOK, page{}
}

func TestATokenIsRenewedAfterFourFifthsOfItsLife(t *testing.T) {
	t.Parallel()
	d := &doorman{now: time.Unix(1e9, 0)}
	p, s := scripted(t, d.answer, asUser)
	p.session.now = func() time.Time { return d.now }
	for _, c := range []struct {
		after  time.Duration
		logins int
	}{{0, 1}, {79 * time.Minute, 1}, {2 * time.Minute, 2}, {79 * time.Minute, 2}, {time.Minute, 3}} {
		d.now = d.now.Add(c.after)
		_, err := p.do(t.Context(), anything)
		require.NoError(t, err)
		require.Equal(t, c.logins, d.tokens, c.after)
	}
	require.Len(t, s.take(), 8, "no call was refused")
}

func TestARefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	d := &doorman{now: time.Now()}
	p, s := scripted(t, d.answer, asUser)
	_, err := p.do(t.Context(), anything)
	require.NoError(t, err)
	d.deny = func(token string) bool { return token == "ti" }
	s.take()
	_, err = p.do(t.Context(), anything)
	require.NoError(t, err)
	require.Equal(t, []string{"GET /v2/zones", "POST /v3/auth/tokens?nocatalog=", "GET /v2/zones"}, s.take())

	d.deny = func(string) bool { return true }
	_, err = p.do(t.Context(), anything)
	require.ErrorIs(t, err, providers.ErrAuth)
	require.Equal(t, loginHint, providers.Hint(err))
	require.Len(t, s.take(), 3)
}

// The service locks a user out who tries a wrong password a few times.
func TestARefusedLoginIsNotTriedForEveryZone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*settings){"user": asUser, "keys": func(s *settings) { s.Project = "" }} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s := scripted(t, func(*http.Request) (int, any) {
				return http.StatusUnauthorized, map[string]any{"error": map[string]any{"message": "wrong", "code": 401}}
			}, change)
			now := time.Now()
			p.session.now = func() time.Time { return now }
			for range 2 {
				var g errgroup.Group
				for range 20 {
					g.Go(func() error {
						if _, err := p.Fetch(t.Context(), providers.Ref{Origin: origin}); !errors.Is(err, providers.ErrAuth) || !notApplied(err) {
							return fmt.Errorf("got %w", err)
						}
						return nil
					})
				}
				require.NoError(t, g.Wait())
				require.Len(t, s.take(), 1)
				now = now.Add(refusedFor)
			}
		})
	}
}

func TestTheLoginIsTheAPIs(t *testing.T) {
	t.Parallel()
	var body bytes.Buffer
	p, _ := scripted(t, func(r *http.Request) (int, any) {
		if isLogin(r) {
			_, _ = body.ReadFrom(r.Body)
		}
		return http.StatusCreated, &tokenAnswer{"t", time.Now()}
	}, asUser)
	_, err := p.do(t.Context(), anything)
	require.NoError(t, err)
	require.JSONEq(t, `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"sandbox","password":"sandbox-secret",
		"domain":{"name":"sandbox-account"}}}},"scope":{"project":{"name":"sandbox-1"}}}}`, body.String())
	p.session.project = "0123456789abcdef0123456789abcdef"
	require.Equal(t, named{ID: p.session.project}, p.session.loginDoc().Auth.Scope.Project)
}

// A write that could not log in was not made, whatever became of the login.
func TestACallWithoutALoginWasNotMade(t *testing.T) {
	t.Parallel()
	p, s := scripted(t, func(*http.Request) (int, any) { return http.StatusInternalServerError, "down" }, asUser)
	_, err := p.do(t.Context(), httpapi.Request{Op: "write", Method: http.MethodPost, Path: "/v2/zones"})
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.True(t, notApplied(err))
	for _, asked := range s.take() {
		require.Contains(t, asked, "/v3/auth/tokens")
	}
}

func TestAKeyPairNeedsTheProjectsID(t *testing.T) {
	t.Parallel()
	named := func(s *settings) { s.Project = "" }
	var given []string
	answer := func(status int, projects any) func(*http.Request) (int, any) {
		return func(r *http.Request) (int, any) {
			if r.URL.Path == "/v3/projects" {
				return status, projects
			}
			given = append(given, r.Header.Get("X-Project-Id"))
			return http.StatusOK, page{}
		}
	}
	p, s := scripted(t, answer(http.StatusOK, map[string]any{"projects": []any{
		map[string]string{"id": "p1", "name": "sandbox-11"}, map[string]string{"id": "p2", "name": "sandbox-1"},
	}}), named)
	for range 2 {
		_, err := p.do(t.Context(), anything)
		require.NoError(t, err)
	}
	require.Equal(t, []string{"p2", "p2"}, given)
	require.Equal(t, []string{"GET /v3/projects?name=sandbox-1", "GET /v2/zones", "GET /v2/zones"}, s.take())

	p, _ = scripted(t, answer(http.StatusForbidden, map[string]any{"error": map[string]string{"message": "no right"}}), named)
	given = nil
	_, err := p.do(t.Context(), anything)
	require.NoError(t, err, "the service knows the project of a user who may not list projects")
	require.Equal(t, []string{""}, given)

	p, _ = scripted(t, answer(http.StatusOK, map[string]any{"projects": []any{}}), named)
	_, err = p.do(t.Context(), anything)
	require.ErrorIs(t, err, providers.ErrAuth)
	require.Equal(t, "check region and project", providers.Hint(err))
}

func TestNoSecretIsLogged(t *testing.T) {
	t.Parallel()
	for _, who := range []func(*settings){asUser, func(*settings) {}} {
		var log bytes.Buffer
		srv := httptest.NewServer(&script{answer: (&doorman{now: time.Now()}).answer})
		t.Cleanup(srv.Close)
		s := Kind().Settings().(*settings)
		s.Region, s.Endpoint, s.IAMEndpoint, s.AccessKey, s.SecretKey = "sandbox-1", srv.URL, srv.URL, "AK", secret.New("sandbox-secret")
		who(s)
		opened, err := Kind().Open(s, providers.Env{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
		require.NoError(t, err)
		_, err = opened.(*Provider).do(t.Context(), anything)
		var told *providers.APIError
		require.True(t, err == nil || errors.As(err, &told))
		require.Contains(t, log.String(), "/v3/")
		require.NotContains(t, log.String(), "sandbox-secret")
		require.NotContains(t, log.String(), "Signature=")
		require.NotRegexp(t, `\bti\b`, log.String())
	}
}

// The gateway refuses signatures of another time in the words that it has for a wrong key.
func TestAWrongClockSaysSo(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(huaweisim.New(huaweisim.Options{}))
	t.Cleanup(srv.Close)
	s := Kind().Settings().(*settings)
	s.Region, s.Endpoint, s.IAMEndpoint = "sandbox-1", srv.URL, srv.URL
	s.AccessKey, s.SecretKey = "SANDBOXACCESSKEY0001", secret.New("sandbox-secret-key")
	c, err := s.credentials()
	require.NoError(t, err)
	c.now = func() time.Time { return time.Now().Add(-3 * time.Hour) }
	p, err := s.connect(c, s.options(providers.Env{}, c))
	require.NoError(t, err)
	_, err = p.Zones(t.Context())
	require.ErrorIs(t, err, providers.ErrAuth)
	require.Regexp(t, `^the clock of this machine is (2h59m5\ds|3h0m\ds) off that of the service`, providers.Hint(err))
}
