package designate

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestV1WaitsOnceForARecordThatLingers: what is tried again, and what is put back, finds the same record in its way that the swap
// has waited for.
func TestV1WaitsOnceForARecordThatLingers(t *testing.T) {
	t.Parallel()
	for name, stopped := range map[string]bool{"the run goes on": false, "the run is stopped": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{Linger: time.Hour}, func(s *settings) { s.Concurrency = 2 })
			s.patience = time.Second
			j, _ := s.swaps(t, 20)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
				if stopped && r.Method == http.MethodGet { // the first look at what lingers
					stop()
				}
				return false
			})
			s.writes()
			began := time.Now()
			r := apply.Zone(ctx, j, providertest.Options())
			require.ErrorIs(t, r.Err, errLingers)
			require.ErrorContains(t, r.Err, "is not put back")
			require.Less(t, time.Since(began), 6*s.patience, "of a dozen tries one waits")
			require.Equal(t, verbs{del: 2}, counted(s.writes()), "and no other swap begins")
		})
	}
}
