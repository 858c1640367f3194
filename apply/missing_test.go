package apply_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

const fresh = "fresh.example."

// missing plans a zone that is to be created.
func missing(t *testing.T, p providers.Provider, text string) apply.Job {
	live := providers.Live{Ref: providers.Ref{Origin: fresh}, Missing: true}
	in, _, err := apply.Input(p, live, diff.Input{Want: recordsOf(t, fresh, text), Rules: diff.DefaultRules()})
	require.NoError(t, err)
	return jobOf(t, p, live, in)
}

func TestZoneIsCreated(t *testing.T) {
	t.Parallel()
	records := "@ NS ns.example.net.\n" + lines(9, "h%d A 192.0.2.1")
	for name, tc := range map[string]struct {
		caps  providers.Capabilities
		text  string
		fault simulator.FaultKind
		sends int
	}{
		"with its records":                {providers.Capabilities{Atomic: true}, records, "", 1},
		"with more than a batch holds":    {providers.Capabilities{MaxBatch: 4, Unit: providers.PerRecord}, records, "", 3},
		"without records":                 {providers.Capabilities{OwnsApex: true}, "@ NS ns.example.net.", "", 1},
		"when the first answer was lost":  {providers.Capabilities{MaxBatch: 4}, records, simulator.CutAfter, 3},
		"when the first request was lost": {providers.Capabilities{MaxBatch: 4}, records, simulator.CutBefore, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := providertest.NewMemory(tc.caps)
			h := &hooked{Provider: m}
			j := missing(t, h, tc.text)
			require.False(t, j.Idle())
			if tc.fault != "" {
				m.Fault(simulator.Fault{Kind: tc.fault})
			}
			r := apply.Zone(t.Context(), j, quick())
			require.NoError(t, r.Err)
			require.True(t, r.Verified)
			require.False(t, r.Live.Missing)
			require.NotEmpty(t, r.Live.ID)
			require.Equal(t, tc.sends, h.sends)
			require.Equal(t, text(zoneOf(j)), text(m.Records(fresh)))
		})
	}
}

// TestZoneIsCreatedBesideWhatIsRefused holds what is told against what is there: the zone exists before all of it is sent.
func TestZoneIsCreatedBesideWhatIsRefused(t *testing.T) {
	t.Parallel()
	const records = "@ SOA ns.example.net. h.example.net. 1 2 3 4 5\n@ NS ns.example.net.\nbad A 192.0.2.1\ngood A 192.0.2.2"
	for name, tc := range map[string]struct {
		caps  providers.Capabilities
		bad   string
		sends int
	}{
		"nothing, one change at a time":  {providers.Capabilities{MaxBatch: 1}, "", 4},
		"a record in an atomic batch":    {providers.Capabilities{Atomic: true}, "bad." + fresh, 5},
		"a record, one change at a time": {providers.Capabilities{MaxBatch: 1}, "bad." + fresh, 4},
		"the whole apex":                 {providers.Capabilities{Atomic: true}, fresh, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := providertest.NewMemory(tc.caps)
			if tc.bad != "" {
				m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: tc.bad})
			}
			h := &hooked{Provider: m}
			r := apply.Zone(t.Context(), missing(t, h, records), quick())
			require.True(t, r.Verified, r.Err)
			require.Equal(t, tc.bad != "", r.Err != nil)
			for _, c := range r.Changes {
				_, there := m.Records(fresh).Find(c.Key())
				require.Equal(t, c.Key().Name != tc.bad, there, c.Key())
				require.Equal(t, there, c.Outcome == providers.Done, "%s is told as %s", c.Key(), c.Outcome)
			}
			require.Equal(t, tc.sends, h.sends)
		})
	}
}

func TestZoneIsNotCreated(t *testing.T) {
	t.Parallel()
	m := providertest.NewMemory(providers.Capabilities{Atomic: true})
	m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: fresh})
	j := missing(t, m, "@ MX 10 mail")
	j.Atomic = true
	r := apply.Zone(t.Context(), j, quick())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.Zero(t, r.Done())
}

// zoneOf gives what a job's plan makes of an empty zone.
func zoneOf(j apply.Job) zone.Zone {
	z := zone.Zone{Origin: j.Plan.Origin}
	for _, c := range j.Plan.Changes() {
		z.Sets = append(z.Sets, *c.New)
	}
	return z
}

// refuser takes no new zones.
type refuser struct{ *providertest.Memory }

func (refuser) Send(context.Context, providers.Live, providers.Batch) error {
	return providers.Failed(0, providers.NotDone, &providers.APIError{Message: "too many domains", Kind: providers.ErrInvalid})
}

// TestARefusedZoneWithoutRecordsIsAnError: there is no change that could tell that it is not done.
func TestARefusedZoneWithoutRecordsIsAnError(t *testing.T) {
	t.Parallel()
	p := refuser{providertest.NewMemory(providers.Capabilities{OwnsApex: true})}
	r := apply.Zone(t.Context(), missing(t, p, "@ NS ns.example.net."), quick())
	require.ErrorContains(t, r.Err, "too many domains")
	require.Equal(t, apply.Failed, apply.Exit([]apply.Result{r}))
}

// stuck is a provider whose job never ends.
type stuck struct {
	*providertest.Memory
	sends int
}

func (s *stuck) Send(_ context.Context, _ providers.Live, b providers.Batch) error {
	s.sends++
	return providers.Failed(len(b.Changes), providers.Unknown, &providers.APIError{Message: "job 1 is still running", Kind: providers.ErrPending})
}

// TestAStuckJobStopsTheZone: what it does shows only later, so nothing is concluded from a read now, and nothing else sent.
func TestAStuckJobStopsTheZone(t *testing.T) {
	t.Parallel()
	p := &stuck{Memory: memory(t, providers.Capabilities{MaxBatch: 2}, "")}
	r := apply.Zone(t.Context(), plan(t, p, lines(6, "h%d A 192.0.2.1")), quick())
	require.EqualError(t, r.Err, "4 of 6 changes are not applied, 2 unknown: : : job 1 is still running")
	require.Equal(t, 1, p.sends)
	require.False(t, r.Verified)
	require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
}
