package apply_test

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// refusing does the deletes of a batch and refuses creates of a type, as an API does that is not atomic. After some
// sends it refuses everything.
type refusing struct {
	*providertest.Memory
	rrtype uint16
	kind   error // nil: ErrInvalid
	after  int   // sends that are served; 0: all
	sends  int
}

func (f *refusing) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	f.sends++
	if f.after > 0 && f.sends > f.after {
		return providers.Failed(len(b.Changes), providers.NotDone, fails(providers.ErrInvalid))
	}
	told := &providers.BatchError{Outcomes: providers.Failed(len(b.Changes), providers.NotDone, nil).Outcomes}
	for i, c := range b.Changes {
		if c.Op() == zone.Create && c.Key().Type == f.rrtype {
			told.Err = fails(cmp.Or(f.kind, providers.ErrInvalid))
			return told
		}
		if told.Err = f.Memory.Send(ctx, live, providers.Batch{Changes: b.Changes[i : i+1], Calls: 1}); told.Err != nil {
			return told
		}
		told.Outcomes[i] = providers.Done
	}
	return nil
}

func TestZonePutsBackWhatARefusedSwapHasCost(t *testing.T) {
	t.Parallel()
	const before = "www A 192.0.2.1\nwww MX 10 mail"
	for name, tc := range map[string]struct {
		want, live, outcomes, says string
		after                      int
		atomic                     bool
	}{
		"once": {"www CNAME mail", before, "not-done not-done not-done", "www.example.org. MX: put back", 0, false},
		"beside other changes": {"www CNAME mail\na A 192.0.2.2", "a A 192.0.2.2\n" + before,
			"done not-done not-done not-done", "www.example.org. A: put back", 0, false},
		"also where the job stops there": {"www CNAME mail", before, "not-done not-done not-done", "www.example.org. A: put back", 0, true},
		"or says that it cannot":         {"www CNAME mail", "", "done done not-done", "www.example.org. A: was deleted", 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &refusing{Memory: memory(t, providers.Capabilities{Unit: providers.PerRecord}, before), rrtype: dns.TypeCNAME, after: tc.after}
			j := plan(t, p, tc.want)
			j.Atomic = tc.atomic
			r := apply.Zone(t.Context(), j, quick())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			require.ErrorContains(t, r.Err, tc.says)
			require.Equal(t, records(t, tc.live), records(t, text(p.Records(origin))))
			require.Equal(t, tc.outcomes, outcomes(r))
			require.True(t, r.Verified, r.Err)
		})
	}
}

// TestZonePutsBackWhatAStopHasLeftEmpty: a swap of which a half is done is not left so, whatever it was stopped by.
func TestZonePutsBackWhatAStopHasLeftEmpty(t *testing.T) {
	t.Parallel()
	const before = "www A 192.0.2.1"
	for name, tc := range map[string]struct {
		kind       error
		live, says string
	}{
		"while it waited":              {providers.ErrTemporary, before, "www.example.org. A: put back"},
		"by a right that is not there": {providers.ErrAuth, before, "www.example.org. A: put back"},
		"by work that goes on":         {providers.ErrPending, "", "www.example.org. A: was deleted to make room for what is not there now, and is not put back"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &refusing{Memory: memory(t, providers.Capabilities{Unit: providers.PerRecord}, before), rrtype: dns.TypeCNAME, kind: tc.kind}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			o := apply.Options{Sleep: func(ctx context.Context, _ time.Duration) error { stop(); return context.Cause(ctx) }}
			r := apply.Zone(ctx, plan(t, p, "www CNAME mail"), o)
			require.ErrorIs(t, r.Err, tc.kind)
			require.ErrorContains(t, r.Err, tc.says)
			require.Equal(t, records(t, tc.live), records(t, text(p.Records(origin))))
		})
	}
}
