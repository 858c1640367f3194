package rackspacesim

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

const (
	login = `{"auth":{"RAX-KSKEY:apiKeyCredentials":{"username":"sandbox","apiKey":"sandbox-secret"}}}`
	www   = `{"name":"www.example.org","type":"A","data":"192.0.2.1","ttl":300}`
)

// site is a server with the domain example.org, a clock that stands, and a client with a token.
type site struct {
	*Server
	now    time.Time
	token  string
	header http.Header // in addition, on every request
	id     string      // of example.org
}

func start(t testing.TB, o Options) *site {
	t.Helper()
	s := &site{now: time.Date(2011, 6, 24, 1, 12, 52, 0, time.UTC), header: http.Header{}}
	o.Now = func() time.Time { return s.now }
	if o.Rates == (Rates{}) {
		o.Rates = Unlimited()
	}
	s.Server = New(o)
	require.NoError(t, s.AddZone("example.org."))
	s.id = s.DomainID("example.org.")
	s.login(t)
	return s
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	fault
	body object // nil where it is no object
}

func (s *site) raw(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://sim.test"+path, strings.NewReader(body))
	r.Header.Set("X-Auth-Token", s.token)
	for k := range s.header {
		r.Header.Set(k, s.header.Get(k))
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// do sends a request to a path below the account. D stands for the path of example.org, R for that of its records.
func (s *site) do(t testing.TB, request, body string) answer {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	if rest, yes := strings.CutPrefix(path, "R"); yes {
		path = "/domains/" + s.id + "/records" + rest
	}
	if rest, yes := strings.CutPrefix(path, "D"); yes {
		path = "/domains/" + s.id + rest
	}
	a := answer{ResponseRecorder: s.raw(method, "/v1.0/123456"+path, body)}
	if a.Body.Len() > 0 {
		require.NoError(t, json.Unmarshal(a.Body.Bytes(), &a.body), a.Body)
		require.NoError(t, json.Unmarshal(a.Body.Bytes(), &a.fault), a.Body)
	}
	return a
}

func (s *site) login(t testing.TB) {
	t.Helper()
	w := s.raw("POST", "/v2.0/tokens", login)
	require.Equal(t, 200, w.Code, w.Body)
	var in struct {
		Access struct{ Token struct{ ID string } }
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &in))
	s.token = in.Access.Token.ID
}

// pass lets time go by.
func (s *site) pass(d time.Duration) { s.now = s.now.Add(d) }

// outcome is how a job ended.
type outcome struct {
	Status   string
	Response json.RawMessage
	Error    *fault
}

// job sends a write, lets its time go by and gives the outcome.
func (s *site) job(t testing.TB, request, body string) outcome {
	t.Helper()
	a := s.do(t, request, body)
	require.Equal(t, 202, a.ResponseRecorder.Code, "%s %s", request, a.ResponseRecorder.Body)
	if s.o.JobDelay > 0 {
		s.pass(s.o.JobDelay)
	}
	got := s.do(t, fmt.Sprintf("GET /status/%s?showDetails=true", a.body["jobId"]), "")
	require.Equal(t, 200, got.ResponseRecorder.Code)
	var out outcome
	require.NoError(t, json.Unmarshal(got.ResponseRecorder.Body.Bytes(), &out))
	return out
}

// does is job for a write that must succeed.
func (s *site) does(t testing.TB, request, body string) json.RawMessage {
	t.Helper()
	out := s.job(t, request, body)
	require.Equal(t, "COMPLETED", out.Status, "%s %+v", request, out.Error)
	return out.Response
}

// fails is job for a write that must not, and gives the code and how the details begin.
func (s *site) fails(t testing.TB, request, body string) string {
	t.Helper()
	out := s.job(t, request, body)
	require.Equal(t, "ERROR", out.Status, request)
	details := out.Error.Details
	if out.Error.Validation != nil {
		details = strings.Join(out.Error.Validation.Messages, "|")
	}
	return fmt.Sprint(out.Error.Code, " ", details)
}

// refused sends a request that must be refused at once with nothing done, and gives the code and what is wrong.
func (s *site) refused(t testing.TB, request, body string) string {
	t.Helper()
	before := s.show()
	a := s.do(t, request, body)
	require.Equal(t, a.fault.Code, a.ResponseRecorder.Code, a.ResponseRecorder.Body)
	s.pass(time.Hour)
	require.Equal(t, before, s.show(), "%s changed something", request)
	text := a.Details
	if a.Validation != nil {
		require.Empty(t, a.Message)
		text = strings.Join(a.Validation.Messages, "|")
	}
	return fmt.Sprint(a.fault.Code, " ", text)
}

// add makes records of example.org and gives their ids.
func (s *site) add(t testing.TB, records ...string) []string {
	t.Helper()
	var made struct{ Records []Record }
	require.NoError(t, json.Unmarshal(s.does(t, "POST R", list(records...)), &made))
	var ids []string
	for _, r := range made.Records {
		ids = append(ids, r.ID)
	}
	return ids
}

func list(records ...string) string { return `{"records":[` + strings.Join(records, ",") + `]}` }

// show spells the records of example.org but its first name servers.
func (s *site) show() string {
	var b strings.Builder
	for _, r := range s.Records("example.org") {
		if strings.HasSuffix(r.Data, "rackspace.com") {
			continue
		}
		fmt.Fprintf(&b, "%s %d %s", r.Name, r.TTL, r.Type)
		if r.Priority != nil {
			fmt.Fprint(&b, " ", *r.Priority)
		}
		fmt.Fprintf(&b, " %s", r.Data)
		if r.Comment != "" {
			fmt.Fprint(&b, " ; ", r.Comment)
		}
		b.WriteString("\n")
	}
	return b.String()
}
