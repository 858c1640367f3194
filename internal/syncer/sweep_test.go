package syncer_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// sweeper reads all zones but one together, and counts those that are read for themselves.
type sweeper struct {
	providers.Provider
	without string
	err     error
	fetched []string
}

func (s *sweeper) Sweep(ctx context.Context, origins []string) (map[string]providers.Live, error) {
	if s.err != nil {
		return nil, s.err
	}
	out := map[string]providers.Live{}
	for _, o := range origins {
		if o != s.without {
			live, err := s.Provider.Fetch(ctx, providers.Ref{Origin: o})
			if err != nil {
				return nil, err
			}
			out[o] = live
		}
	}
	return out, nil
}

func (s *sweeper) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	s.fetched = append(s.fetched, r.Origin)
	return s.Provider.Fetch(ctx, r)
}

func TestZonesAreSweptWhereThatIsPossible(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		only    string // the zone that is wanted; "": all
		without string
		err     error
		fetched []string
	}{
		"all of them":                    {},
		"but for one that it leaves out": {without: "example.net.", fetched: []string{"example.net."}},
		"in vain":                        {err: errors.New("no"), fetched: []string{"example.net.", "example.org."}},
		"a single one is just read":      {only: "example.org.", fetched: []string{"example.org."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, "example.org.", "example.net.")
			b.service.Parallel = 1
			b.write("example.org.zone", text)
			b.write("example.net.zone", text)
			s := &sweeper{Provider: b.memory, without: tc.without, err: tc.err}
			account := b.service.Accounts["mem"]
			account.Provider = s
			b.service.Accounts["mem"] = account
			scope := syncer.Scope{}
			if tc.only != "" {
				scope.Zone = func(origin string) bool { return origin == tc.only }
			}
			round := b.service.Plan(t.Context(), b.desired(), scope)
			require.ElementsMatch(t, tc.fetched, s.fetched)
			for _, task := range round.Tasks {
				require.NoError(t, task.Err)
				require.NotEmpty(t, task.Job.Plan.Changes)
			}
		})
	}
}

// resuming is a sweeper at which a job of a killed run ends when it is waited for.
type resuming struct {
	sweeper
	finish func()
}

func (r *resuming) Resume(context.Context, providers.Ref, string) error { r.finish(); return nil }

// TestZonesAreSweptWhenTheWorkOfAKilledRunHasEnded: what that work makes, and git has taken back since, would stay else.
func TestZonesAreSweptWhenTheWorkOfAKilledRunHasEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t, "example.org.", "example.net.")
	store := b.remember()
	b.write("example.org.zone", text)
	b.write("example.net.zone", text)
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	run, err := store.Begin(t.Context(), state.Run{})
	require.NoError(t, err)
	batch, err := store.Intend(t.Context(), run, state.Ref{Provider: "mem", Origin: "example.org."}, nil)
	require.NoError(t, err)
	require.NoError(t, store.SetJob(t.Context(), batch, "task"))
	account := b.service.Accounts["mem"]
	account.Provider = &resuming{sweeper{Provider: b.memory}, func() { b.put("late.example.org.", "\xc0\x00\x02\x09") }}
	b.service.Accounts["mem"] = account
	require.Equal(t, apply.AllDone, b.service.Round(t.Context(), true, "test"))
	_, there := b.memory.Records("example.org.").Find(zone.Key{Name: "late.example.org.", Type: 1})
	require.False(t, there)
}
