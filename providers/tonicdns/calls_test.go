package tonicdns

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// TestTheCallPlan counts at the server: a run is one POST for up to 2,000 entries, of which an update has two, and one GET
// to verify.
func TestTheCallPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                      string
		creates, updates, deletes int
		posts                     int
	}{
		{"one create", 1, 0, 0, 1},
		{"one update", 0, 1, 0, 1},
		{"one delete", 0, 0, 1, 1},
		{"100 creates", 100, 0, 0, 1},
		{"100 updates", 0, 100, 0, 1},
		{"100 deletes", 0, 0, 100, 1},
		{"100 changes of all kinds", 34, 33, 33, 1},
		{"1,000 creates", 1000, 0, 0, 1},
		{"1,000 updates", 0, 1000, 0, 1},
		{"1,000 deletes", 0, 0, 1000, 1},
		{"1,000 changes of all kinds", 334, 333, 333, 1},
		{"5,000 creates", 5000, 0, 0, 3},
		{"5,000 updates", 0, 5000, 0, 5},
		{"5,000 deletes", 0, 0, 5000, 3},
		{"5,000 changes of all kinds", 1667, 1667, 1666, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newZoneSite(t)
			s.plant(t, hostRows(c.updates, 300, "A", "192.0.2.1")...)
			for i := range c.deletes {
				s.plant(t, rec(fmt.Sprint("d", i), 300, "A", "192.0.2.1"))
			}
			p := s.open(t)
			j := job(t, p, fetch(t, p), hosts(c.updates, "h%d 300 A 192.0.2.2")+hosts(c.creates, "c%d 300 A 192.0.2.3"))
			require.Len(t, j.Plan.Changes(), c.creates+c.updates+c.deletes)
			cost, err := apply.Estimate(j)
			require.NoError(t, err)

			reads, writes := s.Requests()
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.NoError(t, r.Err)
			require.True(t, r.Verified)
			readsAfter, writesAfter := s.Requests()
			require.Equal(t, c.posts, writesAfter-writes)
			require.Equal(t, 1, readsAfter-reads, "one GET to verify")
			require.Equal(t, cost.Calls, c.posts+1, "the plan told another number")
		})
	}
}

// TestAThousandUpdatesAreQuick would take some nine seconds of the server's time with the deletions first in the array.
func TestAThousandUpdatesAreQuick(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	s.plant(t, hostRows(1000, 300, "A", "192.0.2.1")...)
	before := s.ServerTime()
	reach(t, s.open(t), hosts(1000, "h%d 300 A 192.0.2.2"))
	require.Less(t, s.ServerTime()-before, time.Second)
	_, writes := s.Requests()
	require.Equal(t, 1, writes)
}

func TestAZoneIsMadeByOnePUT(t *testing.T) {
	t.Parallel()
	const apex = "@ SOA ns1.example.net. first\\.last.example.net. 7 7200 3600 1209600 3600\n@ NS ns1.example.net.\n"
	for _, zoneType := range []string{"MASTER", "NATIVE"} {
		t.Run(zoneType, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tonicdnssim.Options{})
			p := s.open(t, func(s *settings) { s.ZoneType = zoneType })
			r := reach(t, p, apex+"@ MX 10 mail\n"+hosts(3000, "h%d A 192.0.2.1"))
			require.Equal(t, 2, r.Calls)
			_, writes := s.Requests()
			require.Equal(t, 1, writes)
			live := fetch(t, p)
			require.Equal(t, zoneType, live.Private.(stored).kind)
			soa, _ := live.Records.SOA()
			require.Equal(t, `first\.last.example.net.`, soa.Mbox)
			require.EqualValues(t, 7, soa.Serial)
		})
	}
}

func TestAZoneWithoutSOAIsNotMade(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{})
	p := s.open(t)
	for _, text := range []string{"www A 192.0.2.1", ""} {
		r := apply.Zone(t.Context(), job(t, p, current(t, p), text), providertest.Options())
		require.ErrorIs(t, r.Err, providers.ErrInvalid)
		require.ErrorContains(t, r.Err, "has no SOA")
		require.Contains(t, providers.Hint(r.Err), "zone file")
	}
	_, writes := s.Requests()
	require.Zero(t, writes)
}

// TestTheSerialGoesUp because nobody else raises it.
func TestTheSerialGoesUp(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	before, _ := fetch(t, p).Records.SOA()
	text := "@ 3600 SOA " + before.Ns + " " + before.Mbox + " 1 7200 3600 1209600 3600\nwww A 192.0.2.1"
	r := apply.Zone(t.Context(), job(t, p, fetch(t, p), text, manageSOA), providertest.Options())
	require.NoError(t, r.Err)
	after, _ := fetch(t, p).Records.SOA()
	require.Equal(t, before.Serial+1, after.Serial)
	require.Equal(t, 2, r.Calls)
}
