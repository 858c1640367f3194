package rackspace

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

// TestARefusedRecordInAFullDomain: each of the three that a full domain needs can be refused. It is named, and all else is
// done, whether the service tells at once or by the job.
func TestARefusedRecordInAFullDomain(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]string{
		"that would make room": "del3.example.org. A", "that need not go first": "del110.example.org. A",
		"that comes": "new50.example.org. A", "that changes": "upd7.example.org. A",
	} {
		for how, atOnce := range map[string]bool{"by the job": false, "at once": true} {
			t.Run("one "+name+", "+how, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, rackspacesim.Options{RefuseAtOnce: atOnce})
				s.fill(t, zonetest.Many(338, "stay%d A 192.0.2.1")+zonetest.Many(20, "upd%d A 192.0.2.1")+zonetest.Many(120, "del%d A 192.0.2.1")) // and two NS
				text := zonetest.Many(338, "stay%d A 192.0.2.1") + zonetest.Many(20, "upd%d A 192.0.2.2") + zonetest.Many(100, "new%d A 192.0.2.1")
				j := s.plan(t, text)
				s.sim.Arm(simulator.Fault{Kind: simulator.Rejected, Name: strings.TrimSuffix(refused, " A")})
				r := apply.Zone(t.Context(), j, providertest.Options())
				require.ErrorContains(t, r.Err, refused)
				require.Equal(t, len(j.Plan.Items)-1, r.Done(), r.Err)
				require.True(t, r.Verified, r.Err)
				left := s.plan(t, text).Plan.Items
				require.Len(t, left, 1)
				require.Contains(t, refused, left[0].Key().Name)
			})
		}
	}
}

// TestADomainThatAnotherProgramFills: the plan that fits no longer does.
func TestADomainThatAnotherProgramFills(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{MaxRecords: 40})
	s.fill(t, zonetest.Many(20, "h%d A 192.0.2.1"))
	j := s.plan(t, zonetest.Many(10, "h%d A 192.0.2.1")+zonetest.Many(15, "new%d A 192.0.2.1"))
	s.fill(t, zonetest.Many(10, "other%d TXT x"))
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.Error(t, r.Err)
	require.NotErrorIs(t, r.Err, errAccountLimit, "what is there that the plan did not hold is told, not the limit")
}

func TestALimitThatTheAccountDoesNotTellStopsTheRun(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{MaxRecords: 40})
	text := zonetest.Many(50, "h%d A 192.0.2.1")
	require.NoError(t, s.learn(t.Context()))
	s.limits.set(nil, 500)
	r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
	require.ErrorIs(t, r.Err, errAccountLimit)
	require.Equal(t, limitHint, providers.Hint(r.Err))
	require.Equal(t, 1, s.writes().post)
}

func TestANewDomainThatWouldBeTooLarge(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{MaxRecords: 120})
	j := s.plan(t, zonetest.Many(150, "h%d A 192.0.2.1"))
	_, err := s.Batches(providers.Live{Ref: providers.Ref{Origin: origin}, Missing: true}, j.Plan.Changes())
	require.EqualError(t, err, "rackspace: plan domain example.org.: the new domain would have 152 records, and the account's limit is 120 records per domain")
}
