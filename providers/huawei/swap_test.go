package huawei

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// withoutTasks is a service that has all bulk calls but the tasks.
var withoutTasks = huaweisim.Options{Lacks: []string{"POST task", "GET task", "DELETE task"}}

// singly are the services that take swaps in single requests only, or what comes in them.
var singly = map[string]huaweisim.Options{
	"otc": {OTC: true}, "bulk refused": {NoBatch: http.StatusForbidden}, "bulk not there": {NoBatch: http.StatusNotFound}, "no tasks": withoutTasks,
}

// inhabited gives the names of the zone at which there is something.
func inhabited(sim *huaweisim.Server) map[string]bool {
	out := map[string]bool{}
	for _, s := range sim.RecordSets(origin) {
		out[s.Name] = true
	}
	return out
}

// TestAStopInTheMiddleOfSwapsLeavesNoNameEmpty: as when the process is told to end at the first delete, with a grace in which
// not nearly all can be sent.
func TestAStopInTheMiddleOfSwapsLeavesNoNameEmpty(t *testing.T) {
	t.Parallel()
	for name, o := range singly {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, o)
			l.fill(t, zonetest.Many(40, "h%d A 192.0.2.1"))
			j := l.plan(t, zonetest.Many(40, "h%d CNAME www.example.net."))
			ctx, term := context.WithCancel(t.Context())
			l.says(func(_ http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodDelete {
					term()
					time.Sleep(20 * time.Millisecond) // the service's own time: its 40 deletes take longer than the grace
				}
				return false
			})
			options := providertest.Options()
			options.Grace = 50 * time.Millisecond
			r := apply.Zone(ctx, j, options)
			require.Error(t, r.Err)
			require.Less(t, r.Done(), 2*40)
			time.Sleep(10 * time.Millisecond) // until what was deleted has gone
			require.Len(t, inhabited(l.sim), 1+40)
		})
	}
}

// paced opens a provider with the usual rate on a simulator that throttles, on a virtual clock, with 100 addresses to swap.
func paced(t *testing.T, o huaweisim.Options) (*huaweisim.Server, apply.Job) {
	t.Helper()
	o.Throttle = huaweisim.DefaultThrottle()
	sim := huaweisim.New(o)
	p := openDirect(t, sim)
	plantHosts(t, sim, 100, "h%d")
	j := planZone(t, p, zonetest.Parse(t, origin, "zone", zonetest.Many(100, "h%d CNAME www.example.net.")))
	time.Sleep(time.Minute)
	return sim, j
}

// plantHosts makes the zone, with so many addresses under names.
func plantHosts(t *testing.T, sim *huaweisim.Server, n int, name string) {
	t.Helper()
	require.NoError(t, sim.AddZone(origin))
	weight := 1
	for i := range n {
		require.NoError(t, sim.Plant(origin, huaweisim.RecordSet{
			Name: fmt.Sprintf(name+".", i) + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}, Weight: &weight,
		}))
	}
}

// TestAStopLeavesNoNameEmptyAtTheUsualRate, and with the usual grace.
func TestAStopLeavesNoNameEmptyAtTheUsualRate(t *testing.T) {
	for name, tc := range map[string]struct {
		o    huaweisim.Options
		stop time.Duration
	}{
		"bulk refused": {huaweisim.Options{NoBatch: http.StatusForbidden}, 20 * time.Second},
		"no tasks":     {withoutTasks, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim, j := paced(t, tc.o)
				ctx, term := context.WithCancel(t.Context())
				time.AfterFunc(tc.stop, term)
				require.Error(t, apply.Zone(ctx, j, apply.Options{}).Err)
				time.Sleep(time.Minute)
				require.Len(t, inhabited(sim), 1+100)
			})
		})
	}
}

// TestSingleSwapsAreAdjacent: for no longer than a few requests take is there nothing at a name, also where a look or an earlier task
// has promised more.
func TestSingleSwapsAreAdjacent(t *testing.T) {
	for name, tc := range map[string]struct {
		o      huaweisim.Options
		proven bool // the service has taken a task
	}{
		"bulk refused":                    {o: huaweisim.Options{NoBatch: http.StatusForbidden}},
		"no tasks":                        {o: withoutTasks},
		"tasks may be read, and not sent": {o: huaweisim.Options{Lacks: []string{"POST task"}}},
		"deletes refused, tasks taken":    {o: huaweisim.Options{Lacks: []string{"DELETE recordsets"}}, proven: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim, j := paced(t, tc.o)
				if tc.proven {
					j.Provider.(*Provider).bulk.prove(byTask)
				}
				require.Less(t, longestGap(t, sim, j), 15*time.Second)
			})
		})
	}
}

// longestGap carries a job out, and gives for how long there was nothing at any of its names.
func longestGap(t *testing.T, sim *huaweisim.Server, j apply.Job) (longest time.Duration) {
	t.Helper()
	var run sync.WaitGroup
	run.Go(func() { _ = apply.Zone(t.Context(), j, apply.Options{}) })
	since := map[string]time.Time{}
	for range 240 {
		time.Sleep(time.Second)
		there := inhabited(sim)
		for i := range 100 {
			n := fmt.Sprintf("h%d.", i) + origin
			if from, gone := since[n]; there[n] {
				delete(since, n)
			} else if gone {
				longest = max(longest, time.Since(from))
			} else {
				since[n] = time.Now()
			}
		}
	}
	run.Wait()
	require.Empty(t, since)
	return longest
}

// TestTheFirstSwapsOfAProcessAreFew, until the service has taken a task: a look at one proves nothing.
func TestTheFirstSwapsOfAProcessAreFew(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.fill(t, zonetest.Many(12, "h%d A 192.0.2.1"))
	for i, text := range []string{"h%d CNAME www.example.net.", "h%d A 192.0.2.1"} {
		n := 1 + one(i == 0)
		require.Equal(t, counts{"DELETE recordsets": n, "POST task": n, "DELETE task": n}, l.costs(t, zonetest.Many(12, text)))
	}
}

// TestSwapsStayFewAsLongAsNoTaskWasTaken: of the first four nothing gets free.
func TestSwapsStayFewAsLongAsNoTaskWasTaken(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.patience = 0
	l.fill(t, zonetest.Many(13, "h%d A 192.0.2.1"))
	for _, first := range []string{"h0.", "h1.", "h10.", "h11."} {
		l.sim.FailNext(first + origin)
	}
	j := l.plan(t, zonetest.Many(13, "h%d CNAME www.example.net."))
	require.ErrorIs(t, apply.Zone(t.Context(), j, providertest.Options()).Err, providers.ErrInvalid)
	require.Equal(t, 3, l.sim.Calls()["DELETE recordsets"], "four, another four, and then all")
	require.Len(t, inhabited(l.sim), 1+13, "those that go are still there")
}

// TestTheFirstSwapsProveATaskAlsoWhereTheirNamesGetFreeOneByOne: else all that follow would be few, too.
func TestTheFirstSwapsProveATaskAlsoWhereTheirNamesGetFreeOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim, j := paced(t, huaweisim.Options{Each: 300 * time.Millisecond})
		require.NoError(t, apply.Zone(t.Context(), j, apply.Options{}).Err)
		require.Equal(t, 2, sim.Calls()["DELETE recordsets"])
	})
}

// TestSwapsAreNotSentOneByOneWhereTheWayIsClosedMeanwhile, as another zone finds out: they are begun anew, a few at a time.
func TestSwapsAreNotSentOneByOneWhereTheWayIsClosedMeanwhile(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.fill(t, zonetest.Many(12, "h%d A 192.0.2.1"))
	l.bulk.prove(byTask)
	j, b := l.firstBatch(t, zonetest.Many(12, "h%d CNAME www.example.net."))
	s := &sender{Provider: l.Provider, live: j.Live, kept: keptIn(j.Live), changes: b.Changes, errs: make([]error, len(b.Changes))}
	l.take()
	l.bulk.close(byDelete)
	require.ErrorIs(t, s.sendAll(t.Context(), joined(s.units())), errSingly)
	require.Empty(t, l.take())
	require.NoError(t, l.Send(t.Context(), j.Live, b))
	require.Len(t, inhabited(l.sim), 1+12)
}

// TestWhatASwapHasEmptiedIsFilledFirst: of one create the answer is lost, and many swaps and creates are still to come.
func TestWhatASwapHasEmptiedIsFilledFirst(t *testing.T) {
	for name, tc := range map[string]struct {
		o     huaweisim.Options
		swaps int
		path  string
	}{
		"in single requests": {huaweisim.Options{NoBatch: http.StatusForbidden}, 100, "/recordsets"},
		"in bulk":            {huaweisim.Options{}, 1000, "/batch-create-task"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tc.o.Throttle = huaweisim.DefaultThrottle()
				sim := huaweisim.New(tc.o)
				var lost atomic.Bool
				p := openDirect(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, tc.path) && lost.CompareAndSwap(false, true) {
						w.WriteHeader(http.StatusBadGateway)
						return
					}
					sim.ServeHTTP(w, r)
				}))
				plantHosts(t, sim, tc.swaps, "h%d")
				text := zonetest.Many(tc.swaps, "h%d CNAME www.example.net.") + zonetest.Many(500, "new%d TXT x")
				j := planZone(t, p, zonetest.Parse(t, origin, "zone", text))
				time.Sleep(time.Minute)
				require.Less(t, longestGap(t, sim, j), 15*time.Second)
			})
		})
	}
}
