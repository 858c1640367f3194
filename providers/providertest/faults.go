package providertest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const few = "a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\nc A 192.0.2.4"

// fails sends the first batch of a job and gives its error, which must account for every change.
func (s *site) fails(t *testing.T, ctx context.Context, j apply.Job) *providers.BatchError {
	t.Helper()
	b := s.batches(t, j)[0]
	err := s.Provider.Send(ctx, j.Live, b)
	require.Error(t, err)
	var told *providers.BatchError
	require.ErrorAs(t, err, &told)
	require.Len(t, told.Outcomes, len(b.Changes))
	return told
}

// honest holds the outcomes of the first batch against what is live: nothing that is live is told as not done, nothing
// that is not is told as done.
func (s *site) honest(t *testing.T, j apply.Job, told *providers.BatchError) {
	t.Helper()
	s.disarm()
	live := s.fetch(t, s.Zone).Records
	for i, c := range s.batches(t, j)[0].Changes {
		now, exists := live.Find(c.Key())
		is := exists == (c.New != nil) && (!exists || now.Equal(*c.New))
		require.False(t, is && told.Outcomes[i] == providers.NotDone, "%s is live and told as not done", c.Key())
		require.False(t, !is && told.Outcomes[i] == providers.Done, "%s is not live and told as done", c.Key())
	}
}

func (s *site) disarm() {
	if s.Fault != nil {
		s.Fault(simulator.Fault{Kind: simulator.Disarm})
	}
}

// survives arms a fault that must not be in the way of the plan: first under a single Send, whose outcomes must be honest,
// then under a whole run, which must end with the zone as it should be.
func (s *site) survives(t *testing.T, f simulator.Fault) *providers.BatchError {
	t.Helper()
	s.reach(t, before())
	j := s.jobFor(t, before()+few)
	s.arm(t, f)
	told := s.fails(t, t.Context(), j)
	s.honest(t, j, told)

	j = s.jobFor(t, after()+few)
	s.arm(t, f)
	r := s.apply(t, j)
	s.disarm()
	s.isDone(t, j, r)
	return told
}

func cutBefore(t *testing.T, s *site) {
	require.ErrorIs(t, s.survives(t, simulator.Fault{Kind: simulator.CutBefore}), providers.ErrTemporary)
}

func cutAfter(t *testing.T, s *site) {
	require.ErrorIs(t, s.survives(t, simulator.Fault{Kind: simulator.CutAfter}), providers.ErrTemporary)
}

func halfBatch(t *testing.T, s *site) { s.survives(t, simulator.Fault{Kind: simulator.HalfBatch}) }

func conflict(t *testing.T, s *site) {
	told := s.survives(t, simulator.Fault{Kind: simulator.Conflict})
	require.ErrorIs(t, told, providers.ErrConflict)
}

// throttled wants one request from one Send: waiting and trying again is apply's.
func throttled(t *testing.T, s *site) {
	j := s.jobFor(t, few)
	s.arm(t, simulator.Fault{Kind: simulator.Throttled, Count: 1})
	start := s.count()
	told := s.fails(t, t.Context(), j)
	require.ErrorIs(t, told, providers.ErrTemporary)
	require.NotContains(t, told.Outcomes, providers.Unknown, "a throttled request is not lost")
	if s.Requests != nil {
		require.LessOrEqual(t, s.count()-start, s.batches(t, j)[0].Calls, "Send tries again by itself")
	}
	s.honest(t, j, told)

	s.arm(t, simulator.Fault{Kind: simulator.Throttled, Count: 3})
	r := s.apply(t, j)
	s.disarm()
	s.isDone(t, j, r)
}

// recordRefused wants the refused record told with its place, and all others live.
func recordRefused(t *testing.T, s *site) {
	const bad = "h13"
	text := many(0, 20, "h%d A 192.0.2.1")
	j := s.jobFor(t, text)
	s.arm(t, simulator.Fault{Kind: simulator.Rejected, Name: bad + "." + Origin})
	r := s.apply(t, j)
	s.disarm()
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.ErrorContains(t, r.Err, "example.org.zone:")
	require.True(t, r.Verified, r.Err)
	require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
	for _, c := range r.Changes {
		refused := c.Key().Name == bad+"."+Origin
		require.Equal(t, refused, c.Err != nil, "%s: %v", c.Key(), c.Err)
		require.Equal(t, refused, c.Outcome == providers.NotDone, c.Key())
	}
	_, there := s.fetch(t, s.Zone).Records.Find(zone.Key{Name: bad + "." + Origin, Type: 1})
	require.False(t, there)
	s.reach(t, text)
}

// truncatedListing must be noticed, or made good by reading again.
func truncatedListing(t *testing.T, s *site) {
	s.reach(t, many(0, 1000, "h%d A 192.0.2.1"))
	whole := s.fetch(t, s.Zone)
	s.arm(t, simulator.Fault{Kind: simulator.Truncated})
	live, err := s.Provider.Fetch(t.Context(), s.Zone)
	s.disarm()
	if err == nil && live.Unproven == "" {
		require.Equal(t, show(whole.Records.Sets), show(live.Records.Sets), "a short listing is taken for the whole zone")
	}
}

func credentialRefused(t *testing.T, s *site) {
	j := s.jobFor(t, few)
	s.arm(t, simulator.Fault{Kind: simulator.Denied})
	_, err := s.Provider.Fetch(t.Context(), s.Zone)
	require.ErrorIs(t, err, providers.ErrAuth)
	told := s.fails(t, t.Context(), j)
	require.ErrorIs(t, told, providers.ErrAuth)
	r := s.apply(t, j)
	require.ErrorIs(t, r.Err, providers.ErrAuth)
	require.Zero(t, r.Done())
	s.honest(t, j, told)
	s.reach(t, few)
}

// contextEnded wants nothing done by a caller that has gone.
func contextEnded(t *testing.T, s *site) {
	j := s.jobFor(t, few)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Provider.Fetch(gone, s.Zone)
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Provider.Zones(gone)
	require.ErrorIs(t, err, context.Canceled)
	told := s.fails(t, gone, j)
	require.ErrorIs(t, told, context.Canceled)
	s.honest(t, j, told)

	r := apply.Zone(gone, j, Options())
	require.ErrorIs(t, r.Err, context.Canceled)
	require.Zero(t, r.Calls, "a batch was begun after the context had ended")
	s.reach(t, few)
}

// slowAnswers wants a deadline to be kept.
func slowAnswers(t *testing.T, s *site) {
	j := s.jobFor(t, few)
	s.arm(t, simulator.Fault{Kind: simulator.Slow, Delay: 3 * time.Second})
	for _, call := range []func(ctx context.Context) error{
		func(ctx context.Context) error { _, err := s.Provider.Fetch(ctx, s.Zone); return err },
		func(ctx context.Context) error { return s.fails(t, ctx, j) },
	} {
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		start := time.Now()
		err := call(soon)
		cancel()
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Less(t, time.Since(start), 2*time.Second, "the deadline is not kept")
	}
	s.disarm()
	s.reach(t, few)
}
