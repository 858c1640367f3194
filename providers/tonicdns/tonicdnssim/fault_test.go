package tonicdnssim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

const www = `{"name":"www.example.org","type":"A","content":"192.0.2.1","ttl":60}`

func (s *site) rows() []string { return rows(s.Rows("example.org.")) }

func TestARefusedNameIsExplainedByRecord(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "WWW.example.org."})
	a := s.post(t, www+`,{"name":"a.example.org","type":"A","content":"192.0.2.1"}`)
	require.Equal(t, 400, a.status)
	require.Equal(t, []string{"ZONE_INVALID_RECORDS"}, a.codes(t))
	require.Contains(t, a.body, "www.example.org")
	require.Empty(t, s.rows())
	require.Equal(t, []string{"RECORD_INVALID_NAME"}, s.do(t, "VALIDATE", "/record", `{"records":[`+www+`]}`).codes(t))
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	require.Equal(t, 200, s.post(t, www).status)
}

func TestAProxyLimitsRequestsBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	s.Arm(simulator.Fault{Kind: simulator.Throttled, Count: 2})
	for range 2 {
		a := s.post(t, www)
		require.Equal(t, http.StatusServiceUnavailable, a.status)
		require.Equal(t, "1", a.header.Get("Retry-After"))
	}
	require.Empty(t, s.rows())
	require.Equal(t, 200, s.post(t, www).status)
}

func TestATruncatedListingIsHalfADocument(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	whole := s.do(t, "GET", "/zone/example.org", "").body
	s.Arm(simulator.Fault{Kind: simulator.Truncated})
	require.Equal(t, 404, s.do(t, "GET", "/zone/example.net", "").status)
	require.Equal(t, whole[:len(whole)/2], s.do(t, "GET", "/zone/example.org", "").body)
	require.Equal(t, whole, s.do(t, "GET", "/zone/example.org", "").body)
}

func TestAnEmptyBodyComesOnce(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	s.EmptyBody()
	require.Equal(t, 200, s.post(t, www).status)
	a := s.do(t, "GET", "/zone/example.org", "")
	require.Equal(t, 200, a.status)
	require.Empty(t, a.body)
	require.NotEmpty(t, s.do(t, "GET", "/zone/example.org", "").body)
}

func TestACommitThatFailsDoesNothing(t *testing.T) {
	t.Parallel()
	for name, req := range map[string][3]string{
		"a change":             {"POST", "/zone/example.org", `{"type":"NATIVE","records":[` + www + `]}`},
		"an addition":          {"PUT", "/zone/example.org", `{"records":[` + www + `]}`},
		"a new zone":           {"PUT", "/zone", `{"name":"example.net","type":"MASTER","records":[` + www + `]}`},
		"a deletion":           {"DELETE", "/zone", `{"name":"example.org","records":[{"name":"example.org","type":"NS","content":"ns1.sandbox.test"}]}`},
		"a deletion of a zone": {"DELETE", "/zone/example.org", ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, tonicdnssim.Options{})
			before, err := s.Save()
			require.NoError(t, err)
			s.FailCommit()
			a := s.do(t, req[0], req[1], req[2])
			require.Equal(t, 500, a.status)
			require.Equal(t, []string{"INTERNAL_SERVER_ERROR"}, a.codes(t))
			after, err := s.Save()
			require.NoError(t, err)
			require.Equal(t, string(before), string(after))
			require.Equal(t, 200, s.do(t, req[0], req[1], req[2]).status)
		})
	}
}

func TestAnAnswerLostAfterTheCommitLeavesTheRows(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	s.Arm(simulator.Fault{Kind: simulator.CutAfter})
	s.do(t, "PUT", "/authenticate", `{"username":"sandbox","password":"sandbox-secret"}`) // no write
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/zone/example.org", strings.NewReader(`{"records":[`+www+`]}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(tokenField, s.token)
	_, err = http.DefaultClient.Do(req)
	require.Error(t, err)
	require.Equal(t, []string{"www.example.org 60 A 192.0.2.1"}, s.rows())
}

func TestOnlyChangesOfZonesAreWrites(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	for verb, writes := range map[string]int{
		"GET /zone": 0, "GET /zone/example.org": 0, "VALIDATE /zone": 0, "VALIDATE /record": 0, "POST /record": 0, "PUT /authenticate": 0,
		"POST /authenticate/x": 0, "DELETE /authenticate/x": 0, "PUT /zone": 1, "PUT /zone/example.org": 1, "POST /zone/example.org": 1, "DELETE /zone": 1,
		"DELETE /zone/example.org.json/": 1,
	} {
		reads, before := s.Requests()
		method, path, _ := strings.Cut(verb, " ")
		s.do(t, method, path, "{}")
		readsAfter, after := s.Requests()
		require.Equal(t, [2]int{1 - writes, writes}, [2]int{readsAfter - reads, after - before}, verb)
	}
}

func TestFaultsThatTheAPIHas(t *testing.T) {
	t.Parallel()
	s := tonicdnssim.New(tonicdnssim.Options{})
	require.False(t, s.Can(simulator.HalfBatch))
	require.False(t, s.Can(simulator.Conflict))
	for _, kind := range []simulator.FaultKind{
		simulator.Disarm, simulator.CutBefore, simulator.CutAfter, simulator.Throttled, simulator.Rejected, simulator.Truncated, simulator.Slow, simulator.Denied,
	} {
		require.True(t, s.Can(kind), kind)
	}
}

func TestDeletionsFailOnNewerPHPWithoutStrings(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{NoDeletes: true})
	require.Equal(t, 200, s.post(t, www).status)
	a := s.post(t, strings.Replace(www, "{", `{"mode":"delete",`, 1))
	require.Equal(t, 500, a.status)
	require.Equal(t, []string{"RECORD_DELETE_FAILED"}, a.codes(t))
	require.Len(t, s.rows(), 1)
}
