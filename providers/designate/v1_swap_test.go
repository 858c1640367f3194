package designate

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// swaps is a plan that makes n addresses CNAMEs, and its one batch.
func (s *v1Site) swaps(t *testing.T, n int) (apply.Job, providers.Batch) {
	t.Helper()
	s.fill(t, zonetest.Many(n, "h%d A 192.0.2.1"))
	j := s.plan(t, zonetest.Many(n, "h%d CNAME a.example.net."))
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.Len(t, batches, 1)
	return j, batches[0]
}

func TestV1EmptiesNoMoreNamesThanItHasRequestsInFlight(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: 5 * time.Millisecond}, func(s *settings) { s.Concurrency = 4 })
	j, b := s.swaps(t, 40)
	var least atomic.Int64
	least.Store(40)
	s.tap.Says(func(http.ResponseWriter, *http.Request) bool {
		least.Store(min(least.Load(), int64(len(s.stored())))) // a lost one is seen again
		return false
	})
	require.NoError(t, s.Send(t.Context(), j.Live, b))
	require.GreaterOrEqual(t, least.Load(), int64(36))
	require.Len(t, s.stored(), 40)
	require.Equal(t, 20*time.Second, b.Wait, "ten rounds of four")
}

// TestV1EndsASwapThatHasBegun: the run is stopped, and the time that is left to it is over, while a deleted record lingers.
func TestV1EndsASwapThatHasBegun(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: 100 * time.Millisecond}, func(s *settings) { s.Concurrency = 2 })
	j, _ := s.swaps(t, 20)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet { // the first look at what lingers
			stop()
		}
		return false
	})
	s.writes()
	o := providertest.Options()
	o.Grace = time.Millisecond
	r := apply.Zone(ctx, j, o)
	require.ErrorIs(t, r.Err, context.Canceled)
	require.Equal(t, verbs{post: 2, del: 2}, counted(s.writes()), "and no other swap begins")
	require.Equal(t, 4, r.Done())
	require.Len(t, s.stored(), 20, "names that answer")
}

func TestV1SwapsWhatIsNotRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body   string // of the refusal
		status int
		from   int // the write that is refused, and all after it
		done   int
	}{
		"a record is the service's own": {`{"code":400,"type":"bad_request","message":"Managed records may not be deleted"}`, 400, 11, 10},
		"a right is lost at a delete":   {`{"code":403,"type":"forbidden"}`, 403, 11, 10},
		"a right is lost at a create":   {`{"code":403,"type":"forbidden"}`, 403, 12, 11},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
			j, b := s.swaps(t, 20)
			writes := 0
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodGet {
					writes++
				}
				if r.Method == http.MethodGet || writes < tc.from {
					return false
				}
				w.WriteHeader(tc.status)
				fmt.Fprint(w, tc.body)
				return true
			})
			var told *providers.BatchError
			require.ErrorAs(t, s.Send(t.Context(), j.Live, b), &told)
			done := slices.DeleteFunc(told.Outcomes, func(o providers.Outcome) bool { return o == providers.NotDone })
			require.Equal(t, providers.Failed(tc.done, providers.Done, nil).Outcomes, done)
			require.GreaterOrEqual(t, len(s.stored()), 19, "names that answer")
		})
	}
}

// TestV1WaitsForNoOtherName: one record lingers until all other names are swapped.
func TestV1WaitsForNoOtherName(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	j, b := s.swaps(t, 20)
	s.patience = 5 * time.Second
	stuck := s.listed(t, "h7.example.org.")
	var posts atomic.Int32
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost {
			posts.Add(1)
		}
		if r.Method != http.MethodGet || posts.Load() == 19 {
			return false
		}
		list := append(s.listed(t, ""), stuck...)
		require.NoError(t, json.NewEncoder(w).Encode(map[string]any{"records": list}))
		return true
	})
	require.NoError(t, s.Send(t.Context(), j.Live, b))
	require.Len(t, s.stored(), 20)
}

// listed gives the records that the simulator lists, at a name or all.
func (s *v1Site) listed(t *testing.T, name string) (out []map[string]any) {
	t.Helper()
	answer := httptest.NewRecorder()
	s.sim.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/v1/domains/"+s.sim.ZoneID(s.origin)+"/records", nil))
	var list struct{ Records []map[string]any }
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &list))
	for _, r := range list.Records {
		if name == "" || r["name"] == name {
			out = append(out, r)
		}
	}
	return out
}

// TestV1LooksOnceForAllThatWait: the list may be long.
func TestV1LooksOnceForAllThatWait(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: time.Hour}, func(s *settings) { s.Concurrency = 20 })
	j, b := s.swaps(t, 20)
	s.poll = 50 * time.Millisecond
	var mu sync.Mutex
	var looks, deletes int
	s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case r.Method == http.MethodDelete:
			deletes++
		case strings.HasSuffix(r.URL.Path, "/records") && r.Method == http.MethodGet:
			if looks++; deletes == 20 {
				s.hourLater()
			}
		}
		return false
	})
	require.NoError(t, s.Send(t.Context(), j.Live, b))
	require.LessOrEqual(t, looks, 4)
}
