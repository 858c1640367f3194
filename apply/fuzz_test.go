package apply_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// FuzzFaults lets all kinds of faults happen to a plan, a few at a time. Whatever happens, the result tells the truth about
// every change, nothing else is touched, and no change is written twice.
func FuzzFaults(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		w := newWorld(t, rand.New(rand.NewPCG(seed, 0)))
		patient := quick()
		patient.Tries = 8 // three faults can throttle six requests on end
		r := apply.Zone(t.Context(), w.job, patient)
		w.m.Fault(simulator.Fault{Kind: simulator.Disarm})
		w.tellsTheTruth(t, r)
		w.touchesNothingElse(t)
		w.isAsGoodAsItGets(t, r)
	})
}

// world is a provider with a zone, faults to come, and a job.
type world struct {
	m      *providertest.Memory
	job    apply.Job
	before zone.Zone
	bad    string // the owner name that is refused
}

var shapes = []providers.Capabilities{
	{}, {Atomic: true}, {MaxBatch: 1}, {MaxBatch: 3}, {MaxBatch: 3, Atomic: true},
	{Unit: providers.PerRecord}, {Unit: providers.PerRecord, MaxBatch: 1}, {Unit: providers.PerRecord, MaxBatch: 4},
}

func newWorld(t *testing.T, rnd *rand.Rand) *world {
	w := &world{m: memory(t, shapes[rnd.IntN(len(shapes))], randomZone(rnd)+"kept A 192.0.2.99\n")}
	w.before = w.m.Records(origin)
	rules := diff.DefaultRules()
	rules.Ignore = []diff.Pattern{{Name: "kept"}}
	w.job = planWith(t, w.m, records(t, randomZone(rnd)), rules)
	if rnd.IntN(3) == 0 {
		w.bad = fmt.Sprintf("n%d.%s", rnd.IntN(names), origin)
		w.m.Fault(simulator.Fault{Kind: simulator.Rejected, Name: w.bad})
	}
	kinds := []simulator.FaultKind{
		simulator.CutBefore, simulator.CutAfter, simulator.HalfBatch, simulator.Conflict, simulator.Throttled,
	}
	for range rnd.IntN(4) {
		w.m.Fault(simulator.Fault{Kind: kinds[rnd.IntN(len(kinds))], Count: 1 + rnd.IntN(2)})
	}
	return w
}

const names = 10

// randomZone gives each name nothing, a CNAME, or up to three values of A and a TXT, so that two such zones differ in
// every way.
func randomZone(rnd *rand.Rand) string {
	var b strings.Builder
	for n := range names {
		if rnd.IntN(4) == 0 {
			fmt.Fprintf(&b, "n%d CNAME t%d.example.net.\n", n, rnd.IntN(2))
			continue
		}
		ttl := 300 * (1 + rnd.IntN(2))
		for v := range 4 {
			if rnd.IntN(2) == 0 {
				fmt.Fprintf(&b, "n%d %d A 192.0.2.%d\n", n, ttl, v)
			}
		}
		if rnd.IntN(2) == 0 {
			fmt.Fprintf(&b, "n%d TXT %d\n", n, rnd.IntN(2))
		}
	}
	return b.String()
}

func (w *world) tellsTheTruth(t *testing.T, r apply.Result) {
	now := w.m.Records(origin)
	for _, c := range r.Changes {
		set, exists := now.Find(c.Key())
		is := exists == (c.New != nil) && (!exists || set.Equal(*c.New))
		switch c.Outcome {
		case providers.Done:
			require.True(t, is, "%s is told as done and is not", c.Key())
		case providers.NotDone:
			require.False(t, is, "%s is told as not done and is", c.Key())
		default:
			require.Error(t, r.Err, "%s is uncertain and no error says why", c.Key())
		}
		require.LessOrEqual(t, w.m.Writes(c.Key()), 1, "%s is written more than once", c.Key())
	}
	require.Equal(t, r.Err == nil, r.Done() == len(r.Changes))
}

func (w *world) touchesNothingElse(t *testing.T) {
	planned := map[zone.Key]bool{}
	for _, c := range w.job.Plan.Changes() {
		planned[c.Key()] = true
	}
	rest := func(z zone.Zone) (s string) {
		for _, set := range z.Sets {
			if !planned[set.Key] {
				s += fmt.Sprintln(set.Key, set.TTL, set.Text())
			}
		}
		return s
	}
	require.Equal(t, rest(w.before), rest(w.m.Records(origin)))
}

// isAsGoodAsItGets: the faults are fewer than apply has patience for, so all is done but what is refused.
func (w *world) isAsGoodAsItGets(t *testing.T, r apply.Result) {
	if !w.job.Idle() {
		require.True(t, r.Verified, r.Err)
	}
	for _, c := range r.Changes {
		if c.Key().Name != w.bad {
			require.Equal(t, providers.Done, c.Outcome, "%s: %v", c.Key(), r.Err)
		}
	}
}
