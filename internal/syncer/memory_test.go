package syncer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/zone"
)

// remember gives the bench a state store.
func (b *bench) remember() *state.Store {
	b.t.Helper()
	store, err := state.Open(b.t.Context(), b.t.TempDir())
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, store.Close()) })
	b.service.State = store
	return store
}

func (b *bench) put(name string, addr string) {
	b.memory.Put("example.org.", zone.RRset{Key: zone.Key{Name: name, Type: 1}, TTL: 60, Data: zone.NewData(addr)})
}

// causes gives the cause of every change of the plan of today.
func (b *bench) causes() map[string]diff.Cause {
	out := map[string]diff.Cause{}
	for _, c := range b.service.Plan(b.t.Context(), b.desired(), syncer.Scope{}).Document().Zones[0].Changes {
		out[c.Name] = c.Cause
	}
	return out
}

func TestPlansKnowWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	b.remember()
	hosts := "a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\nd A 192.0.2.1\n"
	b.write("example.org.zone", text+hosts)
	require.Equal(t, diff.Adopt, b.causes()["www.example.org."])
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))

	b.write("example.org.zone", text+"a A 192.0.2.7\nb A 192.0.2.1\nc A 192.0.2.7\n")
	b.put("b.example.org.", "\xc0\x00\x02\x08")
	b.put("c.example.org.", "\xc0\x00\x02\x08")
	b.put("x.example.org.", "\xc0\x00\x02\x08")
	require.Equal(t, map[string]diff.Cause{
		"a.example.org.": diff.Git, "b.example.org.": diff.Drift, "c.example.org.": diff.Both, "d.example.org.": diff.Git,
		"x.example.org.": diff.Drift,
	}, b.causes())
}

func TestWhatIsHeldIsNotTakenForApplied(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	store := b.remember()
	b.service.Config.Zones[0].ApexNS = diff.Verify
	b.put("www.example.org.", "\xc0\x00\x02\x01")
	b.memory.Put("example.org.", zone.RRset{Key: zone.Key{Name: "example.org.", Type: 2}, TTL: 60, Data: zone.NewData("\x03ns9\x07example\x03net\x00")})
	b.write("example.org.zone", text+"a A 192.0.2.1\n")
	require.Equal(t, apply.AnyHeld, b.service.Round(t.Context(), true, "test"))
	base, err := store.Base(t.Context(), state.Ref{Provider: "mem", Origin: "example.org."})
	require.NoError(t, err)
	_, has := base.Zone.Find(zone.Key{Name: "a.example.org.", Type: 1})
	require.True(t, has)
	_, has = base.Zone.Find(zone.Key{Name: "example.org.", Type: 2})
	require.False(t, has, "the name servers were not applied")

	holds, err := store.Holds(t.Context())
	require.NoError(t, err)
	require.Len(t, holds, 1)
	_, err = store.Release(t.Context(), holds[0].Hash[:12])
	require.NoError(t, err)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"), "released, under the hash of what was left")
	holds, err = store.Holds(t.Context())
	require.NoError(t, err)
	require.Empty(t, holds)
}

func TestRollbackGivesBackWhatARunChangedAndNoMore(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	store := b.remember()
	b.service.Config.Zones[0].Prune = diff.PruneOwned
	b.put("foreign.example.org.", "\xc0\x00\x02\x63")
	b.write("example.org.zone", text+"a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\n")
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	before := b.memory.Records("example.org.")
	b.write("example.org.zone", text+"a A 192.0.2.2\nb A 192.0.2.1\nnew A 192.0.2.1\n")
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	require.NotEqual(t, before, b.memory.Records("example.org."))

	runs, err := store.Runs(t.Context(), state.Filter{})
	require.NoError(t, err)
	require.Len(t, runs, 2)
	round, err := b.service.Rollback(t.Context(), runs[0].ID, syncer.Scope{})
	require.NoError(t, err)
	_, results, err := b.service.Apply(t.Context(), round, "rollback")
	require.NoError(t, err)
	require.Equal(t, apply.AllDone, syncer.ExitCode(round, results))
	requireSame(t, before, b.memory.Records("example.org."))

	base, err := store.Base(t.Context(), state.Ref{Provider: "mem", Origin: "example.org."})
	require.NoError(t, err)
	_, ours := base.Zone.Find(zone.Key{Name: "foreign.example.org.", Type: 1})
	require.False(t, ours, "what was never ours is not ours by a rollback")
	_, err = b.service.Rollback(t.Context(), 99, syncer.Scope{})
	require.ErrorContains(t, err, "run 99 changed nothing")
}

func requireSame(t *testing.T, want, got zone.Zone) {
	t.Helper()
	require.Len(t, got.Sets, len(want.Sets))
	for i, s := range want.Sets {
		require.Equal(t, s.Key, got.Sets[i].Key)
		require.True(t, s.Equal(got.Sets[i]), s.Key)
	}
}

func TestWhatAKilledProcessSentCanBeRolledBack(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	store := b.remember()
	b.write("example.org.zone", text)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	before := b.memory.Records("example.org.")

	was, _ := before.Find(zone.Key{Name: "www.example.org.", Type: 1})
	is := was
	is.Data = zone.NewData("\xc0\x00\x02\x09")
	run, err := store.Begin(t.Context(), state.Run{Trigger: "killed", Zones: []string{"example.org."}})
	require.NoError(t, err)
	_, err = store.Intend(t.Context(), run, state.Ref{Provider: "mem", Origin: "example.org."}, []zone.Change{{Old: &was, New: &is}})
	require.NoError(t, err)
	b.put("www.example.org.", "\xc0\x00\x02\x09")

	round, err := b.service.Rollback(t.Context(), run, syncer.Scope{})
	require.NoError(t, err)
	_, results, err := b.service.Apply(t.Context(), round, "rollback")
	require.NoError(t, err)
	require.Equal(t, apply.AllDone, syncer.ExitCode(round, results))
	requireSame(t, before, b.memory.Records("example.org."))
}

func TestStatusShowsWhatIsHeldBesideWhatWasApplied(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	store := b.remember()
	b.service.Config.Zones[0].Drift = diff.Report
	b.write("example.org.zone", text+"a A 192.0.2.1\n")
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	b.write("example.org.zone", text+"a A 192.0.2.2\n")
	b.put("www.example.org.", "\xc0\x00\x02\x09")
	require.Equal(t, apply.AnyHeld, b.service.Round(t.Context(), true, "test"))
	statuses, err := store.Statuses(t.Context())
	require.NoError(t, err)
	require.Equal(t, diff.StatusHeld, statuses[0].Status)
	require.Contains(t, statuses[0].Message, "drift")

	for range 2 { // the same plan, released, done, and there again
		holds, err := store.Holds(t.Context())
		require.NoError(t, err)
		require.Equal(t, statuses[0].Hash, holds[0].Hash)
		_, err = store.Release(t.Context(), holds[0].Hash)
		require.NoError(t, err)
		require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
		require.True(t, b.has("example.org.", "192.0.2.1"))
		b.put("www.example.org.", "\xc0\x00\x02\x09")
		require.Equal(t, apply.AnyHeld, b.service.Round(t.Context(), true, "test"))
	}
}
