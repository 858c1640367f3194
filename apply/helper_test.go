package apply_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

const origin = providertest.Origin

// records reads zone text; the sets stand in "z.zone", the first in canonical order on line 1.
func records(t testing.TB, text string) zone.Zone {
	t.Helper()
	return recordsOf(t, origin, text)
}

func recordsOf(t testing.TB, origin, text string) zone.Zone {
	t.Helper()
	return zonetest.Parse(t, origin, "z.zone", "$TTL 300\n"+text)
}

// memory is a provider whose example.org. is what text says.
func memory(t testing.TB, caps providers.Capabilities, text string) *providertest.Memory {
	t.Helper()
	m := providertest.NewMemory(caps, origin, providertest.Second)
	m.Put(origin, records(t, text).Sets...)
	return m
}

// plan makes a job that turns p's example.org. into want, with the guard lifted.
func plan(t testing.TB, p providers.Provider, want string) apply.Job {
	t.Helper()
	return planWith(t, p, records(t, want), diff.DefaultRules())
}

func planWith(t testing.TB, p providers.Provider, want zone.Zone, rules diff.Rules) apply.Job {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: want.Origin})
	require.NoError(t, err)
	in, _, err := apply.Input(p, live, diff.Input{Want: want, Rules: rules})
	require.NoError(t, err)
	return jobOf(t, p, live, in)
}

func jobOf(t testing.TB, p providers.Provider, live providers.Live, in diff.Input) apply.Job {
	t.Helper()
	plan, err := diff.Compute(in)
	require.NoError(t, err)
	if plan.Held != "" {
		in.Allow.Release = plan.Hash
		plan, err = diff.Compute(in)
		require.NoError(t, err)
	}
	return apply.Job{Provider: p, Live: live, Input: in, Plan: plan}
}

// pauses is a Sleep that takes no time and remembers.
type pauses []time.Duration

func (p *pauses) sleep(ctx context.Context, d time.Duration) error {
	*p = append(*p, d)
	return ctx.Err()
}

func quick() apply.Options { return apply.Options{Sleep: new(pauses).sleep} }

// hooked is a provider that is watched, or disturbed, at each call.
type hooked struct {
	providers.Provider
	fetch func(ctx context.Context, n int) error // before the nth Fetch, from 1; an error is its answer
	send  func(ctx context.Context, n int, b providers.Batch) error
	reads int
	sends int
}

func (h *hooked) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	h.reads++
	if h.fetch != nil {
		if err := h.fetch(ctx, h.reads); err != nil {
			return providers.Live{}, err
		}
	}
	return h.Provider.Fetch(ctx, r)
}

func (h *hooked) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	h.sends++
	if h.send != nil {
		if err := h.send(ctx, h.sends, b); err != nil {
			return err
		}
	}
	return h.Provider.Send(ctx, live, b)
}

// text shows a zone, one value a line.
func text(z zone.Zone) string {
	var b strings.Builder
	for _, s := range z.Sets {
		b.WriteString(s.Key.String() + " " + strings.Join(s.Text(), " ") + "\n")
	}
	return b.String()
}

func outcomes(r apply.Result) string {
	var words []string
	for _, c := range r.Changes {
		words = append(words, c.Outcome.String())
	}
	return strings.Join(words, " ")
}

func fails(kind error) *providers.APIError {
	return &providers.APIError{Provider: "test", Op: "write", Kind: kind}
}
