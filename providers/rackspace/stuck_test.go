package rackspace

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

// TestAJobThatSticksStopsTheRun: what the job carries may yet be done, so it is not called undone, and nothing is lost.
func TestAJobThatSticksStopsTheRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		verb             string // whose jobs stick
		sent             writes
		unknown, notDone int
	}{
		"the first":  {http.MethodPut, writes{put: 1}, 100, 50},
		"the second": {http.MethodPost, writes{put: 1, post: 1}, 50, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{})
			s.patience = 20 * time.Millisecond
			s.fill(t, zonetest.Many(100, "h%d A 192.0.2.1"))
			text := zonetest.Many(100, "h%d A 192.0.2.2") + zonetest.Many(50, "new%d A 192.0.2.1")
			s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
				if r.Method == tc.verb && strings.HasSuffix(r.URL.Path, "/records") {
					s.sim.StickJobs(true)
				}
				return false
			})
			r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrPending)
			require.ErrorContains(t, r.Err, "is still running after 20ms")
			require.Contains(t, providers.Hint(r.Err), "apply again later, which asks the job first")
			require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
			require.Equal(t, tc.unknown, count(r, providers.Unknown))
			require.Equal(t, tc.notDone, count(r, providers.NotDone))
			require.Equal(t, tc.sent, s.writes(), "nothing is sent while a job runs")

			r = apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrPending)
			require.ErrorContains(t, r.Err, "of an earlier write is still running")
			require.Equal(t, tc.unknown, count(r, providers.Unknown), "what the job carries")
			require.Equal(t, tc.notDone, count(r, providers.NotDone))
			require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
			require.Equal(t, tc.sent, s.writes())

			s.tap.Says(nil)
			s.sim.StickJobs(false)
			s.reach(t, text)
			require.Len(t, s.stored(), 150)
			require.Equal(t, writes{put: 1, post: 1}, s.writes(), "the stuck job has done it after all")
		})
	}
}

func count(r apply.Result, o providers.Outcome) (n int) {
	for _, c := range r.Changes {
		if c.Outcome == o {
			n++
		}
	}
	return n
}

// TestWhatAStuckJobDoesNotCarryIsNotDone: another plan of the same process.
func TestWhatAStuckJobDoesNotCarryIsNotDone(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.patience = 20 * time.Millisecond
	s.sim.StickJobs(true)
	require.ErrorIs(t, apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.1"), providertest.Options()).Err, providers.ErrPending)
	r := apply.Zone(t.Context(), s.plan(t, "mail A 192.0.2.1"), providertest.Options())
	require.ErrorIs(t, r.Err, providers.ErrPending)
	require.Equal(t, 1, count(r, providers.NotDone))
	require.Equal(t, apply.Failed, apply.Exit([]apply.Result{r}))
	require.Equal(t, writes{post: 1}, s.writes())
}

func TestTheWaitForAJobOfAnEarlierRunIsLogged(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.patience = 10 * time.Millisecond
	s.sim.StickJobs(true)
	j := s.plan(t, "www A 192.0.2.1")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	var job string
	require.Error(t, s.Send(providers.WithJobs(t.Context(), func(name string) { job = name }), j.Live, batches[0]))
	var log bytes.Buffer
	next := openAt(t, s.url)
	next.patience, next.log = 10*time.Millisecond, slog.New(slog.NewTextHandler(&log, nil))
	require.ErrorIs(t, next.Resume(t.Context(), j.Live.Ref, job), providers.ErrPending)
	require.Contains(t, log.String(), `level=INFO msg="waiting for job `+job+` of an earlier run" zone=example.org.`)
	s.sim.StickJobs(false)
	require.Eventually(t, func() bool { return len(s.stored()) == 1 }, time.Second, time.Millisecond)
	log.Reset()
	require.NoError(t, next.Resume(t.Context(), j.Live.Ref, job))
	require.Empty(t, log.String(), "there is nothing to wait for")
}
