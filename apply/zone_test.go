package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// lines writes n records from a format with one %d for the number.
func lines(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", i)
	}
	return b.String()
}

func TestZoneNeedsOneWriteAndOneRead(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{}, "")
	j := plan(t, m, lines(1000, "h%d A 192.0.2.1"))
	cost, err := apply.Estimate(j)
	require.NoError(t, err)
	start := m.Requests()
	r := apply.Zone(t.Context(), j, quick())
	require.NoError(t, r.Err)
	require.True(t, r.Verified)
	require.Equal(t, 1000, r.Done())
	require.Equal(t, 2, m.Requests()-start)
	require.Equal(t, 2, r.Calls)
	require.Equal(t, 2, cost.Calls)
	require.Len(t, r.Live.Records.Sets, 1000)
}

func TestZoneSendsNothing(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"when nothing differs": lines(8, "h%d A 192.0.2.1"), "when all is held": "h0 A 192.0.2.1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, providers.Capabilities{}, lines(8, "h%d A 192.0.2.1"))
			live, err := m.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.NoError(t, err)
			in, _, err := apply.Input(m, live, diff.Input{Want: records(t, want), Rules: diff.DefaultRules()})
			require.NoError(t, err)
			p, err := diff.Compute(in)
			require.NoError(t, err)
			start := m.Requests()
			r := apply.Zone(t.Context(), apply.Job{Provider: m, Live: live, Input: in, Plan: p}, quick())
			require.NoError(t, r.Err)
			require.Equal(t, start, m.Requests())
			require.Zero(t, r.Calls)
			require.Len(t, r.Changes, len(p.Items))
			require.Zero(t, r.Done())
		})
	}
}

func TestZoneFindsTheRefusedRecords(t *testing.T) {
	t.Parallel()
	for name, caps := range map[string]providers.Capabilities{
		"in one atomic batch": {Atomic: true}, "in a batch that stops at it": {},
		"in small batches": {MaxBatch: 7, Atomic: true}, "one by one": {MaxBatch: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, caps, "")
			m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: "h500." + origin})
			r := apply.Zone(t.Context(), plan(t, m, lines(1000, "h%d A 192.0.2.1")), quick())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			var refused *providers.RefusedError
			require.ErrorAs(t, r.Err, &refused)
			require.Equal(t, "h500."+origin, refused.Set.Name)
			require.True(t, strings.HasPrefix(r.Err.Error(), refused.Set.Pos.String()+": h500.example.org. A: "), r.Err)
			require.Equal(t, 999, r.Done())
			require.True(t, r.Verified)
			require.Len(t, r.Residual.Items, 1)
			require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
			if caps.Atomic && caps.MaxBatch == 0 {
				require.LessOrEqual(t, r.Calls, 2*10+2, "halving 1,000 takes about ten steps")
			}
		})
	}
}

func TestZoneKeepsSwapsWhole(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Atomic: true}, lines(8, "s%d A 192.0.2.1"))
	m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: "s3." + origin})
	h := &hooked{Provider: m, send: func(_ context.Context, _ int, b providers.Batch) error {
		require.Zero(t, len(b.Changes)%2, "a swap is torn apart")
		return nil
	}}
	r := apply.Zone(t.Context(), plan(t, h, lines(8, "s%d CNAME www.example.net.")), quick())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.Equal(t, 14, r.Done())
	_, there := m.Records(origin).Find(zone.Key{Name: "s3." + origin, Type: 1})
	require.True(t, there, "the refused swap has cost the old record")
}

func TestZoneAtomicLeavesTheZoneAsItIs(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{Atomic: true}, "old A 192.0.2.1")
	m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: "h5." + origin})
	j := plan(t, m, lines(10, "h%d A 192.0.2.1"))
	j.Atomic = true
	r := apply.Zone(t.Context(), j, quick())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.Zero(t, r.Done())
	require.Equal(t, 1, r.Calls, "nothing was written, so there is nothing to verify")
	require.Equal(t, "old.example.org. A 192.0.2.1\n", text(m.Records(origin)))
	require.Equal(t, apply.Failed, apply.Exit([]apply.Result{r}))
}

func TestZoneGivesUpOnAProviderThatRefusesAll(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{}, "")
	h := &hooked{Provider: m, send: func(_ context.Context, _ int, b providers.Batch) error {
		return providers.Failed(len(b.Changes), providers.NotDone, fails(providers.ErrInvalid))
	}}
	r := apply.Zone(t.Context(), plan(t, h, lines(1000, "h%d A 192.0.2.1")), quick())
	require.ErrorContains(t, r.Err, "more than 100 records refused")
	require.Less(t, h.sends, 300)
}

func TestZoneWaits(t *testing.T) {
	t.Parallel()
	busy := fails(providers.ErrTemporary)
	for name, tc := range map[string]struct {
		after time.Duration // what the provider asks for
		times int
		opt   apply.Options
		want  string // error, "" for none
	}{
		"and succeeds":                      {0, 3, apply.Options{}, ""},
		"as long as the provider asks":      {7 * time.Second, 2, apply.Options{}, ""},
		"not for ever":                      {0, 99, apply.Options{Tries: 4}, "gave up after 4 tries"},
		"not longer than the zone is worth": {time.Hour, 1, apply.Options{}, "limit of 5m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asks := *busy
			asks.RetryAfter = tc.after
			var slept pauses
			tc.opt.Sleep = slept.sleep
			h := &hooked{Provider: memory(t, providers.Capabilities{}, ""), send: func(_ context.Context, n int, b providers.Batch) error {
				if n > tc.times {
					return nil
				}
				return providers.Failed(len(b.Changes), providers.NotDone, &asks)
			}}
			r := apply.Zone(t.Context(), plan(t, h, "www A 192.0.2.1"), tc.opt)
			if tc.want != "" {
				require.ErrorContains(t, r.Err, tc.want)
				require.ErrorIs(t, r.Err, providers.ErrTemporary)
				require.Equal(t, "not-done", outcomes(r))
				return
			}
			require.NoError(t, r.Err)
			require.Len(t, slept, tc.times)
			for i, d := range slept {
				require.GreaterOrEqual(t, d, max(tc.after, 250*time.Millisecond<<i))
				require.LessOrEqual(t, d, max(tc.after, 500*time.Millisecond<<i))
			}
		})
	}
}

func TestZoneReadsAgainWhatIsUncertain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		kind  simulator.FaultKind
		sends int
	}{
		"a write that was done is not repeated": {simulator.CutAfter, 1},
		"a write that was not is":               {simulator.CutBefore, 2},
		"so is one that met another's":          {simulator.Conflict, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, providers.Capabilities{Unit: providers.PerRecord}, "www A 192.0.2.1")
			h := &hooked{Provider: m}
			j := plan(t, h, "www A 192.0.2.2\nnew A 192.0.2.3")
			m.Fault(simulator.Fault{Kind: tc.kind})
			r := apply.Zone(t.Context(), j, quick())
			require.NoError(t, r.Err)
			require.Equal(t, "done done", outcomes(r))
			require.Equal(t, tc.sends, h.sends)
		})
	}
}

func TestZoneStopsWhenTheZoneMoves(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]string{
		"a record that would now be deleted": "foreign A 192.0.2.9",
		"a third value of a planned record":  "www A 192.0.2.9",
		"a third TTL of a planned record":    "www 9 A 192.0.2.1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, providers.Capabilities{}, "www A 192.0.2.1")
			h := &hooked{Provider: m}
			j := plan(t, h, "www A 192.0.2.2\nnew A 192.0.2.3")
			h.send = func(_ context.Context, _ int, b providers.Batch) error {
				m.Put(origin, records(t, other).Sets...)
				return providers.Failed(len(b.Changes), providers.Unknown, fails(providers.ErrTemporary))
			}
			r := apply.Zone(t.Context(), j, quick())
			var moved *apply.MovedError
			require.ErrorAs(t, r.Err, &moved)
			require.Equal(t, 1, h.sends)
			require.NotContains(t, outcomes(r), "unknown")
			now := records(t, other).Sets[0]
			live, _ := m.Records(origin).Find(now.Key)
			require.True(t, live.Equal(now), "what somebody else wrote is gone")
		})
	}
}

// TestZoneGivesASetThatCameWithATTLItsOwn: some APIs keep the TTL of a set that had no records, until the write behind the first.
func TestZoneGivesASetThatCameWithATTLItsOwn(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{}, "")
	h := &hooked{Provider: m}
	h.send = func(_ context.Context, n int, b providers.Batch) error {
		if n > 1 {
			return nil
		}
		m.Put(origin, records(t, "new 9 A 192.0.2.3").Sets...)
		return providers.Failed(len(b.Changes), providers.Unknown, fails(providers.ErrTemporary))
	}
	r := apply.Zone(t.Context(), plan(t, h, "new A 192.0.2.3\nnew A 192.0.2.4"), quick())
	require.NoError(t, r.Err)
	require.Equal(t, 2, h.sends)
	require.Equal(t, "done", outcomes(r))
}

// TestZoneSaysFirstWhatIsNotDone lets the server die in the middle, in each of the ways that a write can end.
func TestZoneSaysFirstWhatIsNotDone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		outcome providers.Outcome
		reads   int
		want    string
	}{
		"when the last answer is lost":      {providers.Unknown, 6, "4 of 9 changes are not applied, 2 unknown: reading again what became of a batch: gave up after 6 tries: "},
		"when the last request is not sent": {providers.NotDone, 6, "6 of 9 changes are not applied: gave up after 6 tries: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hooked{Provider: memory(t, providers.Capabilities{MaxBatch: 3}, "")}
			j := plan(t, h, lines(9, "h%d A 192.0.2.1"))
			h.reads = 0
			h.fetch = func(context.Context, int) error { return fails(providers.ErrTemporary) }
			h.send = func(_ context.Context, n int, b providers.Batch) error {
				if n == 1 {
					return nil
				}
				err := providers.Failed(len(b.Changes), tc.outcome, fails(providers.ErrTemporary))
				err.Outcomes[0] = providers.NotDone
				return err
			}
			r := apply.Zone(t.Context(), j, quick())
			require.ErrorIs(t, r.Err, providers.ErrTemporary)
			require.True(t, strings.HasPrefix(r.Err.Error(), tc.want), r.Err)
			require.NotContains(t, r.Err.Error(), "applied but not verified")
			require.Equal(t, tc.reads, h.reads, "a server that cannot be read is not asked again")
			require.Equal(t, 3, r.Done())
		})
	}
}

func TestZoneGivesUpReadingAgain(t *testing.T) {
	t.Parallel()
	h := &hooked{Provider: memory(t, providers.Capabilities{}, ""), send: func(context.Context, int, providers.Batch) error {
		return errors.New("no BatchError") // vouches for nothing
	}}
	o := quick()
	o.Tries = 1000
	r := apply.Zone(t.Context(), plan(t, h, "www A 192.0.2.1"), o)
	require.ErrorContains(t, r.Err, "no BatchError")
	require.Less(t, h.sends, 10)
	require.Equal(t, "not-done", outcomes(r), "the last read has settled it")
}

func TestZoneSendsWhatIsRefusedOnlyOnce(t *testing.T) {
	t.Parallel()
	m := memory(t, providers.Capabilities{MaxBatch: 1}, "")
	m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: "h1." + origin})
	h := &hooked{Provider: m, send: func(_ context.Context, n int, _ providers.Batch) error {
		if n == 3 {
			m.Fault(simulator.Fault{Kind: simulator.CutAfter})
		}
		return nil
	}}
	r := apply.Zone(t.Context(), plan(t, h, lines(3, "h%d A 192.0.2.1")), quick())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.Equal(t, "done not-done done", outcomes(r))
	require.Equal(t, 3, h.sends)
}

func TestZoneGoesOnBesideWhatIsHeld(t *testing.T) {
	t.Parallel()
	rules := diff.DefaultRules()
	rules.ApexNS = diff.Verify
	m := memory(t, providers.Capabilities{}, "@ NS ns.example.net.")
	j := planWith(t, m, records(t, "@ NS ns.example.com.\nwww A 192.0.2.1"), rules)
	m.Fault(simulator.Fault{Kind: simulator.CutBefore})
	r := apply.Zone(t.Context(), j, quick())
	require.NoError(t, r.Err)
	require.True(t, r.Verified)
	require.Equal(t, "done not-done", outcomes(r))
	require.Empty(t, r.Residual.Items)
	require.Equal(t, apply.AnyHeld, apply.Exit([]apply.Result{r}))
	require.Contains(t, text(m.Records(origin)), "NS ns.example.net.")
}

// forgetful is a provider whose Batches leave out the last change.
type forgetful struct{ *providertest.Memory }

func (f forgetful) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	return f.Memory.Batches(live, changes[:len(changes)-1])
}

func TestZoneTellsAChangeThatNoBatchCarried(t *testing.T) {
	t.Parallel()
	p := forgetful{memory(t, providers.Capabilities{}, "")}
	r := apply.Zone(t.Context(), plan(t, p, lines(3, "h%d A 192.0.2.1")), quick())
	require.ErrorContains(t, r.Err, "create h2.example.org. A")
	require.False(t, r.Verified)
	require.Equal(t, "done done not-done", outcomes(r))
}

func TestFetchWaitsOnTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &hooked{Provider: memory(t, providers.Capabilities{}, "www A 192.0.2.1"), fetch: func(_ context.Context, n int) error {
			if n > 2 {
				return nil
			}
			return &providers.APIError{Kind: providers.ErrTemporary, RetryAfter: time.Minute}
		}}
		start := time.Now()
		live, err := apply.Fetch(t.Context(), h, providers.Ref{Origin: origin}, apply.Options{})
		require.NoError(t, err)
		require.Len(t, live.Records.Sets, 1)
		require.Equal(t, 2*time.Minute, time.Since(start))

		h.reads = 0
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = apply.Fetch(soon, h, providers.Ref{Origin: origin}, apply.Options{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, providers.ErrTemporary)
	})
}

func TestZoneStopsAtOnce(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]error{
		"without a right": providers.ErrAuth, "without a zone": providers.ErrNotFound, "not understood": providers.ErrProtocol,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &hooked{Provider: memory(t, providers.Capabilities{MaxBatch: 1}, ""), send: func(_ context.Context, n int, b providers.Batch) error {
				if n < 3 {
					return nil
				}
				return providers.Failed(len(b.Changes), providers.NotDone, fails(kind))
			}}
			r := apply.Zone(t.Context(), plan(t, h, lines(9, "h%d A 192.0.2.1")), quick())
			require.ErrorIs(t, r.Err, kind)
			require.Equal(t, 3, h.sends)
			require.Equal(t, 2, r.Done())
			require.Equal(t, kind != providers.ErrAuth, r.Verified, "a credential that is refused cannot verify")
			require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
		})
	}
}

func TestZoneFinishesTheBatchInFlight(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	h := &hooked{Provider: memory(t, providers.Capabilities{MaxBatch: 2}, ""), send: func(inFlight context.Context, n int, _ providers.Batch) error {
		if n == 2 {
			interrupt()
		}
		require.NoError(t, inFlight.Err(), "the batch in flight is cut off")
		return nil
	}}
	r := apply.Zone(ctx, plan(t, h, lines(9, "h%d A 192.0.2.1")), quick())
	require.ErrorIs(t, r.Err, context.Canceled)
	require.Equal(t, 2, h.sends)
	require.Equal(t, 4, r.Done())
	require.Equal(t, "done done done done not-done not-done not-done not-done not-done", outcomes(r))
	require.EqualError(t, r.Err, "5 of 9 changes are not applied: stopped: context canceled")
	require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
}

func TestZoneGivesTheBatchInFlightSomeGrace(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	h := &hooked{Provider: memory(t, providers.Capabilities{}, ""), send: func(inFlight context.Context, _ int, b providers.Batch) error {
		interrupt()
		<-inFlight.Done() // a server that never answers
		return providers.Failed(len(b.Changes), providers.Unknown, inFlight.Err())
	}}
	o := quick()
	o.Grace = time.Millisecond
	r := apply.Zone(ctx, plan(t, h, "www A 192.0.2.1"), o)
	require.ErrorIs(t, r.Err, context.Canceled)
	require.Equal(t, "unknown", outcomes(r))
	require.ErrorContains(t, r.Err, "it is not known whether 1 of 1 changes are applied: ")
	require.False(t, r.Verified)
}

func TestZoneVerifies(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		hook    func(m *providertest.Memory, h *hooked)
		want    string
		outcome string
		exit    int
	}{
		"a read that fails leaves the outcomes": {
			func(_ *providertest.Memory, h *hooked) {
				h.fetch = func(context.Context, int) error { return fails(providers.ErrProtocol) }
			},
			"applied but not verified: test: write: answer unfit", "done done", apply.Failed,
		},
		"a busy read is tried again": {
			func(_ *providertest.Memory, h *hooked) {
				h.fetch = func(_ context.Context, n int) error {
					if n == 2 {
						return fails(providers.ErrTemporary)
					}
					return nil
				}
			},
			"", "done done", apply.AllDone,
		},
		"a change that is gone again": {
			func(m *providertest.Memory, h *hooked) {
				h.fetch = func(context.Context, int) error {
					m.Put(origin, records(t, "b A 192.0.2.9").Sets...)
					return nil
				}
			},
			"the zone still differs: update b.example.org. A", "done not-done", apply.Partly,
		},
		"a record of somebody else": {
			func(m *providertest.Memory, h *hooked) {
				h.fetch = func(context.Context, int) error {
					m.Put(origin, records(t, lines(7, "foreign%d A 192.0.2.9")).Sets...)
					return nil
				}
			},
			"delete foreign4.example.org. A; and 2 more", "done done", apply.Failed,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory(t, providers.Capabilities{}, "")
			h := &hooked{Provider: m}
			j := plan(t, h, "a A 192.0.2.1\nb A 192.0.2.2")
			tc.hook(m, h)
			r := apply.Zone(t.Context(), j, quick())
			if tc.want == "" {
				require.NoError(t, r.Err)
			} else {
				require.ErrorContains(t, r.Err, tc.want)
			}
			require.Equal(t, tc.want == "", r.Verified)
			require.Equal(t, tc.outcome, outcomes(r))
			require.Equal(t, tc.exit, apply.Exit([]apply.Result{r}))
		})
	}
}
