package designatesim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

const wwwV1 = `{"name":"www.example.org.","type":"A","data":"192.0.2.1"}`

// both gives a site of each version, and a record for it.
func both(t *testing.T, test func(t *testing.T, s *site, write string)) {
	for _, v1 := range []bool{false, true} {
		s, write := start(t, Options{V1: v1}), www
		if v1 {
			write = wwwV1
		}
		t.Run(s.version(), func(t *testing.T) { test(t, s, write) })
	}
}

func (s *site) arm(kind simulator.FaultKind) {
	s.Arm(simulator.Fault{Kind: kind, Name: "www.example.org.", Count: 1})
}

func TestThrottledIsAProxysAnswer(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *site, write string) {
		s.arm(simulator.Throttled)
		a := s.do(t, "POST R", write)
		require.Equal(t, "429 1", fmt.Sprint(a.Code, " ", a.Header().Get("Retry-After")))
		require.Empty(t, s.show())
		s.does(t, "POST R", write)
	})
}

func TestDeniedIsEverywhere(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *site, write string) {
		s.arm(simulator.Denied)
		for _, request := range []string{"GET /", "GET /" + s.version() + "/limits", "POST /identity/v3/auth/tokens", "GET /identity"} {
			method, path, _ := strings.Cut(request, " ")
			require.Equal(t, 401, s.raw(method, path, passwordLogin).Code, request)
		}
		s.arm(simulator.Disarm)
		s.does(t, "POST R", write)
	})
}

func TestConflictStrikesOneWrite(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *site, write string) {
		s.arm(simulator.Conflict)
		s.does(t, "GET R", "")
		require.Contains(t, s.refused(t, "POST R", write), "409 duplicate_record")
		s.does(t, "POST R", write)
	})
}

func TestRejectedRefusesAName(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *site, write string) {
		id := fmt.Sprint(s.does(t, "POST R", write)["id"])
		s.arm(simulator.Rejected)
		for range 2 {
			require.Equal(t, "400 invalid_object", s.refused(t, "POST R", strings.Replace(write, "192.0.2.1", "192.0.2.2", 1)))
			require.Equal(t, "400 invalid_object", s.refused(t, "PUT R/"+id, `{"ttl":60}`))
		}
		s.does(t, "POST R", strings.Replace(write, "www", "x", 1))
		s.arm(simulator.Disarm)
		s.does(t, "PUT R/"+id, `{"ttl":60}`)
	})
}

func TestAShortListingStillTellsTheTotal(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.True(t, s.Can(simulator.Truncated))
	require.False(t, s.Can(simulator.HalfBatch))
	require.False(t, start(t, Options{V1: true}).Can(simulator.Truncated))
	s.add(t, www)
	s.add(t, strings.Replace(www, "www", "x", 1))
	s.arm(simulator.Truncated)
	require.Len(t, s.does(t, "GET /zones", "")["zones"], 1)
	a := s.does(t, "GET R?limit=4", "")
	require.Len(t, a["recordsets"], 2)
	require.Equal(t, object{"total_count": 4.}, a["metadata"])
	require.Empty(t, next(a))
	require.Len(t, s.does(t, "GET R?limit=4", "")["recordsets"], 4)
}

func TestCallsAndRequestsAreCounted(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.add(t, www)
	s.does(t, "PUT R/"+id, `{"ttl":60}`)
	s.does(t, "GET R", "")
	s.does(t, "GET Z", "")
	s.imports(t, zonefile)
	s.raw("GET", "/", "")
	require.Equal(t, map[string]int{
		"POST token": 1, "POST recordset": 1, "PUT recordset": 1, "GET recordsets": 1, "GET zone": 1, "POST import": 1, "GET import": 2, "GET versions": 1,
	}, s.Calls())
	reads, writes := s.Requests()
	require.Equal(t, []int{6, 3}, []int{reads, writes}, "a login is no write")
	v1 := start(t, Options{V1: true})
	v1.does(t, "POST R", wwwV1)
	v1.does(t, "GET R", "")
	v1.does(t, "GET /domains", "")
	v1.does(t, "GET Z/servers", "")
	require.Equal(t, map[string]int{"POST token": 1, "POST record": 1, "GET records": 1, "GET domains": 1, "GET servers": 1}, v1.Calls())
}
