package rackspace

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

func TestWhatIsStoredTwiceOrWithSeveralTTLsIsPutRight(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	require.NoError(t, s.sim.Plant(origin,
		rackspacesim.Record{Name: "www.example.org", Type: "A", Data: "192.0.2.1", TTL: 300},
		rackspacesim.Record{Name: "www.example.org", Type: "A", Data: "192.0.2.1", TTL: 300},
		rackspacesim.Record{Name: "txt.example.org", Type: "TXT", Data: "a", TTL: 300},
		rackspacesim.Record{Name: "txt.example.org", Type: "TXT", Data: "b", TTL: 600},
	))
	j := s.plan(t, "www 300 A 192.0.2.1\ntxt 300 TXT a\ntxt 300 TXT b")
	require.Len(t, j.Plan.Items, 2)
	s.reach(t, "www 300 A 192.0.2.1\ntxt 300 TXT a\ntxt 300 TXT b")
	require.Equal(t, []string{"txt.example.org 300 TXT a", "txt.example.org 300 TXT b", "www.example.org 300 A 192.0.2.1"}, s.stored())
}

// TestRecordsKeepTheirIDs: a value that changes is an update of its record, also where another one could take its place.
func TestRecordsKeepTheirIDs(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, "@ MX 10 a\n@ MX 20 b\nwww A 192.0.2.1\n_x._tcp SRV 1 2 3 a")
	ids := func() map[string]string {
		out := map[string]string{}
		for _, r := range s.sim.Records(origin) {
			out[r.ID] = r.Type + " " + r.Data
		}
		return out
	}
	before := ids()
	s.reach(t, "@ MX 20 a\n@ MX 10 b\nwww A 192.0.2.2\n_x._tcp SRV 4 2 3 a")
	now := ids()
	require.Len(t, now, len(before))
	for id, what := range before {
		if what == "A 192.0.2.1" {
			what = "A 192.0.2.2"
		}
		require.Equal(t, what, now[id])
	}
	require.Equal(t, writes{put: 1}, s.writes())
	s.reach(t, "@ MX 10 b\nwww A 192.0.2.2\n_x._tcp SRV 4 2 3 a")
	require.Equal(t, []string{
		"_x._tcp.example.org 3600 SRV 4 2 3 a.example.org", "example.org 3600 MX 10 b.example.org", "www.example.org 3600 A 192.0.2.2",
	}, s.stored())
}

func TestShortTTLsAreLiftedAndThePlanConverges(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.reach(t, "www 60 A 192.0.2.1")
	require.Equal(t, []string{"www.example.org 300 A 192.0.2.1"}, s.stored())
}

func TestARecordWithoutTTLHasThatOfItsDomain(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	require.NoError(t, s.sim.Plant(origin, rackspacesim.Record{Name: "www.example.org", Type: "A", Data: "192.0.2.1"}))
	require.Empty(t, s.plan(t, "www 3600 A 192.0.2.1").Plan.Items)
}
