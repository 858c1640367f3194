package syncer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// desired is what the bench's folder wants now.
func (b *bench) desired() syncer.Desired {
	b.t.Helper()
	snap, err := b.service.Source.Snapshot(b.t.Context())
	require.NoError(b.t, err)
	d, err := syncer.Read(b.t.Context(), snap, b.service.Config)
	require.NoError(b.t, err)
	return d
}

func TestAgainRefusesAZoneThatMovedWhileAPersonThought(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.", "example.net.")
	b.write("example.org.zone", text)
	b.write("example.net.zone", text)
	shown := b.service.Plan(t.Context(), b.desired(), syncer.Scope{})
	require.True(t, shown.Pending())
	b.memory.Put("example.org.", zone.RRset{Key: zone.Key{Name: "mail.example.org.", Type: 1}, TTL: 60, Data: zone.NewData("\xc0\x00\x02\x09")})
	again, moved := b.service.Again(t.Context(), shown, diff.Allow{})
	require.Equal(t, 1, moved)
	doc, results, err := b.service.Apply(t.Context(), again, "test")
	require.NoError(t, err)
	require.Equal(t, apply.Partly, syncer.ExitCode(again, results))
	require.Equal(t, diff.StatusError, doc.Zones[1].Status)
	require.Contains(t, *doc.Zones[1].Error, "the live zone has changed")
	require.False(t, b.has("example.org.", "192.0.2.1"), "nothing is sent to the zone that moved")
	require.True(t, b.has("example.net.", "192.0.2.1"))
}

func TestAllowDeletesMeansOneZone(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.", "example.net.")
	hosts := text + "a A 192.0.2.9\nb A 192.0.2.9\nc A 192.0.2.9\n"
	b.write("example.org.zone", hosts)
	b.write("example.net.zone", hosts)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	b.write("example.org.zone", text)
	b.write("example.net.zone", text)

	both := b.service.Plan(t.Context(), b.desired(), syncer.Scope{Allow: diff.Allow{Deletes: 3}})
	require.Equal(t, 6, both.Document().Summary.Held, "it is not known which zone was meant")
	require.Contains(t, both.Document().Zones[0].Warnings[0], "--zone")

	one := syncer.Scope{Allow: diff.Allow{Deletes: 3}, Zone: func(origin string) bool { return origin == "example.org." }}
	require.Equal(t, 3, b.service.Plan(t.Context(), b.desired(), one).Document().Summary.Delete)
	one.Allow.Deletes = 2
	require.Equal(t, 3, b.service.Plan(t.Context(), b.desired(), one).Document().Summary.Held)
}

func TestAZoneAtTwoProvidersIsTriedAgainWhenOneFails(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.")
	other := providertest.NewMemory(b.memory.Capabilities(), "example.org.")
	b.service.Accounts["other"] = syncer.Account{Name: "other", Kind: "memory", Provider: other}
	b.service.Config.Zones[0].Provider = append(b.service.Config.Zones[0].Provider, "other")
	b.memory.Fault(simulator.Fault{Kind: simulator.Denied})
	b.write("example.org.zone", text)
	require.Equal(t, apply.Partly, b.service.Round(t.Context(), true, "test"))
	require.NotEmpty(t, other.Records("example.org.").Sets)
	b.memory.Fault(simulator.Fault{Kind: simulator.Disarm})
	require.Eventually(t, func() bool {
		b.service.Round(t.Context(), false, "test")
		return b.has("example.org.", "192.0.2.1")
	}, deadline, tick)
}
