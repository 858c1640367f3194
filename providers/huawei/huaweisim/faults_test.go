package huaweisim

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

func TestOnlySoManyRequestsFitInAMinute(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		as403  bool
		status int
		code   string
	}{
		"by the gateway": {false, http.StatusTooManyRequests, "APIGW.0308"},
		"by the service": {true, http.StatusForbidden, "DNS.0014"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := DefaultThrottle()
			limit.As403 = c.as403
			s := start(t, Options{Throttle: limit})
			for range 2 {
				for range 100 {
					require.Empty(t, s.do(t, "GET /v2/zones", "").code())
				}
				s.pass(time.Minute - time.Second)
				got := s.do(t, "GET /v2/zones", "")
				require.Equal(t, c.status, got.Code)
				require.Equal(t, c.code, got.code())
				s.login(t) // IAM has its own limits
				s.pass(time.Second)
			}
			require.Equal(t, 2, s.Refused())
			require.Equal(t, 202, s.Calls()["GET zones"])
		})
	}
}

func TestTheThrottleNamesItsLimit(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Throttle: DefaultThrottle()})
	s.Arm(simulator.Fault{Kind: simulator.Throttled, Count: 1})
	got := s.do(t, "GET /v2/zones", "")
	require.Contains(t, got.body["error_msg"], "over ratelimit,limit:100,time:1 minute")
	require.Equal(t, got.Header().Get("X-Request-Id"), got.body["request_id"])
}

func TestFaultsOfWrites(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	a, b := s.add(t, "a.example.org. A 192.0.2.1"), s.add(t, "b.example.org. A 192.0.2.2")

	s.Arm(simulator.Fault{Kind: simulator.Conflict})
	require.Empty(t, s.do(t, "GET Z/recordsets", "").code())
	got := s.do(t, "DELETE Z/recordsets/"+a, "")
	require.Equal(t, []any{http.StatusConflict, "DNS.0021"}, []any{got.Code, got.code()})

	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "C.example.org."})
	require.Equal(t, "DNS.0308", s.do(t, "POST Z/recordsets", item1(t, "c.example.org. A 300 192.0.2.1")).code())
	require.Empty(t, s.do(t, "POST Z/recordsets/batch-create-task", `{"recordsets":[
		{"name":"c","type":"A","records":["192.0.2.1"]},{"name":"d","type":"A","records":["192.0.2.1"]}]}`).code())
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	s.pass(settled)
	require.Equal(t, []any{"DNS.0308"}, s.do(t, "GET Z/recordsets/batch-create-task", "").pluck("error_items", "error_code"))
	s.pass(settled)

	s.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "b.example.org."})
	require.Equal(t, "DNS.0308", s.do(t, "PUT Z/recordsets", fmt.Sprintf(three, a, b, `"records":["192.0.2.12"]`)).code())
	s.Arm(simulator.Fault{Kind: simulator.Disarm})
	require.Equal(t, []string{
		"a.example.org. A default_view ACTIVE 192.0.2.1", "b.example.org. A default_view ACTIVE 192.0.2.2",
		"d.example.org. A default_view ACTIVE 192.0.2.1",
	}, s.show())
}

func TestBulkCallsThatAreNotAtomicCanStopHalfWay(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.True(t, s.Can(simulator.HalfBatch))
	require.False(t, start(t, Options{OTC: true}).Can(simulator.HalfBatch))
	a, b := s.add(t, "a.example.org. A 192.0.2.1"), s.add(t, "b.example.org. A 192.0.2.2")
	s.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	got := s.do(t, "DELETE Z/recordsets", fmt.Sprintf(`{"recordset_ids":[%q,%q]}`, a, b))
	require.Equal(t, []any{a}, got.pluck("recordsets", "id"))
	s.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	s.do(t, "POST Z/recordsets/batch-create-task", `{"recordsets":[
		{"name":"c","type":"A","records":["192.0.2.1"]},{"name":"d","type":"A","records":["192.0.2.1"]}]}`)
	s.pass(settled)
	got = s.do(t, "GET Z/recordsets/batch-create-task", "")
	require.Equal(t, []any{"d"}, got.pluck("error_items", "name"))
	s.pass(settled)
	require.Equal(t, []string{"b.example.org. A default_view ACTIVE 192.0.2.2", "c.example.org. A default_view ACTIVE 192.0.2.1"}, s.show())
}

func TestNothingIsPendingWhenThereIsNoDelay(t *testing.T) {
	t.Parallel()
	s := start(t, Options{ActiveAfter: -1})
	got := s.do(t, "POST Z/recordsets", item1(t, "www.example.org. A 300 192.0.2.1"))
	require.Equal(t, "ACTIVE", got.body["status"])
	require.Empty(t, s.do(t, "DELETE Z/recordsets/"+got.body["id"].(string), "").code())
	require.Empty(t, s.show())
}

func TestManyMayAskAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			body := item1(t, fmt.Sprintf("h%d.example.org. A 300 192.0.2.1", i))
			for _, request := range []string{"POST z/recordsets", "GET Z/recordsets", "GET /v2/zones"} {
				s.do(t, request, map[bool]string{true: body}[request[0] == 'P'])
			}
			s.Calls()
			_, _ = s.Save()
		})
	}
	all.Wait()
	require.Len(t, s.show(), 8)
}
