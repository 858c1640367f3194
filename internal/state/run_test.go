package state

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func begin(t *testing.T, s *Store, r Run) int64 {
	t.Helper()
	id, err := s.Begin(t.Context(), r)
	require.NoError(t, err)
	return id
}

// ids gives the numbers of the runs that a filter chooses.
func ids(t *testing.T, s *Store, f Filter) []int64 {
	t.Helper()
	runs, err := s.Runs(t.Context(), f)
	require.NoError(t, err)
	out := []int64{}
	for _, r := range runs {
		out = append(out, r.ID)
	}
	return out
}

func TestARunIsRunningUntilItIsFinished(t *testing.T) {
	t.Parallel()
	s := opened(t)
	id := begin(t, s, Run{Revision: "1a2b3c4", Trigger: "poll"})
	runs, err := s.Runs(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Run{{ID: id, Started: noon, Revision: "1a2b3c4", Trigger: "poll", Zones: []string{}, Result: Running}}, runs)

	want := Run{ID: id, Started: noon, Seconds: 1.5, Revision: "1a2b3c4d", Trigger: "drift", Zones: []string{"example.org.", "example.net."},
		Created: 3, Updated: 2, Deleted: 1, Result: Partly}
	require.NoError(t, s.Finish(t.Context(), id, want))
	runs, err = s.Runs(t.Context(), Filter{})
	require.NoError(t, err)
	require.Equal(t, []Run{want}, runs)
	require.Error(t, s.Finish(t.Context(), id+1, want))
	require.Error(t, s.Finish(t.Context(), id, Run{Result: "fine"}))
}

func TestARunIsToldInJSONAsHistoryDoes(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(Run{ID: 7, Started: noon, Seconds: 0.5, Revision: "1a2b3c4", Trigger: "poll", Zones: []string{"example.org."}, Result: Done})
	require.NoError(t, err)
	require.Equal(t, `{"id":7,"started":"2026-03-01T12:00:00.123456789Z","seconds":0.5,"revision":"1a2b3c4","trigger":"poll",`+
		`"zones":["example.org."],"created":0,"updated":0,"deleted":0,"result":"done"}`, string(text))
}

func TestRunsAreChosen(t *testing.T) {
	t.Parallel()
	s := opened(t)
	for i, r := range []Run{
		{Revision: "aaaa1", Zones: []string{"example.org."}},
		{Revision: "aaaa2", Zones: []string{"example.net.", "a.example.org."}},
		{Revision: "bbbb3"},
		{Revision: "aaaa4", Zones: []string{"example.org.", "example.net."}},
	} {
		r.Started = noon.Add(time.Duration(i) * time.Hour)
		begin(t, s, r)
	}
	for _, tc := range []struct {
		name   string
		filter Filter
		want   []int64
	}{
		{"all, the newest first", Filter{}, []int64{4, 3, 2, 1}},
		{"of one zone", Filter{Zone: "example.org"}, []int64{4, 1}},
		{"of a zone in capitals with its dot", Filter{Zone: "Example.NET."}, []int64{4, 2}},
		{"of zones that match", Filter{Zone: "*.example.org"}, []int64{2}},
		{"of no such zone", Filter{Zone: "example.com"}, []int64{}},
		{"from a moment on", Filter{Since: noon.Add(2 * time.Hour)}, []int64{4, 3}},
		{"before a moment", Filter{Until: noon.Add(2 * time.Hour)}, []int64{2, 1}},
		{"between two moments", Filter{Since: noon.Add(time.Hour), Until: noon.Add(2 * time.Hour)}, []int64{2}},
		{"of a commit", Filter{Commit: "aaaa2"}, []int64{2}},
		{"of commits that begin so", Filter{Commit: "aaaa"}, []int64{4, 2, 1}},
		{"a percent sign is no pattern", Filter{Commit: "%"}, []int64{}},
		{"the last ones", Filter{Limit: 2}, []int64{4, 3}},
		{"the last ones of a zone", Filter{Limit: 1, Zone: "a.example.org"}, []int64{2}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, ids(t, s, tc.filter))
		})
	}
}

func TestOnlyTheHolderOfTheLockCallsARunInterrupted(t *testing.T) {
	t.Parallel()
	s := opened(t)
	begin(t, s, Run{})
	require.NoError(t, s.Finish(t.Context(), begin(t, s, Run{}), Run{Result: Done}))
	results := func() (out []string) {
		runs, err := s.Runs(t.Context(), Filter{})
		require.NoError(t, err)
		for _, r := range runs {
			out = append(out, r.Result)
		}
		return out
	}
	require.Equal(t, []string{Done, Running}, results())
	require.NoError(t, s.Lock())
	begin(t, s, Run{})
	require.Equal(t, []string{Running, Done, Interrupted}, results())
}

// finished makes runs that ended, each with a change and a settled batch.
func finished(t *testing.T, s *Store, runs ...Run) {
	t.Helper()
	for _, r := range runs {
		id := begin(t, s, r)
		require.NoError(t, s.AddChanges(t.Context(), id, []Change{{Ref: prod}}))
		batch, err := s.Intend(t.Context(), id, prod, nil)
		require.NoError(t, err)
		require.NoError(t, s.Settle(t.Context(), batch, "done"))
		require.NoError(t, s.Finish(t.Context(), id, Run{Result: Done}))
	}
}

func TestOldRunsAreDroppedWithAllThatBelongsToThem(t *testing.T) {
	t.Parallel()
	s := opened(t)
	finished(t, s, Run{Started: noon.Add(-KeepFor + time.Hour)}, Run{Started: noon})
	require.Equal(t, []int64{2, 1}, ids(t, s, Filter{}))
	s.Now = func() time.Time { return noon.Add(2 * time.Hour) }
	finished(t, s, Run{})
	require.Equal(t, []int64{3, 2}, ids(t, s, Filter{}))
	require.Equal(t, 2, count(t, s, "SELECT count(*) FROM changes"))
	require.Equal(t, 2, count(t, s, "SELECT count(*) FROM batches"))
}

func TestOfManyRunsTheLastAreKept(t *testing.T) {
	t.Parallel()
	s := opened(t)
	finished(t, s, Run{}, Run{}, Run{})
	_, err := s.exec(t.Context(), inOrder, fmt.Sprintf("UPDATE sqlite_sequence SET seq = %d WHERE name = 'runs'", KeepRuns+1))
	require.NoError(t, err)
	finished(t, s, Run{})
	require.Equal(t, []int64{KeepRuns + 2, 3}, ids(t, s, Filter{}))
}

func TestAnOldRunStaysWhileItsBatchIsUnsettled(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{"", "unknown"} {
		s := opened(t)
		finished(t, s, Run{})
		batch, err := s.Intend(t.Context(), 1, prod, nil)
		require.NoError(t, err)
		require.NoError(t, s.Settle(t.Context(), batch, outcome))
		s.Now = func() time.Time { return noon.Add(KeepFor + time.Hour) }
		finished(t, s, Run{})
		require.Equal(t, []int64{2, 1}, ids(t, s, Filter{}))
		require.NoError(t, s.Settle(t.Context(), batch, "settled"))
		finished(t, s, Run{})
		require.Equal(t, []int64{3, 2}, ids(t, s, Filter{}))
	}
}
