package apply_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
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

// TestZoneLooksAtWhatAStopHasLeftUnknown: the answer of what was to come is lost, and then the run is told to stop.
func TestZoneLooksAtWhatAStopHasLeftUnknown(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		blind      bool
		live, says string
	}{
		"and puts it back":           {false, "www A 192.0.2.1", "www.example.org. A: put back"},
		"or says that it cannot see": {true, "", "www.example.org. A: was to make room, and it is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &hooked{Provider: memory(t, providers.Capabilities{Unit: providers.PerRecord}, "www A 192.0.2.1")}
			m := p.Provider.(*providertest.Memory)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			p.send = func(ctx context.Context, n int, b providers.Batch) error {
				if n > 1 {
					return nil
				}
				live, err := m.Fetch(ctx, providers.Ref{Origin: origin})
				require.NoError(t, err)
				require.NoError(t, m.Send(ctx, live, providers.Batch{Changes: b.Changes[:1], Calls: 1}))
				return &providers.BatchError{Outcomes: []providers.Outcome{providers.Done, providers.Unknown}, Err: fails(providers.ErrTemporary)}
			}
			p.fetch = func(_ context.Context, n int) error {
				if tc.blind && n > 1 {
					return fails(providers.ErrProtocol)
				}
				return nil
			}
			o := apply.Options{Sleep: func(ctx context.Context, _ time.Duration) error { stop(); return context.Cause(ctx) }}
			r := apply.Zone(ctx, plan(t, p, "www CNAME mail"), o)
			require.ErrorContains(t, r.Err, tc.says)
			require.Equal(t, records(t, tc.live), records(t, text(m.Records(origin))))
		})
	}
}

// barring refuses to create CNAMEs, and to plan or to send anything for h0 once one has been refused.
type barring struct {
	*providertest.Memory
	packs  bool // it is Batches that refuses
	barred bool
}

func (f *barring) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	for _, c := range changes {
		if f.packs && f.bars(c) {
			return nil, &providers.RefusedError{Set: *c.Set(), Err: fails(providers.ErrInvalid)}
		}
	}
	return f.Memory.Batches(live, changes)
}

func (f *barring) bars(c zone.Change) bool { return f.barred && c.Key().Name == "h0.example.org." }

func (f *barring) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	told := &providers.BatchError{Outcomes: providers.Failed(len(b.Changes), providers.NotDone, nil).Outcomes}
	for i, c := range b.Changes {
		if c.Key().Type == dns.TypeCNAME || f.bars(c) {
			told.Err = fails(providers.ErrInvalid)
		} else if err := f.Memory.Send(ctx, live, providers.Batch{Changes: b.Changes[i : i+1], Calls: 1}); err != nil {
			return err
		} else {
			told.Outcomes[i] = providers.Done
		}
	}
	if told.Err == nil {
		return nil
	}
	f.barred = true
	return told
}

// TestZonePutsBackWhatItCan: what does not come back keeps nothing else from it, and each is told as it is.
func TestZonePutsBackWhatItCan(t *testing.T) {
	t.Parallel()
	for name, packs := range map[string]bool{"one is refused when it is packed": true, "one is refused when it is sent": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, providers.Capabilities{Unit: providers.PerRecord}, "h0 A 192.0.2.1\nh1 A 192.0.2.1")
			p := &barring{Memory: m, packs: packs}
			r := apply.Zone(t.Context(), plan(t, p, "h0 CNAME mail\nh1 CNAME mail"), quick())
			require.Equal(t, records(t, "h1 A 192.0.2.1"), records(t, text(m.Records(origin))))
			require.ErrorContains(t, r.Err, "h1.example.org. A: put back")
			require.ErrorContains(t, r.Err, "h0.example.org. A: was deleted to make room for what is not there now, and is not put back: ")
			require.NotContains(t, r.Err.Error(), "h1.example.org. A: was deleted")
			require.Equal(t, "done not-done not-done not-done", outcomes(r), "as verified")
		})
	}
}

// hanging deletes, and then does not answer any more.
type hanging struct{ *providertest.Memory }

func (f *hanging) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	told := &providers.BatchError{Outcomes: make([]providers.Outcome, len(b.Changes)), Err: fails(providers.ErrTemporary)}
	if b.Changes[0].Op() == zone.Delete {
		_ = f.Memory.Send(ctx, live, providers.Batch{Changes: b.Changes[:1], Calls: 1})
		told.Outcomes[0] = providers.Done
	}
	<-ctx.Done()
	return told
}

func TestZoneStopsInTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &hanging{memory(t, providers.Capabilities{Unit: providers.PerRecord}, "www A 192.0.2.1")}
		j := plan(t, p, "www CNAME mail")
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		began := time.Now()
		r := apply.Zone(ctx, j, apply.Options{})
		require.ErrorContains(t, r.Err, "it is not known whether it or what takes its place is there")
		require.Equal(t, 61*time.Second, time.Since(began), "the grace for the batch in flight, and once more for what is put back")
	})
}

// TestZoneKnowsWhatWasPutBack: the answer to that is lost, and what is there is seen.
func TestZoneKnowsWhatWasPutBack(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Unit: providers.PerRecord}, "www A 192.0.2.1")
	p := &refusing{Memory: m, rrtype: dns.TypeCNAME}
	lossy := &hooked{Provider: p}
	lossy.send = func(ctx context.Context, _ int, b providers.Batch) error {
		if b.Changes[0].Op() != zone.Create {
			return nil
		}
		live, err := m.Fetch(ctx, providers.Ref{Origin: origin})
		require.NoError(t, err)
		require.NoError(t, m.Send(ctx, live, b))
		return providers.Failed(len(b.Changes), providers.Unknown, fails(providers.ErrTemporary))
	}
	j := plan(t, lossy, "www CNAME mail")
	j.Atomic = true
	r := apply.Zone(t.Context(), j, quick())
	require.ErrorContains(t, r.Err, "www.example.org. A: put back")
	require.NotContains(t, r.Err.Error(), "not put back")
	require.Equal(t, records(t, "www A 192.0.2.1"), records(t, text(m.Records(origin))))
	require.True(t, r.Verified)
}

// halving creates the first value of an address set and refuses the others.
type halving struct{ *providertest.Memory }

func (f *halving) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	told := &providers.BatchError{Outcomes: providers.Failed(len(b.Changes), providers.NotDone, nil).Outcomes, Err: fails(providers.ErrInvalid)}
	for i, c := range b.Changes {
		if c.Op() == zone.Create && c.Key().Type == dns.TypeA {
			half := *c.New
			for rdata := range c.New.Data.All() {
				half.Data = zone.NewData(rdata)
				break
			}
			told.Outcomes[i] = providers.Unknown
			return errors.Join(told, f.Memory.Send(ctx, live, providers.Batch{Changes: []zone.Change{{New: &half}}, Calls: 1}))
		}
		if err := f.Memory.Send(ctx, live, providers.Batch{Changes: b.Changes[i : i+1], Calls: 1}); err != nil {
			return err
		}
		told.Outcomes[i] = providers.Done
	}
	return nil
}

func TestZonePutsNoAliasBesideAPart(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Unit: providers.PerRecord}, "www CNAME mail")
	p := &hooked{Provider: &halving{m}}
	p.send = func(_ context.Context, n int, _ providers.Batch) error {
		if n > 1 {
			return providers.Failed(1, providers.NotDone, fails(providers.ErrInvalid))
		}
		return nil
	}
	r := apply.Zone(t.Context(), plan(t, p, "www A 192.0.2.1\nwww A 192.0.2.2"), quick())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.NotContains(t, r.Err.Error(), "what is not there now")
	require.Equal(t, records(t, "www A 192.0.2.1"), records(t, text(m.Records(origin))))
}

// cramped refuses CNAMEs, and batches of more than one create for a quota.
type cramped struct{ *providertest.Memory }

func (f *cramped) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	if slices.ContainsFunc(b.Changes, func(c zone.Change) bool { return c.Op() == zone.Create && c.Key().Type == dns.TypeCNAME }) {
		told := &providers.BatchError{Outcomes: providers.Failed(len(b.Changes), providers.NotDone, nil).Outcomes, Err: fails(providers.ErrInvalid)}
		for i, c := range b.Changes {
			if c.Op() == zone.Delete {
				_ = f.Memory.Send(ctx, live, providers.Batch{Changes: b.Changes[i : i+1], Calls: 1})
				told.Outcomes[i] = providers.Done
			}
		}
		return told
	}
	if len(b.Changes) > 1 || len(f.Records(origin).Sets) == 1 {
		return providers.Failed(len(b.Changes), providers.NotDone, fails(errors.New("over the quota")))
	}
	return f.Memory.Send(ctx, live, b)
}

func TestZonePutsBackWhatThereIsRoomFor(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Unit: providers.PerRecord}, "h0 A 192.0.2.1\nh1 A 192.0.2.1")
	r := apply.Zone(t.Context(), plan(t, &cramped{m}, "h0 CNAME mail\nh1 CNAME mail"), quick())
	require.ErrorContains(t, r.Err, "h0.example.org. A: put back")
	require.ErrorContains(t, r.Err, "h1.example.org. A: was deleted to make room for what is not there now, and is not put back: test: write: over the quota")
	require.Equal(t, records(t, "h0 A 192.0.2.1"), records(t, text(m.Records(origin))))
}
