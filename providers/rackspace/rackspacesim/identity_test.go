package rackspacesim

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLogins(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for name, c := range map[string]struct {
		method, path, body string
		want               int
	}{
		"a key":            {"POST", "/v2.0/tokens", login, 200},
		"a password":       {"POST", "/v2.0/tokens", `{"auth":{"passwordCredentials":{"username":"sandbox","password":"sandbox-password"}}}`, 200},
		"the key as one":   {"POST", "/v2.0/tokens", `{"auth":{"passwordCredentials":{"username":"sandbox","password":"sandbox-secret"}}}`, 401},
		"another key":      {"POST", "/v2.0/tokens", `{"auth":{"RAX-KSKEY:apiKeyCredentials":{"username":"sandbox","apiKey":"x"}}}`, 401},
		"another user":     {"POST", "/v2.0/tokens", `{"auth":{"RAX-KSKEY:apiKeyCredentials":{"username":"x","apiKey":"sandbox-secret"}}}`, 401},
		"nobody":           {"POST", "/v2.0/tokens", `{"auth":{"RAX-KSKEY:apiKeyCredentials":{}}}`, 401},
		"no credentials":   {"POST", "/v2.0/tokens", `{"auth":{}}`, 400},
		"no auth":          {"POST", "/v2.0/tokens", `{}`, 400},
		"no JSON":          {"POST", "/v2.0/tokens", `{`, 400},
		"an unknown field": {"POST", "/v2.0/tokens", `{"auth":{"x":{}}}`, 400},
		"another verb":     {"GET", "/v2.0/tokens", "", 405},
		"another path":     {"POST", "/v3/auth/tokens", login, 404},
	} {
		require.Equal(t, c.want, s.raw(c.method, c.path, c.body).Code, name)
	}
	_, writes := s.Requests()
	require.Zero(t, writes, "a login changes no domain")
	require.Equal(t, 11, s.Calls()["POST tokens"])
}

func TestTheCatalogPointsBack(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Account: "1234"})
	var in struct {
		Access struct {
			Token          struct{ Expires time.Time }
			ServiceCatalog []struct {
				Name, Type string
				Endpoints  []struct{ PublicURL, TenantID string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(s.raw("POST", "/v2.0/tokens", login).Body.Bytes(), &in))
	require.Equal(t, s.now.Add(24*time.Hour), in.Access.Token.Expires)
	require.Len(t, in.Access.ServiceCatalog, 2)
	dns := in.Access.ServiceCatalog[1]
	require.Equal(t, []string{"cloudDNS", "rax:dns", "http://sim.test/v1.0/1234", "1234"},
		[]string{dns.Name, dns.Type, dns.Endpoints[0].PublicURL, dns.Endpoints[0].TenantID})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := start(t, Options{TokenLife: time.Minute})
	code := func() int { return s.do(t, "GET R", "").ResponseRecorder.Code }
	require.Equal(t, 200, code())
	s.pass(time.Minute - 1)
	require.Equal(t, 200, code())
	s.pass(1)
	require.Equal(t, 401, code())
	s.login(t)
	require.Equal(t, 200, code())
	require.Equal(t, 401, s.raw("GET", "/v1.0/1/domains", "").Code, "somebody else's account")
	s.ExpireToken()
	require.Equal(t, 401, code())
	s.token = ""
	require.Equal(t, 401, code())
	a := s.do(t, "POST R", list(www))
	require.Equal(t, []any{401, 401}, []any{a.ResponseRecorder.Code, a.fault.Code})
	require.Empty(t, s.show())
}
