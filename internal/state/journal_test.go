package state

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// edits has a create, an update and a delete.
func edits(t *testing.T) []zone.Change {
	t.Helper()
	z := everything(t)
	return []zone.Change{{New: &z.Sets[0]}, {Old: &z.Sets[3], New: &z.Sets[4]}, {Old: &z.Sets[5]}}
}

func TestChangesComeBackInOrder(t *testing.T) {
	t.Parallel()
	s := opened(t)
	run := begin(t, s, Run{})
	e := edits(t)
	first := []Change{
		{Ref: prod, After: e[0].New, Outcome: "done", Cause: "git", File: "zones/example.org.zone", Line: 12, Commit: "1a2b3c4", Author: "A. Person <a@example.org>"},
		{Ref: prod, Before: e[1].Old, After: e[1].New, Outcome: "unknown", Cause: "drift"},
		{Ref: spare, Before: e[2].Old, Outcome: "not-done", Cause: "both"},
		{Ref: prod, Before: e[2].Old, Outcome: "not-done", Cause: "adopt"},
	}
	second := []Change{{Ref: Ref{"prod", "example.net."}, After: e[0].New}}
	require.NoError(t, s.AddChanges(t.Context(), run, first))
	require.NoError(t, s.AddChanges(t.Context(), run, nil))
	require.NoError(t, s.AddChanges(t.Context(), begin(t, s, Run{}), second))
	require.NoError(t, s.AddChanges(t.Context(), run, second))
	got, err := s.Changes(t.Context(), run)
	require.NoError(t, err)
	require.Equal(t, append(first, second...), got)
	require.Error(t, s.AddChanges(t.Context(), 99, second), "there is no such run")
}

func TestABatchIsUnsettledUntilItsFateIsKnown(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]bool{"": true, "unknown": true, "done": false, "not-done": false, "settled": false} {
		t.Run("outcome "+outcome, func(t *testing.T) {
			t.Parallel()
			s := opened(t)
			run := begin(t, s, Run{})
			batch, err := s.Intend(t.Context(), run, prod, edits(t))
			require.NoError(t, err)
			open := Batch{ID: batch, Run: run, Ref: prod, Changes: edits(t), Started: noon}
			requireUnsettled(t, s, open)
			require.NoError(t, s.SetJob(t.Context(), batch, "job-1"))
			open.Job = "job-1"
			requireUnsettled(t, s, open)
			s.Now = func() time.Time { return noon.Add(time.Second) }
			require.NoError(t, s.Settle(t.Context(), batch, outcome))
			if !want {
				requireUnsettled(t, s)
				return
			}
			open.Outcome, open.Ended = outcome, noon.Add(time.Second)
			requireUnsettled(t, s, open)
		})
	}
}

func requireUnsettled(t *testing.T, s *Store, want ...Batch) {
	t.Helper()
	got, err := s.Unsettled(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestBatchesStayInTheOrderTheyWereMeant(t *testing.T) {
	t.Parallel()
	s := opened(t)
	run := begin(t, s, Run{})
	var want []Batch
	for _, r := range []Ref{spare, prod, {"prod", "example.net."}} {
		id, err := s.Intend(t.Context(), run, r, nil)
		require.NoError(t, err)
		want = append(want, Batch{ID: id, Run: run, Ref: r, Started: noon})
	}
	requireUnsettled(t, s, want...)
}

func TestThereIsNoBatchWithoutARunAndNoOutcomeBesideThose(t *testing.T) {
	t.Parallel()
	s := opened(t)
	_, err := s.Intend(t.Context(), 1, prod, nil)
	require.Error(t, err)
	require.ErrorContains(t, s.Settle(t.Context(), 7, "done"), "no batch 7")
	require.ErrorContains(t, s.SetJob(t.Context(), 7, "x"), "no batch 7")
	batch, err := s.Intend(t.Context(), begin(t, s, Run{}), prod, nil)
	require.NoError(t, err)
	require.Error(t, s.Settle(t.Context(), batch, "fine"))
}

// A service that is told to stop still says what became of the batch in flight.
func TestWritingGoesOnWhenTheContextHasEnded(t *testing.T) {
	t.Parallel()
	s := opened(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	run, err := s.Begin(ctx, Run{})
	require.NoError(t, err)
	batch, err := s.Intend(ctx, run, prod, nil)
	require.NoError(t, err)
	require.NoError(t, s.Settle(ctx, batch, "done"))
	_, err = s.Unsettled(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// What a power cut does cannot be tried here, so this looks at how the last transaction was written.
func TestWhatMustOutliveAPowerCutIsWrittenThrough(t *testing.T) {
	t.Parallel()
	const lazily, through = 1, 2 // NORMAL, FULL
	s := opened(t)
	run := begin(t, s, Run{})
	hold(t, s, prod, hash)
	batch, err := s.Intend(t.Context(), run, prod, nil)
	require.NoError(t, err)
	requireSynchronous(t, s, through)
	require.NoError(t, s.Settle(t.Context(), batch, ""))
	requireSynchronous(t, s, lazily)
	require.NoError(t, s.SetJob(t.Context(), batch, "job-1"))
	requireSynchronous(t, s, through)
	require.NoError(t, s.Finish(t.Context(), run, Run{Result: Done}))
	requireSynchronous(t, s, lazily)
	_, err = s.Release(t.Context(), hash)
	require.NoError(t, err)
	requireSynchronous(t, s, through)
}

func requireSynchronous(t *testing.T, s *Store, want int) {
	t.Helper()
	var got int
	require.NoError(t, s.writer.QueryRow("PRAGMA synchronous").Scan(&got))
	require.Equal(t, want, got)
}
