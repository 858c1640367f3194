package huaweisim

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

const (
	vectorKey    = "ZSAK0000000000000001"
	vectorSecret = "zsSecretKeyForTestVectorsOnly0000000001"
	vectorDate   = "20260102T030405Z"
	vectorV1     = "73649f3af3b9b81c801e00df8c5a73c0f1aac1b2023abb3176e3d0990e914109"
)

// vector is a request that the SDK signed.
func vector(request, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(strings.Fields(request)[0], "http://dns.ap-southeast-1.myhuaweicloud.com/", strings.NewReader(body))
	path, query, _ := strings.Cut(strings.SplitN(request, " ", 2)[1], "?")
	r.URL.Path, r.URL.RawQuery = path, strings.ReplaceAll(query, " ", "%20")
	r.Header.Set("X-Sdk-Date", vectorDate)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestSignaturesAreThoseOfTheSDK(t *testing.T) {
	t.Parallel()
	const ids = `{"recordset_ids":["rs1","rs2"]}`
	for name, c := range map[string]struct {
		request, body string
		headers       []string
		want          string
	}{
		"a GET with a project": {
			request: "GET /v2/zones", headers: []string{"X-Project-Id", "0123456789abcdef0123456789abcdef"}, want: vectorV1,
		},
		"a DELETE with a body": {
			request: "DELETE /v2.1/zones/z1/recordsets", body: ids,
			want: "4fd4a0ad3095c61830c96ebe1471cb41a07d439bfadf5d9659f0f681216a5f81",
		},
		"the same body and a line feed": {
			request: "DELETE /v2.1/zones/z1/recordsets", body: ids + "\n",
			want: "c2f69cde183fd853504bf86d4c5ce18baf01640d8a041dd29337ee3f5b6ffaa0",
		},
		"a query with an asterisk and a blank": {
			request: "GET /v2.1/zones/z1/recordsets?limit=500&marker=&name=*.a b~c.example.com.",
			want:    "f24a179978153002c94037ada95e1c25f05752d508c05a3a4fb2604d82e7500a",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signed := []string{"host", "x-sdk-date"}
			if c.headers != nil {
				signed = []string{"host", "x-project-id", "x-sdk-date"}
			}
			require.Equal(t, c.want, signature(vector(c.request, c.body, c.headers...), []byte(c.body), signed, vectorSecret))
		})
	}
}

// sign signs a request to the site with the sandbox's key.
func (s *site) sign(r *http.Request, headers ...string) *http.Request {
	r.Header.Del("X-Auth-Token")
	r.Header.Set("X-Sdk-Date", s.now.Format("20060102T150405Z"))
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=SANDBOXACCESSKEY0001, SignedHeaders="+strings.Join(headers, ";")+
		", Signature="+signature(r, nil, headers, "sandbox-secret-key"))
	return r
}

func TestWhoSignsRightMayAsk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		otc   bool
		alter func(s *site, r *http.Request)
		code  string
	}{
		"right":                      {alter: func(*site, *http.Request) {}},
		"14 minutes late":            {alter: func(s *site, _ *http.Request) { s.pass(14 * time.Minute) }},
		"16 minutes late":            {alter: func(s *site, _ *http.Request) { s.pass(16 * time.Minute) }, code: "APIGW.0301"},
		"16 minutes early":           {alter: func(s *site, _ *http.Request) { s.pass(-16 * time.Minute) }, code: "APIGW.0301"},
		"another verb":               {alter: func(_ *site, r *http.Request) { r.Method = "PATCH" }, code: "APIGW.0301"},
		"another query":              {alter: func(_ *site, r *http.Request) { r.URL.RawQuery = "limit=2" }, code: "APIGW.0301"},
		"another host":               {alter: func(_ *site, r *http.Request) { r.Host = "other.test" }, code: "APIGW.0301"},
		"a date that is not signed":  {alter: func(s *site, r *http.Request) { s.sign(r, "host") }, code: "APIGW.0301"},
		"headers out of order":       {alter: func(s *site, r *http.Request) { s.sign(r, "x-sdk-date", "host") }, code: "APIGW.0301"},
		"no signature in it":         {alter: func(_ *site, r *http.Request) { r.Header.Set("Authorization", "SDK-HMAC-SHA256 x") }, code: "APIGW.0301"},
		"another key":                {alter: func(s *site, _ *http.Request) { s.o.AccessKey = "OTHER" }, code: "APIGW.0301"},
		"another secret":             {alter: func(s *site, _ *http.Request) { s.o.SecretKey = "other" }, code: "APIGW.0301"},
		"a body nobody signed":       {alter: func(_ *site, r *http.Request) { r.Header.Set("X-Sdk-Content-Sha256", sum("x")) }, code: "APIGW.0301"},
		"somebody else's project":    {alter: func(_ *site, r *http.Request) { r.Header.Set("X-Project-Id", userID) }, code: "DNS.0030"},
		"a fault":                    {alter: func(s *site, _ *http.Request) { s.Arm(simulator.Fault{Kind: simulator.Denied}) }, code: "APIGW.0301"},
		"keys at Open Telekom Cloud": {otc: true, alter: func(*site, *http.Request) {}, code: "DNS.0005"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{OTC: c.otc})
			r := s.sign(httptest.NewRequest("GET", "http://sim.test/v2/zones?limit=1", nil), "host", "x-sdk-date")
			c.alter(s, r)
			require.Equal(t, c.code, s.send(t, r).code())
		})
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := start(t, Options{TokenLife: time.Hour})
	got := s.do(t, "POST /v3/auth/tokens", loginBody)
	token := got.body["token"].(object)
	require.Equal(t, "2026-01-02T04:04:05.000000Z", token["expires_at"])
	require.Equal(t, "dns", token["catalog"].([]any)[1].(object)["type"])
	require.NotContains(t, s.do(t, "POST /v3/auth/tokens?nocatalog=", loginBody).body["token"], "catalog")
	for body, status := range map[string]int{
		strings.Replace(loginBody, "sandbox-secret", "wrong", 1):  http.StatusUnauthorized,
		strings.Replace(loginBody, "sandbox-account", "other", 1): http.StatusUnauthorized,
		strings.Replace(loginBody, "sandbox-1", "other", 1):       http.StatusUnauthorized,
		strings.Replace(loginBody, `"scope"`, `"scoop"`, 1):       http.StatusBadRequest,
		strings.Replace(loginBody, `["password"]`, `["hw"]`, 1):   http.StatusBadRequest,
		`{`: http.StatusBadRequest,
	} {
		require.Equal(t, status, s.do(t, "POST /v3/auth/tokens", body).Code, body)
	}
	s.pass(time.Hour - time.Second)
	require.Empty(t, s.do(t, "GET /v2/zones", "").code())
	s.pass(time.Second)
	got = s.do(t, "GET /v2/zones", "")
	require.Equal(t, "DNS.0005", got.code())
	require.Equal(t, http.StatusUnauthorized, got.Code)
	s.login(t)
	s.ExpireTokens()
	require.Equal(t, "DNS.0005", s.do(t, "GET /v2/zones", "").code())
	s.header.Del("X-Auth-Token")
	require.Equal(t, "DNS.0005", s.do(t, "GET /v2/zones", "").code())
	s.Arm(simulator.Fault{Kind: simulator.Denied})
	require.Equal(t, http.StatusUnauthorized, s.do(t, "POST /v3/auth/tokens", loginBody).Code)
	require.Equal(t, 11, s.Calls()["POST token"])
	_, writes := s.Requests()
	require.Zero(t, writes)
}

func TestProjectsAreFoundByName(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	look := func(path string) answer {
		return s.send(t, s.sign(httptest.NewRequest("GET", "http://sim.test"+path, nil), "host", "x-sdk-date"))
	}
	require.Equal(t, []any{projectID}, look("/v3/projects?name=sandbox-1").pluck("projects", "id"))
	require.Equal(t, []any{domainID}, look("/v3/projects").pluck("projects", "domain_id"))
	require.Empty(t, look("/v3/projects?name=sandbox-2").list("projects"))
	require.Equal(t, http.StatusUnauthorized, s.send(t, httptest.NewRequest("GET", "http://sim.test/v3/projects", nil)).Code)
	require.Equal(t, http.StatusNotFound, look("/v3/users").Code)
}
