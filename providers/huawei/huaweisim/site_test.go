package huaweisim

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

// site is a server with the zone example.org, a clock that stands, and a client that has a token.
type site struct {
	*Server
	now    time.Time
	id     string // of example.org
	header http.Header
}

func start(t testing.TB, o Options) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), header: http.Header{}}
	o.Now = func() time.Time { return s.now }
	s.Server = New(o)
	require.NoError(t, s.AddZone("example.org."))
	s.id = s.ZoneID("example.org.")
	s.login(t)
	return s
}

const loginBody = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"sandbox","password":"sandbox-secret",
	"domain":{"name":"sandbox-account"}}}},"scope":{"project":{"name":"sandbox-1"}}}}`

func (s *site) login(t testing.TB) {
	t.Helper()
	got := s.do(t, "POST /v3/auth/tokens", loginBody)
	require.Equal(t, http.StatusCreated, got.Code, got.Body)
	s.header.Set("X-Auth-Token", got.Header().Get("X-Subject-Token"))
}

// pass lets time go by; settled is enough for everything to be live.
func (s *site) pass(d time.Duration) { s.now = s.now.Add(d) }

const settled = time.Second

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	body object // nil where it is no object
}

// do sends a request. Z stands for the path of example.org in v2.1 and z in v2.
func (s *site) do(t testing.TB, request, body string) answer {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	if rest, yes := strings.CutPrefix(path, "Z"); yes {
		path = "/v2.1/zones/" + s.id + rest
	}
	if rest, yes := strings.CutPrefix(path, "z"); yes {
		path = "/v2/zones/" + s.id + rest
	}
	r := httptest.NewRequest(method, "http://sim.test"+path, strings.NewReader(body))
	r.Header = s.header.Clone()
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return s.send(t, r)
}

func (s *site) send(t testing.TB, r *http.Request) answer {
	t.Helper()
	a := answer{ResponseRecorder: httptest.NewRecorder()}
	s.ServeHTTP(a, r)
	if strings.HasPrefix(a.Body.String(), "{") {
		require.NoError(t, json.Unmarshal(a.Body.Bytes(), &a.body), a.Body)
	}
	return a
}

// code gives the code of a refusal, "" when it is none.
func (a answer) code() string {
	for _, key := range []string{"code", "error_code"} {
		if code, is := a.body[key].(string); is {
			return code
		}
	}
	return ""
}

// list gives the things in a list of the answer.
func (a answer) list(key string) []object {
	out := []object{}
	for _, one := range a.body[key].([]any) {
		out = append(out, one.(object))
	}
	return out
}

// pluck gives one field of each thing in a list.
func (a answer) pluck(list, key string) []any {
	out := []any{}
	for _, one := range a.list(list) {
		out = append(out, one[key])
	}
	return out
}

// add makes a set of "name type value…", waits until it is live, and gives its id.
func (s *site) add(t testing.TB, text string) string {
	t.Helper()
	f := strings.Fields(text)
	body, err := json.Marshal(object{"name": f[0], "type": f[1], "records": []string{strings.Join(f[2:], " ")}})
	require.NoError(t, err)
	got := s.do(t, "POST z/recordsets", string(body))
	require.Equal(t, http.StatusAccepted, got.Code, got.Body)
	s.pass(settled)
	return got.body["id"].(string)
}

// show gives the sets of example.org that the system has not made: "name type line status values".
func (s *site) show() []string {
	out := []string{}
	for _, r := range s.RecordSets("example.org.") {
		if !r.Default {
			line := strings.Join([]string{r.Name, r.Type, r.Line, r.Status, strings.Join(r.Records, " ")}, " ")
			out = append(out, line)
		}
	}
	return out
}

// content spells what an update may change; a weight of null is -1.
func content(r RecordSet) string {
	return fmt.Sprintf("%d %v %s %d", r.TTL, r.Records, r.Description, deref(r.Weight, -1))
}
