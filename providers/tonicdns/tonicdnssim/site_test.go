package tonicdnssim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// site is a server on loopback with the zone example.org, and a client that has logged in.
type site struct {
	*tonicdnssim.Server
	url   string
	token string
	now   time.Time
}

func open(t *testing.T, o tonicdnssim.Options) *site {
	t.Helper()
	s := &site{now: time.Unix(1700000000, 0)}
	o.Now = func() time.Time { return s.now }
	s.Server = tonicdnssim.New(o)
	server := httptest.NewServer(s.Server)
	t.Cleanup(server.Close)
	s.url = server.URL
	require.NoError(t, s.AddZone("example.org."))
	s.token = s.login(t)
	return s
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// codes gives the codes of an error in either shape.
func (a answer) codes(t *testing.T) []string {
	t.Helper()
	var doc struct{ Detail json.RawMessage }
	if json.Unmarshal([]byte(a.body), &doc) != nil || doc.Detail == nil {
		return nil // no error, the list of a 404, plain text
	}
	var one struct{ Code string }
	if json.Unmarshal(doc.Detail, &one) == nil && one.Code != "" {
		return []string{one.Code}
	}
	var list []struct{ Code []string }
	if doc.Detail[0] == '{' {
		doc.Detail = json.RawMessage("[" + string(doc.Detail) + "]")
	}
	require.NoError(t, json.Unmarshal(doc.Detail, &list), a.body)
	var out []string
	for _, d := range list {
		out = append(out, d.Code...)
	}
	return out
}

// do sends a request with the token and with JSON as its type; header takes the place of either.
func (s *site) do(t *testing.T, method, path, body string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-authentication-token", s.token)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return answer{res.StatusCode, res.Header, string(b)}
}

// login gives the token of a login that works.
func (s *site) login(t *testing.T) string {
	t.Helper()
	a := s.do(t, "PUT", "/authenticate", `{"username":"sandbox","password":"sandbox-secret"}`)
	require.Equal(t, 200, a.status, a.body)
	var session struct{ Token string }
	require.NoError(t, json.Unmarshal([]byte(a.body), &session))
	return session.Token
}

// post changes example.org.
func (s *site) post(t *testing.T, records string) answer {
	t.Helper()
	return s.do(t, "POST", "/zone/example.org", `{"records":[`+records+`]}`)
}
