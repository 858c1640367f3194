package rackspacesim

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

func (s *site) code(t *testing.T, request, body string) int {
	t.Helper()
	return s.do(t, request, body).ResponseRecorder.Code
}

func TestThrottledStrikesSoManyTimes(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Throttled, Count: 2})
	a := s.do(t, "POST R", list(www))
	require.Equal(t, 413, a.ResponseRecorder.Code)
	require.Equal(t, s.now.Add(time.Second).Format(time.RFC3339), a.Header().Get("Reply-After"))
	require.Equal(t, 413, s.code(t, "GET R", ""))
	require.Equal(t, 200, s.code(t, "GET R", ""))
	require.Empty(t, s.show())
}

func TestDeniedIsEverywhere(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Denied})
	require.Equal(t, 401, s.code(t, "GET R", ""))
	require.Equal(t, 401, s.raw("POST", "/v2.0/tokens", login).Code)
	require.Equal(t, 401, s.code(t, "POST R", list(www)))
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	require.Equal(t, 200, s.code(t, "GET R", ""))
}

func TestRejectedFailsTheJob(t *testing.T) {
	t.Parallel()
	for atOnce := range map[bool]bool{false: true, true: true} {
		s := start(t, Options{RefuseAtOnce: atOnce})
		ids := s.add(t, www, record("A", "192.0.2.2", ""))
		before := s.show()
		s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "H.example.org."})
		for request, body := range map[string]string{
			"POST R":          list(strings.Replace(www, "www", "new", 1), record("A", "192.0.2.3", "")),
			"PUT R":           list(fmt.Sprintf(`{"id":%q,"name":"www.example.org","ttl":900}`, ids[0]), fmt.Sprintf(`{"id":%q,"name":"h.example.org","ttl":900}`, ids[1])),
			"PUT R/" + ids[1]: `{"name":"h.example.org","ttl":900}`,
			"POST /domains":   domains(`{"name":"h.example.org","emailAddress":"a@example.org","recordsList":{"records":[{"type":"A","data":"192.0.2.1"}]}}`),
		} {
			got := ""
			if atOnce {
				got = s.refused(t, request, body)
				s.login(t)
			} else {
				got = s.fails(t, request, body)
			}
			require.Regexp(t, "^400 Record .*h.example.org.*: This record is not accepted.$", got, request)
			require.Equal(t, before, s.show(), request)
		}
		out := s.job(t, "DELETE R?id="+ids[1]+"&id="+ids[0], "")
		require.Len(t, out.Error.Failed.Faults, 1)
		require.Equal(t, 400, out.Error.Failed.Faults[0].Code)
		require.Contains(t, out.Error.Failed.Faults[0].Details, ids[1])
		require.Equal(t, "h.example.org 3600 A 192.0.2.2\n", s.show())
		s.add(t, www)
	}
}

func TestTruncatedCutsAListingOnce(t *testing.T) {
	t.Parallel()
	for _, request := range []string{"GET R", "GET D?showRecords=true"} {
		s := start(t, Options{})
		s.add(t, www, record("A", "192.0.2.1", ""))
		lists := func() (int, any) {
			body := s.do(t, request, "").body
			if inner, yes := body["recordsList"].(object); yes {
				body = inner
			}
			return len(body["records"].([]any)), body["totalEntries"]
		}
		s.Arm(simulator.Fault{Kind: simulator.Truncated})
		s.do(t, "GET /domains", "")
		number, total := lists()
		require.Equal(t, []any{2, 4.0}, []any{number, total})
		number, total = lists()
		require.Equal(t, []any{4, 4.0}, []any{number, total})
	}
}

func TestConflictStrikesTheNextWrite(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Conflict})
	require.Equal(t, 200, s.code(t, "GET R", ""))
	a := s.do(t, "POST R", list(www))
	require.Equal(t, 409, a.ResponseRecorder.Code)
	require.Equal(t, "The object already exists.", a.Message)
	s.add(t, www)
}

func TestHalfBatchStopsADelete(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ids := s.add(t, www, record("A", "192.0.2.1", ""), record("A", "192.0.2.2", ""), record("A", "192.0.2.3", ""))
	s.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	s.does(t, "DELETE R?id="+ids[0], "") // one has no half
	out := s.job(t, "DELETE R?id="+strings.Join(ids[1:], "&id="), "")
	require.Equal(t, "ERROR", out.Status)
	require.Len(t, out.Error.Failed.Faults, 2)
	require.Equal(t, []any{500, "The record with ID " + ids[2] + " could not be deleted."}, []any{out.Error.Failed.Faults[0].Code, out.Error.Failed.Faults[0].Details})
	require.Equal(t, "h.example.org 3600 A 192.0.2.2\nh.example.org 3600 A 192.0.2.3\n", s.show())
	s.does(t, "DELETE R?id="+strings.Join(ids[2:], "&id="), "")
}

func TestDomainsThatAreNotDeleted(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("example.net"))
	ids := "?id=" + s.id + "&id=" + s.DomainID("example.net")
	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "example.org."})
	out := s.job(t, "DELETE /domains"+ids, "")
	require.Len(t, out.Error.Failed.Faults, 1)
	require.Contains(t, out.Error.Failed.Faults[0].Details, s.id)
	require.Equal(t, "500 The domain with ID "+s.id+" could not be deleted.", s.fails(t, "DELETE D", ""))
	require.Equal(t, "example.org", names(t, s.do(t, "GET /domains", "")))
	s.Arm(simulator.Fault{Kind: simulator.Disarm})

	require.NoError(t, s.AddZone("example.net"))
	s.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	out = s.job(t, "DELETE /domains?id="+s.DomainID("example.net")+"&id="+s.id, "")
	require.Len(t, out.Error.Failed.Faults, 1)
	require.Equal(t, "example.org", names(t, s.do(t, "GET /domains", "")))
}

func TestCutConnections(t *testing.T) {
	t.Parallel()
	s := start(t, Options{JobDelay: -1})
	s.Arm(simulator.Fault{Kind: simulator.CutBefore})
	s.raw("POST", "/v2.0/tokens", login)
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { s.do(t, "POST R", list(www)) })
	require.Empty(t, s.show())
	s.Arm(simulator.Fault{Kind: simulator.CutAfter})
	s.does(t, "GET D/export", "")
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { s.do(t, "POST R", list(www)) })
	require.NotEmpty(t, s.show())
	_, writes := s.Requests()
	require.Equal(t, 2, writes, "an export is a read")
	require.Equal(t, map[string]int{"POST tokens": 2, "POST domains/*/records": 1, "GET domains/*/export": 1, "GET status/*": 1}, s.Calls())
}

func TestFaultsOfThisAPI(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, kind := range []simulator.FaultKind{simulator.HalfBatch, simulator.Conflict, simulator.Truncated} {
		require.True(t, s.Can(kind))
	}
	s.EmptyBody()
	require.Equal(t, 202, s.code(t, "POST R", list(www)))
	a := s.do(t, "GET R", "")
	require.Equal(t, []any{200, 0}, []any{a.ResponseRecorder.Code, a.Body.Len()})
	require.NotNil(t, s.do(t, "GET R", "").body)

	s.DNSFault()
	require.Equal(t, 200, s.code(t, "GET R", ""))
	require.Equal(t, 500, s.code(t, "POST R", list(www)))
	require.Equal(t, 202, s.code(t, "POST R", list(www)))

	s.Unavailable()
	require.Equal(t, 503, s.code(t, "GET R", ""))
	require.Equal(t, 200, s.code(t, "GET R", ""))
}

func TestStuckJobs(t *testing.T) {
	t.Parallel()
	s := start(t, Options{HTTPCallback: true})
	s.StickJobs(true)
	a := s.do(t, "POST R", list(www))
	id := fmt.Sprint(a.body["jobId"])
	require.Equal(t, "http://sim.test/v1.0/123456/status/"+id+"?showDetails=true", a.body["callbackUrl"])
	s.pass(time.Hour)
	require.Equal(t, "RUNNING", s.do(t, "GET /status/"+id, "").body["status"])
	require.Empty(t, s.show())
	s.StickJobs(false)
	require.Equal(t, "COMPLETED", s.do(t, "GET /status/"+id, "").body["status"])
	require.NotEmpty(t, s.show())
}

func TestJobsCanBeDoneAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, Options{JobDelay: -1})
	a := s.do(t, "POST R", list(www))
	require.Equal(t, []any{202, "COMPLETED"}, []any{a.ResponseRecorder.Code, a.body["status"]})
	require.Len(t, a.body["response"].(object)["records"], 1)
	a = s.do(t, "POST R", list(www))
	require.Equal(t, []any{202, "ERROR"}, []any{a.ResponseRecorder.Code, a.body["status"]})
	require.Equal(t, 409.0, a.body["error"].(object)["code"])
}
