package designate

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// answers makes the server say something else than it would, to requests that begin so.
func (s *v1Site) answers(request, status, body string) {
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.Method+" "+r.URL.Path, request) {
			return false
		}
		var code int
		_, _ = fmt.Sscan(status, &code)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
		return true
	})
}

func TestWhatCannotBeReadIsNeverTakenForEmpty(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		request, status, body string
		kind                  error
	}{
		"an empty list":           {"GET /v1/domains", "200", "", providers.ErrProtocol},
		"null":                    {"GET /v1/domains", "200", "null", providers.ErrProtocol},
		"another document":        {"GET /v1/domains", "200", "{}", providers.ErrProtocol},
		"a page for people":       {"GET /v1/domains", "200", "<html></html>", providers.ErrProtocol},
		"a proxy's refusal":       {"GET /v1/domains", "404", "<html></html>", providers.ErrProtocol},
		"no list of records":      {"GET /v1/domains/", "200", `{"id":"1","name":"example.org."}`, providers.ErrProtocol},
		"a list that is null":     {"GET /v1/domains/", "200", `{"records":null}`, providers.ErrProtocol},
		"a list of other things":  {"GET /v1/domains/", "200", `{"records":[1]}`, providers.ErrProtocol},
		"a list that is cut":      {"GET /v1/domains/", "200", `{"records":[`, providers.ErrProtocol},
		"a domain that has gone":  {"GET /v1/domains/", "404", `{"code":404,"type":"domain_not_found"}`, providers.ErrNotFound},
		"a project without roles": {"GET /v1/domains", "403", `{"code":403,"type":"forbidden"}`, providers.ErrAuth},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{})
			s.answers(tc.request, tc.status, tc.body)
			_, err := s.Fetch(t.Context(), providers.Ref{Origin: v1Origin})
			require.ErrorIs(t, err, tc.kind)
		})
	}
}

func TestLimitsThatAreNotToldAreNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"without a body": "", "unlimited": `{"limits":{"absolute":{"maxDomainRecords":-1}}}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{})
			s.answers("GET /v1/limits", "200", body)
			s.reach(t, zonetest.Many(20, "h%d A 192.0.2.1"))
			require.LessOrEqual(t, s.sim.Calls()["GET limits"], 1)
		})
	}
}

func TestALostAnswerConvergesWithoutDuplicates(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.CutBefore, simulator.CutAfter} {
		for name, texts := range map[string][2]string{
			"of a create": {"", "www A 192.0.2.1\nwww A 192.0.2.2\nmail A 192.0.2.3"},
			"of a change": {"www A 192.0.2.1\nmail A 192.0.2.3", "www 300 A 192.0.2.2\nmail A 192.0.2.3"},
			"of a delete": {"www A 192.0.2.1\nmail A 192.0.2.3", "mail A 192.0.2.3"},
			"of a swap":   {"www A 192.0.2.1\nwww A 192.0.2.2", "www CNAME mail"},
		} {
			t.Run(string(kind)+" "+name, func(t *testing.T) {
				t.Parallel()
				s := newV1Site(t, designatesim.Options{})
				s.reach(t, texts[0])
				j := s.plan(t, texts[1])
				s.sim.Arm(simulator.Fault{Kind: kind})
				require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
				require.Empty(t, s.plan(t, texts[1]).Plan.Items)
				require.Len(t, s.stored(), 1+strings.Count(texts[1], "\n"))
			})
		}
	}
}

// TestADuplicateIsDone: somebody else has made what the plan makes, and another thing than that.
func TestADuplicateIsDone(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	j := s.plan(t, "same A 192.0.2.1\nttl A 192.0.2.1\nnew A 192.0.2.1")
	s.fill(t, "same A 192.0.2.1\nttl 300 A 192.0.2.1")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	var told *providers.BatchError
	require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[0]), &told)
	require.ErrorIs(t, told, providers.ErrConflict)
	got := map[string]providers.Outcome{}
	for i, c := range batches[0].Changes {
		got[c.Key().Name] = told.Outcomes[i]
	}
	require.Equal(t, map[string]providers.Outcome{
		"new.example.org.": providers.Done, "same.example.org.": providers.Done, "ttl.example.org.": providers.Unknown,
	}, got)
}

func TestARecordThatIsGoneAsksForAnotherLook(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: -1})
	s.fill(t, "www A 192.0.2.1")
	j := s.plan(t, "www A 192.0.2.2")
	s.stranger(t).reach(t, "")
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.NoError(t, r.Err)
	require.Equal(t, []string{"www.example.org. A 192.0.2.2"}, s.stored())
}

func TestAChangeThatIsDoneInPartIsUnknown(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.fill(t, "a 300 A 192.0.2.1\na 300 A 192.0.2.2\nb 3600 A 192.0.2.1")
	posts := 0
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost {
			posts++
		}
		if posts != 3 {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"code":403,"type":"forbidden"}`)
		return true
	})
	j := s.plan(t, "a A 192.0.2.1\nb A 192.0.2.1\nb A 192.0.2.2\nb A 192.0.2.3\nc A 192.0.2.1")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.Len(t, batches, 2)
	require.NoError(t, s.Send(t.Context(), j.Live, batches[0]))
	s.writes()
	var told *providers.BatchError
	require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[1]), &told)
	require.Equal(t, []providers.Outcome{providers.Done, providers.Unknown}, told.Outcomes)
	require.ErrorIs(t, told, providers.ErrAuth)
	require.Equal(t, verbs{post: 3}, counted(s.writes()))
}

// TestWhatStopsABatchStopsItsDeletes: nothing goes when what was to come is not there.
func TestWhatStopsABatchStopsItsDeletes(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.fill(t, "a A 192.0.2.1\na A 192.0.2.2\nb A 192.0.2.1")
	var last bool
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || !last {
			last = r.Method == http.MethodPut
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"code":403,"type":"forbidden"}`)
		return true
	})
	j := s.plan(t, "a A 192.0.2.3\nb A 192.0.2.2")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	var told *providers.BatchError
	require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[0]), &told)
	require.Equal(t, []providers.Outcome{providers.Unknown, providers.NotDone}, told.Outcomes)
	require.Equal(t, verbs{put: 2}, counted(s.writes()))
}

func TestSeveralWritesAreInFlight(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 4 })
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost {
			return false
		}
		defer now.Add(-1)
		for n := now.Add(1); ; {
			if old := most.Load(); n <= old || most.CompareAndSwap(old, n) {
				break
			}
		}
		time.Sleep(2 * time.Millisecond)
		s.sim.ServeHTTP(w, r)
		return true
	})
	s.reach(t, zonetest.Many(40, "h%d A 192.0.2.1"))
	require.EqualValues(t, 4, most.Load())
}

func TestASetIsWrittenOneRequestAfterTheOther(t *testing.T) {
	t.Parallel()
	var now, clash atomic.Int32
	s := newV1Site(t, designatesim.Options{})
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost {
			return false
		}
		defer now.Add(-1)
		if now.Add(1) > 1 {
			clash.Add(1)
		}
		s.sim.ServeHTTP(w, r)
		return true
	})
	s.reach(t, zonetest.Many(40, "www A 192.0.2.%d"))
	require.Zero(t, clash.Load())
}
