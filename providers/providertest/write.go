package providertest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

func (s *site) jobForZone(t *testing.T, want zone.Zone) apply.Job {
	t.Helper()
	return s.job(t, s.fetch(t, s.Zone), want)
}

func (s *site) apply(t *testing.T, j apply.Job) apply.Result {
	t.Helper()
	return apply.Zone(t.Context(), j, Options())
}

// before and after are far apart: creates, updates, deletes and swaps in both directions, more than most batches hold.
func before() string {
	return many(0, 30, "old%d A 192.0.2.1\nboth%d A 192.0.2.1\nto%d A 192.0.2.1\nfrom%d CNAME both%d")
}
func after() string {
	return many(0, 30, "new%d A 192.0.2.2\nboth%d A 192.0.2.2\nto%d CNAME both%d\nfrom%d A 192.0.2.2")
}

// many repeats lines with a number in place of each %d.
func many(from, to int, lines string) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		b.WriteString(strings.ReplaceAll(lines, "%d", fmt.Sprint(i)) + "\n")
	}
	return b.String()
}

// batches holds Batches to being pure, whole, small enough and safe in its order.
func batches(t *testing.T, s *site) {
	s.reach(t, before())
	j := s.jobFor(t, after())
	changes := j.Plan.Changes()
	planned, sets, ids := slices.Clone(changes), deepCopy(changes), maps.Clone(j.Live.IDs)
	live := slices.Clone(j.Live.Records.Sets)
	requests := s.count()

	first := s.batches(t, j)
	require.Equal(t, first, s.batches(t, j), "the same input gives other batches")
	require.Equal(t, requests, s.count(), "Batches sends requests")
	require.Equal(t, planned, changes, "Batches alters the changes")
	require.Equal(t, sets, deepCopy(changes), "Batches alters the sets")
	require.Equal(t, live, j.Live.Records.Sets, "Batches alters the live zone")
	require.Equal(t, ids, j.Live.IDs, "Batches alters the handles")
	require.NoError(t, CheckBatches(s.caps, changes, first))
	for _, b := range first {
		require.False(t, s.caps.Atomic && !b.Atomic, "a batch is not atomic, and the provider says that all are")
	}
	s.isDone(t, j, s.apply(t, j))
}

func deepCopy(changes []zone.Change) []zone.RRset {
	var out []zone.RRset
	for _, c := range changes {
		for _, set := range []*zone.RRset{c.Old, c.New} {
			if set != nil {
				out = append(out, *set)
			}
		}
	}
	return out
}

func (s *site) batches(t *testing.T, j apply.Job) []providers.Batch {
	t.Helper()
	out, err := s.Provider.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	return out
}

// thousand creates, updates and deletes a thousand RRsets, in as few requests as the provider says.
func thousand(t *testing.T, s *site) {
	for _, text := range []string{
		many(0, 1000, "h%d 3600 A 198.51.100.1"),
		many(0, 1000, "h%d 1800 A 198.51.100.1"),
		many(0, 1000, "h%d 1800 A 198.51.100.2"),
		"h0 1800 A 198.51.100.2",
	} {
		j := s.jobFor(t, text)
		require.False(t, j.Idle(), "the provider's TTL limits leave nothing to change")
		packed := s.batches(t, j)
		n := len(j.Plan.Changes())
		if j.Plan.Changes()[0].Op() == zone.Create && s.caps.MaxBatch > 0 {
			require.Len(t, packed, (n+s.caps.MaxBatch-1)/s.caps.MaxBatch, "more batches than MaxBatch asks for")
		}
		if s.caps.MaxBatch == 0 {
			require.Len(t, packed, 1, "there is no MaxBatch, and more than one batch")
		}
		cost, err := apply.Estimate(j)
		require.NoError(t, err)
		start := s.count()
		r := s.apply(t, j)
		used := s.count() - start
		require.Equal(t, cost.Calls, r.Calls, "the plan told another number of calls")
		s.isDone(t, j, r)
		if s.Requests == nil {
			continue
		}
		start = s.count()
		s.fetch(t, s.Zone)
		reading := s.count() - start // a long listing may have pages
		require.Equal(t, cost.Calls-1+reading, used, "the server saw another number of requests than was planned")
	}
}

// twice sends every batch that says so twice.
func twice(t *testing.T, s *site) {
	s.reach(t, before())
	j := s.jobFor(t, after())
	for _, b := range s.batches(t, j) {
		require.NoError(t, s.Provider.Send(t.Context(), j.Live, b))
		if b.Repeatable {
			require.NoError(t, s.Provider.Send(t.Context(), j.Live, b), "a repeatable batch fails the second time")
		}
	}
	s.isLive(t, j)
}

// plannedTwice plans and sends changes that are so already.
func plannedTwice(t *testing.T, s *site) {
	s.reach(t, before())
	j := s.reach(t, after())
	again := j
	again.Live = s.fetch(t, s.Zone)
	for _, b := range s.batches(t, again) {
		require.NoError(t, s.Provider.Send(t.Context(), again.Live, b), "changes that are so already fail")
	}
	s.isLive(t, j)
}

// twoZones works on two zones at the same time.
func twoZones(t *testing.T, s *site) {
	if s.Second.Origin == "" {
		t.Skip("the harness has no second zone")
	}
	for _, text := range []string{before(), after()} {
		var jobs []apply.Job
		for _, r := range []providers.Ref{s.Zone, s.Second} {
			jobs = append(jobs, s.job(t, s.fetch(t, r), records(t, r.Origin, text)))
		}
		for i, r := range apply.All(t.Context(), jobs, Options()) {
			s.isDone(t, jobs[i], r)
		}
	}
}

// foreignData proves that nothing but what a batch names is written.
func foreignData(t *testing.T, s *site) {
	if s.Plant == nil {
		t.Skip("the harness plants nothing")
	}
	show := s.Plant(t)
	planted := show()
	require.NotEmpty(t, planted)
	foreign := map[string]bool{}
	for _, set := range s.fetch(t, s.Zone).Records.Sets {
		foreign[set.Name] = true
	}
	for _, text := range []string{before(), after()} {
		j := s.jobFor(t, text)
		j.Plan.Items = slices.DeleteFunc(j.Plan.Items, func(it diff.Item) bool { return foreign[it.Key().Name] })
		for _, b := range s.batches(t, j) {
			require.NoError(t, s.Provider.Send(t.Context(), j.Live, b))
		}
		require.Equal(t, planted, show(), "data outside the batches was touched")
	}
}
