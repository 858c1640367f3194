package designatesim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const applicationLogin = `{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"sandbox-app","secret":"sandbox-app-secret"}}}}`

func TestLogins(t *testing.T) {
	t.Parallel()
	named := `{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"name":"sandbox-app","secret":"sandbox-app-secret",
		"user":{"name":"sandbox","domain":{"id":"default"}}}}}}`
	for _, c := range []struct {
		why, body string
		want      int
	}{
		{"a password", passwordLogin, 201},
		{"a password with ids of domain and project", strings.NewReplacer(`{"name":"sandbox","domain":{"name":"Default"}}}}}`, `{"id":"c3a2d0b1e4f54a6f8d7b9e0c1a2b3d4e"}}}}`, `{"name":"Default"}`, `{"id":"default"}`).Replace(passwordLogin), 201},
		{"an application credential", applicationLogin, 201},
		{"an application credential by name", named, 201},
		{"an application credential by name without its user", strings.Replace(named, `"name":"sandbox",`, "", 1), 401},
		{"another password", strings.Replace(passwordLogin, "sandbox-secret", "x", 1), 401},
		{"another user", strings.Replace(passwordLogin, `"sandbox","domain"`, `"x","domain"`, 1), 401},
		{"another domain", strings.Replace(passwordLogin, "Default", "x", 1), 401},
		{"no domain", strings.Replace(passwordLogin, `"domain":{"name":"Default"},`, "", 1), 401},
		{"another project", strings.Replace(passwordLogin, `"project":{"name":"sandbox"`, `"project":{"name":"x"`, 1), 401},
		{"another secret", strings.Replace(applicationLogin, "sandbox-app-secret", "x", 1), 401},
		{"another method", `{"auth":{"identity":{"methods":["token"],"token":{"id":"x"}}}}`, 401},
		{"an application credential with a scope", strings.Replace(applicationLogin, `"identity"`, `"scope":{"project":{"name":"sandbox"}},"identity"`, 1), 400},
		{"no method", `{"auth":{"identity":{}}}`, 400},
		{"no user", `{"auth":{"identity":{"methods":["password"]}}}`, 400},
		{"no JSON", `{`, 400},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{NoAuth: true})
			s.o.NoAuth, s.o.ProjectID = false, "c3a2d0b1e4f54a6f8d7b9e0c1a2b3d4e"
			w := s.raw("POST", "/identity/v3/auth/tokens", c.body)
			require.Equal(t, c.want, w.Code, w.Body)
			s.header.Set("X-Auth-Token", w.Header().Get("X-Subject-Token"))
			want := 401
			if c.want == 201 {
				want = 200
			}
			require.Equal(t, want, s.do(t, "GET /zones", "").Code)
			require.Equal(t, map[string]int{"POST token": 1, "GET zones": 1}, s.Calls())
		})
	}
}

func TestTheCatalogNamesTheDNSWithoutVersion(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	w := s.raw("POST", "/identity/v3/auth/tokens", passwordLogin)
	var in struct {
		Token struct {
			ExpiresAt time.Time `json:"expires_at"`
			Project   struct{ ID, Name string }
			Roles     []struct{ Name string }
			Catalog   []struct {
				Type      string
				Endpoints []struct{ Interface, Region, URL string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &in))
	require.Equal(t, s.now.Add(time.Hour), in.Token.ExpiresAt)
	require.Equal(t, "sandbox admin", in.Token.Project.Name+" "+in.Token.Roles[0].Name)
	require.Equal(t, []string{"identity", "dns"}, []string{in.Token.Catalog[0].Type, in.Token.Catalog[1].Type})
	require.Equal(t, "http://sim.test/", in.Token.Catalog[1].Endpoints[2].URL)
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	s := start(t, Options{TokenLife: time.Minute})
	s.does(t, "GET Z", "")
	s.pass(time.Minute)
	a := s.do(t, "GET Z", "")
	require.Equal(t, "401 Authentication required", fmt.Sprint(a.Code, " ", a.Body))
	require.Contains(t, a.Header().Get("Www-Authenticate"), "Keystone uri=")
	s.login(t)
	s.does(t, "GET Z", "")
	s.ExpireTokens()
	require.Equal(t, 401, s.do(t, "GET Z", "").Code)
	s.header = http.Header{}
	require.Equal(t, 401, s.do(t, "GET Z", "").Code)
}

func TestATokenWithoutProjectIsOfNoUse(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	before, _, _ := strings.Cut(passwordLogin, `,"scope"`)
	w := s.raw("POST", "/identity/v3/auth/tokens", before+"}}")
	require.Equal(t, 201, w.Code, w.Body)
	require.NotContains(t, w.Body.String(), "catalog")
	s.header.Set("X-Auth-Token", w.Header().Get("X-Subject-Token"))
	a := s.do(t, "GET Z", "")
	require.Equal(t, "401 0", fmt.Sprint(a.Code, " ", a.Body.Len()))
}

func TestMembersMayNotActForOthers(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Member: true})
	s.does(t, "GET Z", "")
	for _, query := range []string{"all_projects=1", "all_tenants=true", "edit_managed_records=yes"} {
		require.Equal(t, "403 forbidden", s.refused(t, "GET Z?"+query, ""))
	}
	s.header.Set("X-Auth-Sudo-Tenant-ID", "x")
	require.Equal(t, "403 forbidden", s.refused(t, "GET Z", ""))
}

func TestKeystoneAndTheVersionsCanBeDiscovered(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.Equal(t, 300, s.raw("GET", "/identity", "").Code)
	require.Contains(t, s.raw("GET", "/identity/v3/", "").Body.String(), `"href":"http://sim.test/identity/v3/"`)
	require.Equal(t, 404, s.raw("GET", "/identity/v2.0", "").Code)
	require.Equal(t, 405, s.raw("GET", "/identity/v3/auth/tokens", "").Code)
	s.header = http.Header{"Content-Type": {"text/plain"}}
	require.Equal(t, 415, s.raw("POST", "/identity/v3/auth/tokens", passwordLogin).Code)
	s.header = http.Header{}
	require.Contains(t, s.raw("GET", "/", "").Body.String(), `{"href":"http://sim.test/v2","rel":"self"}`)
	require.Equal(t, 405, s.raw("POST", "/", "").Code)
	require.JSONEq(t, `{"versions":{"values":[{"id":"v1","status":"CURRENT","links":[{"href":"http://sim.test/v1","rel":"self"}]}]}}`,
		start(t, Options{V1: true}).raw("GET", "/", "").Body.String())
}
