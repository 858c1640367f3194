package powerdns

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// TestManyZonesAtOnceDoNotLockTheDatabase: eight writers at a time make 4.7.3 on SQLite refuse most of them.
func TestManyZonesAtOnceDoNotLockTheDatabase(t *testing.T) {
	t.Parallel()
	p := openServer(t, testserver.PowerDNS(t))
	var g errgroup.Group
	for i := range 8 {
		origin := fmt.Sprintf("zone-%d.example.org.", i)
		states := []zone.Zone{parseZone(t, origin, apex), parseZone(t, origin, apex+manyRecords(100)), parseZone(t, origin, apex)}
		g.Go(func() error {
			live := providers.Live{Ref: providers.Ref{Origin: origin}, Missing: true}
			for _, want := range states {
				batches, err := p.Batches(live, changes(live.Records, want))
				if err != nil {
					return err
				}
				if err := p.Send(t.Context(), live, batches[0]); err != nil {
					return err
				}
				if live, err = p.Fetch(t.Context(), live.Ref); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
	require.Zero(t, p.api.Stats().Retries)
}

func TestLimitsFollowTheSettings(t *testing.T) {
	t.Parallel()
	require.Equal(t, limit.Settings{Parallel: 8, Writes: 1}, limits(providers.Common{}))
	require.Equal(t, limit.Settings{Requests: 10, Per: time.Minute, Burst: 3, Parallel: 4}, limits(providers.Common{
		Concurrency: 4, Rate: providers.Rate{Requests: 10, Per: providers.Duration(time.Minute), Burst: 3},
	}))
}
