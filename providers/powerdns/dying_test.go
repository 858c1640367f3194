package powerdns

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	core "github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
)

// dying is a provider whose server meets its end at the fourth write.
type dying struct {
	*Provider
	end   func()
	sends int
}

func (d *dying) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	if d.sends++; d.sends == 4 {
		d.end()
	}
	return d.Provider.Send(ctx, live, b)
}

func tenThousand(t *testing.T, p *dying) core.Job {
	t.Helper()
	live := newLiveZone(t, p.Provider, "")
	in, _, err := core.Input(p, live, diff.Input{Want: parseZone(t, origin, apex+manyRecords(10_000)), Rules: diff.DefaultRules()})
	require.NoError(t, err)
	plan, err := diff.Compute(in)
	require.NoError(t, err)
	return core.Job{Provider: p, Live: live, Input: in, Plan: plan}
}

func TestAServerThatDiesInTheMiddle(t *testing.T) {
	t.Parallel()
	px := newProxy(t)
	for name, tc := range map[string]struct {
		open func(t *testing.T) *dying
		want string
	}{
		"before a request": {func(t *testing.T) *dying {
			s := testserver.PowerDNS(t)
			return &dying{Provider: openServer(t, s, smallBodies), end: s.Stop}
		}, `^\d+ of 10000 changes are not applied: gave up after 2 tries: powerdns: patch zone example\.org\.: .*refused`},
		"before its answer": {func(t *testing.T) *dying {
			return &dying{Provider: px.open(t, smallBodies), end: func() {
				px.arm(simulator.Fault{Kind: simulator.CutBefore})
				px.backend.Stop()
			}}
		}, `^\d+ of 10000 changes are not applied, \d+ unknown: reading again what became of a batch: gave up after 2 tries: powerdns: read zone`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tc.open(t)
			r := core.Zone(t.Context(), tenThousand(t, p), core.Options{Tries: 2, Sleep: func(context.Context, time.Duration) error { return nil }})
			t.Log(r.Err)
			require.Regexp(t, tc.want, r.Err.Error())
			require.Greater(t, r.Done(), 1000)
			require.Equal(t, core.Partly, core.Exit([]core.Result{r}))
		})
	}
}

func smallBodies(s *settings) { s.MaxBody = 100_000 }

// TestAZoneThatVanishesIsNotMadeAnew removes it between the plan and its first, or fourth, write.
func TestAZoneThatVanishesIsNotMadeAnew(t *testing.T) {
	t.Parallel()
	s := testserver.PowerDNS(t)
	vanish := func() { raw(t, s, "DELETE", "/zones/"+origin, "") }
	p := &dying{Provider: openServer(t, s, smallBodies), end: vanish}
	j := tenThousand(t, p)
	vanish()
	r := core.Zone(t.Context(), j, core.Options{})
	require.ErrorIs(t, r.Err, providers.ErrNotFound)
	require.EqualError(t, r.Err, "powerdns: patch zone example.org.: HTTP 404: Not Found")
	require.Contains(t, providers.Hint(r.Err), "does not exist")
	require.Zero(t, r.Done())

	p.sends = 0
	r = core.Zone(t.Context(), tenThousand(t, p), core.Options{})
	require.ErrorIs(t, r.Err, providers.ErrNotFound)
	require.Regexp(t, `^\d+ of 10000 changes are not applied: powerdns: patch zone example\.org\.: HTTP 404`, r.Err.Error())
	require.Equal(t, 4, p.sends)
	require.True(t, fetch(t, p.Provider, origin).Missing)
}
