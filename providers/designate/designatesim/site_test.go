package designatesim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// site is a server with the zone example.org, a clock that stands, and a client that may ask.
type site struct {
	*Server
	now    time.Time
	header http.Header // on every request
	id     string      // of example.org
}

func start(t testing.TB, o Options) *site {
	t.Helper()
	s := &site{now: time.Date(2022, 10, 6, 12, 0, 0, 0, time.UTC), header: http.Header{}}
	o.Now = func() time.Time { return s.now }
	s.Server = New(o)
	require.NoError(t, s.AddZone("example.org."))
	s.id = s.ZoneID("example.org.")
	if !o.NoAuth {
		s.login(t)
	}
	return s
}

// pass lets time go by.
func (s *site) pass(d time.Duration) { s.now = s.now.Add(d) }

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	body object // nil where it is no object
}

// raw sends a request as it is.
func (s *site) raw(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://sim.test"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k := range s.header {
		r.Header.Set(k, s.header.Get(k))
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// do sends a request to a path below the version. Z stands for the path of example.org, R for that of its sets or records.
func (s *site) do(t testing.TB, request, body string) answer {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	zone, records := "/zones/"+s.id, "/recordsets"
	if s.o.V1 {
		zone, records = "/domains/"+s.id, "/records"
	}
	if rest, yes := strings.CutPrefix(path, "R"); yes {
		path = zone + records + rest
	}
	if rest, yes := strings.CutPrefix(path, "Z"); yes {
		path = zone + rest
	}
	a := answer{ResponseRecorder: s.raw(method, "/"+s.version()+path, body)}
	if strings.HasPrefix(a.Body.String(), "{") {
		require.NoError(t, json.Unmarshal(a.Body.Bytes(), &a.body), a.Body)
	}
	return a
}

const passwordLogin = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"sandbox","domain":{"name":"Default"},
	"password":"sandbox-secret"}}},"scope":{"project":{"name":"sandbox","domain":{"name":"Default"}}}}}`

func (s *site) login(t testing.TB) {
	t.Helper()
	s.header.Del("X-Auth-Token")
	w := s.raw("POST", "/identity/v3/auth/tokens", passwordLogin)
	require.Equal(t, 201, w.Code, w.Body)
	s.header.Set("X-Auth-Token", w.Header().Get("X-Subject-Token"))
}

// does sends a request that must succeed, and gives what it made.
func (s *site) does(t testing.TB, request, body string) object {
	t.Helper()
	a := s.do(t, request, body)
	require.Less(t, a.Code, 300, "%s %s: %s", request, body, a.Body)
	return a.body
}

// refused sends a request that must be refused with nothing done, and gives the code and the type.
func (s *site) refused(t testing.TB, request, body string) string {
	t.Helper()
	before := s.state(t)
	a := s.do(t, request, body)
	require.GreaterOrEqual(t, a.Code, 400, "%s %s: %s", request, body, a.Body)
	require.True(t, before == s.state(t), "%s changed something", request)
	require.EqualValues(t, a.Code, a.body["code"], a.Body)
	return strings.TrimSpace(fmt.Sprint(a.Code, " ", orEmpty(a.body["type"])))
}

func orEmpty(v any) any {
	if v == nil {
		return ""
	}
	return v
}

func (s *site) state(t testing.TB) string {
	t.Helper()
	s.ZoneID("") // what is due happens first
	b, err := s.Save()
	require.NoError(t, err)
	return string(b)
}

// show spells what is in example.org but the system's own.
func (s *site) show() string {
	var b strings.Builder
	for _, r := range s.RecordSets("example.org.") {
		if r.Managed {
			continue
		}
		fmt.Fprintf(&b, "%s %s", r.Name, r.Type)
		if r.TTL != nil {
			fmt.Fprint(&b, " ", *r.TTL)
		}
		for _, v := range r.Records {
			fmt.Fprintf(&b, " | %s", v)
		}
		b.WriteString("\n")
	}
	return b.String()
}
