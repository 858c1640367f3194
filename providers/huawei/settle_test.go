package huawei

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
)

// TestWhatComesToWorkGraduallyIsWaitedFor: more than a page of sets are pending, and fewer with each look.
func TestWhatComesToWorkGraduallyIsWaitedFor(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Each: 200 * time.Microsecond})
	j, b := l.firstBatch(t, zonetest.Many(1200, "h%d A 192.0.2.1"))
	require.NoError(t, l.Send(t.Context(), j.Live, b))
	for _, s := range l.sim.RecordSets(origin) {
		require.Equal(t, statusActive, s.Status, s.Name)
	}
	require.NotContains(t, l.log.String(), "WARN")
}

// TestASwapWaitsAmongManyDeletes, which go gradually, and for nothing but its own.
func TestASwapWaitsAmongManyDeletes(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Each: 200 * time.Microsecond})
	before, old := zonetest.Many(4, "h%d A 192.0.2.1"), zonetest.Many(900, "old%d A 192.0.2.1")
	l.fill(t, before+old)
	j, swap := l.firstBatch(t, zonetest.Many(4, "h%d CNAME www.example.net.")+old)
	deletes := l.plan(t, before)
	batches, err := l.Batches(deletes.Live, deletes.Plan.Changes())
	require.NoError(t, err)
	patience := l.patience
	l.patience = 0 // so that nobody waits for these
	for _, b := range batches {
		require.NoError(t, l.Send(t.Context(), deletes.Live, b))
	}
	l.patience = patience
	require.NoError(t, l.Send(t.Context(), j.Live, swap))
	require.Len(t, inhabited(l.sim), 1+4)
	require.NotContains(t, l.log.String(), "not known whether")
}
