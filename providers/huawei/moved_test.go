package huawei

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
)

// TestAListThatMovesIsReadUntilItStandsStill, and for long enough it is worth another try.
func TestAListThatMovesIsReadUntilItStandsStill(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		moves int
		kind  error
	}{
		"in three readings": {3, nil}, "all the time": {1000, providers.ErrTemporary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSites(1100)
			s.bend = func(reading int, second bool, _ map[string]any) {
				if !second && reading < c.moves {
					s.sets = slices.Delete(slices.Clone(s.sets), 1, 2)
				}
			}
			p, _ := scripted(t, s.answer)
			live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
			if c.kind != nil {
				require.ErrorIs(t, err, c.kind)
				require.Less(t, s.reading, 10, "it ends")
				return
			}
			require.NoError(t, err)
			require.Len(t, live.Records.Sets, len(s.sets))
			require.Equal(t, c.moves+1, s.reading)
		})
	}
}

// TestARunsOwnDeletesSpoilNoRead: they go one by one while the zone is read again after a lost answer.
func TestARunsOwnDeletesSpoilNoRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := huaweisim.New(huaweisim.Options{Each: 100 * time.Millisecond})
		var lose atomic.Bool
		p := openDirect(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost && lose.CompareAndSwap(true, false):
				w.WriteHeader(http.StatusBadGateway)
				return
			case r.Method == http.MethodGet:
				time.Sleep(200 * time.Millisecond) // a page's
			}
			sim.ServeHTTP(w, r)
		}))
		plantHosts(t, sim, 100, "h%d")
		plantHosts(t, sim, 1100, "other%d")
		text := zonetest.Many(100, "h%d CNAME www.example.net.") + zonetest.Many(1100, "other%d 3600 A 192.0.2.1")
		j := planZone(t, p, zonetest.Parse(t, origin, "zone", text))
		time.Sleep(10 * time.Minute)
		lose.Store(true)
		require.NoError(t, apply.Zone(t.Context(), j, apply.Options{}).Err)
		require.Len(t, inhabited(sim), 1+1200)
	})
}
