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
)

// static is a provider that leaves the serial to its clients.
type static struct{ *providertest.Memory }

func (s static) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	live, err := s.Memory.Fetch(ctx, r)
	live.SerialByUs = true
	return live, err
}

const soa = "@ SOA ns.example.net. admin.example.net. 7 2 3 4 5\n"

func TestZoneRaisesTheSerialOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault  simulator.Fault
		done   int
		serial uint32
	}{
		"when all goes well":        {simulator.Fault{Kind: simulator.Disarm}, 4, 8},
		"when an answer is lost":    {simulator.Fault{Kind: simulator.CutAfter}, 4, 8},
		"when a request is lost":    {simulator.Fault{Kind: simulator.CutBefore}, 4, 8},
		"when a record is refused":  {simulator.Fault{Kind: simulator.Rejected, Name: "b." + origin}, 3, 8},
		"not when the SOA is":       {simulator.Fault{Kind: simulator.Rejected, Name: origin}, 3, 7},
		"again for what comes late": {simulator.Fault{Kind: simulator.HalfBatch}, 4, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := static{memory(t, providers.Capabilities{}, soa)}
			rules := diff.DefaultRules()
			rules.SOA = diff.Manage
			j := planWith(t, p, records(t, soa+"a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1"), rules)
			require.Len(t, j.Plan.Items, 4)
			if tc.fault.Kind == simulator.HalfBatch { // the serial goes out with the first half
				items := j.Plan.Items
				items[0], items[3] = items[3], items[0]
			}
			p.Fault(tc.fault)
			r := apply.Zone(t.Context(), j, quick())
			require.Equal(t, tc.fault.Kind != simulator.Rejected, r.Err == nil, r.Err)
			require.True(t, r.Verified, r.Err)
			require.Equal(t, tc.done, r.Done())
			now, _ := p.Records(origin).SOA()
			require.Equal(t, tc.serial, now.Serial)
		})
	}
}

func TestZoneDoesNotRaiseTheSerialForWhatIsRefused(t *testing.T) {
	t.Parallel()
	p := static{memory(t, providers.Capabilities{MaxBatch: 1}, soa)}
	h := &hooked{Provider: p, send: func(_ context.Context, n int, _ providers.Batch) error {
		if n == 3 { // the SOA, after a and b
			p.Fault(simulator.Fault{Kind: simulator.CutAfter})
		}
		return nil
	}}
	p.Fault(simulator.Fault{Kind: simulator.Rejected, Name: "b." + origin})
	rules := diff.DefaultRules()
	rules.SOA = diff.Manage
	r := apply.Zone(t.Context(), planWith(t, h, records(t, soa+"a A 192.0.2.1\nb A 192.0.2.1"), rules), quick())
	require.True(t, r.Verified, r.Err)
	require.Equal(t, "done not-done done", outcomes(r))
	require.Equal(t, 3, h.sends)
}
