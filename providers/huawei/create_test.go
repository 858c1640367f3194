package huawei

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestANewZoneIsMadeAndFilled: its records are sent when it is ACTIVE.
func TestANewZoneIsMadeAndFilled(t *testing.T) {
	t.Parallel()
	const created = "example.com."
	for otc, sizes := range map[bool][]int{false: {0, 1, 10, 2100}, true: {0, 1, 10, 100}} { // the last are more than a batch
		for _, n := range sizes {
			t.Run(fmt.Sprintf("%d sets, otc %t", n, otc), func(t *testing.T) {
				t.Parallel()
				l := newLab(t, huaweisim.Options{OTC: otc, ActiveAfter: 10 * time.Millisecond})
				want := zonetest.Parse(t, created, "example.com.zone", zonetest.Many(n, "h%d A 192.0.2.1"))
				missing := providers.Live{Ref: providers.Ref{Origin: created}, Missing: true}
				j := providertest.Plan(t, l.Provider, missing, want)
				require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
				require.Len(t, l.sim.RecordSets(created), 2+n)
				require.Equal(t, 1, l.sim.Calls()["POST zone"])
				require.Empty(t, planZone(t, l.Provider, want).Plan.Items)
			})
		}
	}
}

// TestAZoneThatSomebodyHasMadeMeanwhileIsUsed.
func TestAZoneThatSomebodyHasMadeMeanwhileIsUsed(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	want := zonetest.Parse(t, "example.com.", "example.com.zone", "www A 192.0.2.1")
	j := providertest.Plan(t, l.Provider, providers.Live{Ref: providers.Ref{Origin: "example.com."}, Missing: true}, want)
	require.NoError(t, l.sim.AddZone("example.com."))
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Empty(t, planZone(t, l.Provider, want).Plan.Items)
}
