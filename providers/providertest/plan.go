package providertest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Plan makes the job that turns what is live into what is wanted. The guard is lifted as a person would.
func Plan(t testing.TB, p providers.Provider, live providers.Live, want zone.Zone, change ...func(*diff.Rules)) apply.Job {
	t.Helper()
	rules := diff.DefaultRules()
	for _, f := range change {
		f(&rules)
	}
	in, _, err := apply.Input(p, live, diff.Input{Want: want, Rules: rules})
	require.NoError(t, err)
	return release(t, p, live, in)
}

func release(t testing.TB, p providers.Provider, live providers.Live, in diff.Input) apply.Job {
	t.Helper()
	return apply.Job{Provider: p, Live: live, Input: in, Plan: Compute(t, &in)}
}

// Compute makes a plan, and releases it in the input.
func Compute(t testing.TB, in *diff.Input) diff.Plan {
	t.Helper()
	plan, err := diff.Compute(*in)
	require.NoError(t, err)
	in.Allow.Release = plan.Hash
	plan, err = diff.Compute(*in)
	require.NoError(t, err)
	return plan
}

// Options wait as little as a server on loopback needs.
func Options() apply.Options {
	return apply.Options{Sleep: func(ctx context.Context, d time.Duration) error {
		return providers.Sleep(ctx, min(d, 5*time.Millisecond))
	}}
}
