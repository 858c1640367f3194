package tonicdnssim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

const tokenField = "x-authentication-token"

func TestLogin(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	for _, tt := range []struct {
		name, body string
		status     int
		codes      []string
	}{
		{"the right password", `{"username":"sandbox","password":"sandbox-secret","local_user":"ann"}`, 200, nil},
		{"a wrong password", `{"username":"sandbox","password":"x"}`, 403, []string{"AUTH_INVALID_CREDENTIALS"}},
		{"a wrong user", `{"username":"x","password":"sandbox-secret"}`, 403, []string{"AUTH_INVALID_CREDENTIALS"}},
		{"no password", `{"username":"sandbox"}`, 400, []string{"MISSING_REQUIRED_PARAMETERS"}},
		{"no user", `{"password":"sandbox-secret"}`, 400, []string{"MISSING_REQUIRED_PARAMETERS"}},
		{"no JSON", `username=sandbox`, 400, []string{"BODY_MALFORMED"}},
		{"no body", ``, 400, []string{"BODY_MALFORMED"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.do(t, "PUT", "/authentication", tt.body, tokenField, "")
			require.Equal(t, tt.status, a.status)
			require.Equal(t, tt.codes, a.codes(t))
		})
	}
}

func TestLoginTellsTheTokenAndItsEnd(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{TokenLife: time.Hour})
	a := s.do(t, "PUT", "/authenticate", `{"username":"sandbox","password":"sandbox-secret"}`)
	var session map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &session))
	require.Equal(t, map[string]any{"username": "sandbox", "valid_until": 1700003600.0, "hash": s.token, "token": s.token}, session)
	require.Regexp(t, `^[0-9a-f]{40}$`, s.token)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	unknown := strings.Repeat("0", 40)
	for _, tt := range []struct {
		name   string
		before func(t *testing.T, s *site)
		method string
		path   string
		token  string // in the header; the real one when empty
		status int
		codes  []string
	}{
		{"a call without a token", nil, "GET", "/zone", "none", 401, []string{"UNAUTHORIZED"}},
		{"a call with an unknown token", nil, "GET", "/zone", unknown, 403, []string{"AUTHENTICATION_FAILED"}},
		{"a call with another spelling of the token", nil, "GET", "/zone", "upper", 403, []string{"AUTHENTICATION_FAILED"}},
		{"a wrong verb without a token", nil, "PATCH", "/zone", "none", 401, []string{"UNAUTHORIZED"}},
		{"a check of records without a token", nil, "POST", "/record", "none", 401, []string{"UNAUTHORIZED"}},
		{"a token just before its end", later(59 * time.Second), "GET", "/zone", "", 200, nil},
		{"a token at its end", later(60 * time.Second), "GET", "/zone", "", 403, []string{"AUTHENTICATION_FAILED"}},
		{"an expired token once more", expiredTwice, "GET", "/zone", "", 403, []string{"AUTHENTICATION_FAILED"}},
		{"a token that is used in between", slid, "GET", "/zone", "", 200, nil},
		{"a token after a second login, which gives the same", relogin, "GET", "/zone", "", 200, nil},
		{"a token after a logout", logout, "GET", "/zone", "", 403, []string{"AUTHENTICATION_FAILED"}},
		{"a token that a test expires", func(_ *testing.T, s *site) { s.ExpireToken() }, "GET", "/zone", "", 403, []string{"AUTHENTICATION_FAILED"}},
		{"a check of a token", nil, "POST", "/authenticate/TOKEN", "none", 200, nil},
		{"a check that lengthens the life", checked, "GET", "/zone", "", 200, nil},
		{"a check of an unknown token", nil, "POST", "/authentication/" + unknown, "", 403, []string{"AUTH_INVALID_TOKEN"}},
		{"a check of something else", nil, "POST", "/authenticate/abc", "", 400, []string{"AUTH_INVALID_TOKEN"}},
		{"a logout of an unknown token", nil, "DELETE", "/authenticate/" + unknown, "", 403, []string{"AUTH_INVALID_TOKEN"}},
		{"a logout of something else", nil, "DELETE", "/authenticate/" + unknown + "0", "", 400, []string{"AUTH_INVALID_TOKEN"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, tonicdnssim.Options{})
			if tt.before != nil {
				tt.before(t, s)
			}
			token := map[string]string{"": s.token, "none": "", "upper": strings.ToUpper(s.token), unknown: unknown}[tt.token]
			a := s.do(t, tt.method, strings.Replace(tt.path, "TOKEN", s.token, 1), "", tokenField, token)
			require.Equal(t, tt.status, a.status, a.body)
			require.Equal(t, tt.codes, a.codes(t))
		})
	}
}

func later(d time.Duration) func(*testing.T, *site) {
	return func(_ *testing.T, s *site) { s.now = s.now.Add(d) }
}

func expiredTwice(t *testing.T, s *site) {
	later(time.Minute)(t, s)
	s.do(t, "GET", "/zone", "")
	s.now = s.now.Add(-time.Minute) // it was dropped, not only found too old
}

func slid(t *testing.T, s *site) {
	for range 5 {
		later(59*time.Second)(t, s)
		require.Equal(t, 200, s.do(t, "GET", "/zone", "").status)
	}
	later(59*time.Second)(t, s)
}

func relogin(t *testing.T, s *site) {
	later(time.Minute)(t, s)
	require.Equal(t, s.token, s.login(t))
}

func logout(t *testing.T, s *site) {
	a := s.do(t, "DELETE", "/authenticate/"+s.token, "")
	require.Equal(t, "true", a.body)
}

func checked(t *testing.T, s *site) {
	later(59*time.Second)(t, s)
	a := s.do(t, "POST", "/authenticate/"+s.token, "")
	require.Equal(t, "true", a.body)
	later(59*time.Second)(t, s)
}

func TestDeniedCredentialsFailEverywhereUntilDisarm(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	s.Arm(simulator.Fault{Kind: simulator.Denied})
	for range 2 {
		require.Equal(t, []string{"AUTHENTICATION_FAILED"}, s.do(t, "GET", "/zone", "").codes(t))
		a := s.do(t, "PUT", "/authenticate", `{"username":"sandbox","password":"sandbox-secret"}`)
		require.Equal(t, http.StatusForbidden, a.status)
		require.Equal(t, []string{"AUTH_INVALID_CREDENTIALS"}, a.codes(t))
	}
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	require.Equal(t, 403, s.do(t, "GET", "/zone", "").status, "the token has outlived the denial")
	s.login(t)
	require.Equal(t, 200, s.do(t, "GET", "/zone", "").status)
}
