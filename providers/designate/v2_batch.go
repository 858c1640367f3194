package designate

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// activeAfter is about how long the name servers take to have what was written.
const activeAfter = 2 * time.Second

// v2Payload is what Batches tells Send of a batch beside its changes.
type v2Payload struct {
	units [][]zone.Change // the changes: those of one are sent one after the other, in a plan's order
	last  bool            // of the plan, or what is left of that one: the zone's status is waited for
	full  bool            // there is no more room than the plan needs
	hope  bool            // where there is no room, the plan can make some before
	// unweighed is the whole plan, in its first batch where the project's limits are to be asked for before it is sent.
	unweighed []zone.Change
	// of a batch that makes its zone:
	create bool
	file   string // for an import; "" makes the zone without one
}

var errMade = errors.New("the service makes SOA and apex NS itself, and lets nobody change them: leave soa at ignore, and apex_ns at ignore or verify")

// batches packs changes, one request for each set. What makes way comes first, the swap of a CNAME in one piece, then what
// changes, what is new, and what only goes. Only in a zone that is full, whatever leaves less comes before.
func (v *v2) batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if err := v2Writable(live, changes); err != nil {
		return nil, err
	}
	full, fits := v.weigh(live, changes)
	_, crowded := v.crowded.Load(live.Origin)
	out, err := v.pack(live, changes, full || crowded)
	if err != nil || fits {
		return out, err
	}
	p := out[0].Payload.(v2Payload)
	p.unweighed = changes
	out[0].Payload = p
	out[0].Calls++
	return out, nil
}

// v2Writable refuses what the service lets nobody write.
func v2Writable(live providers.Live, changes []zone.Change) error {
	if keptIn(live).secondary {
		return &providers.APIError{
			Provider: kindName, Op: "plan zone " + live.Origin, Kind: providers.ErrInvalid,
			Message: "the zone is SECONDARY: its records come from another server", Hint: "point zonesync at the primary",
		}
	}
	for _, c := range changes {
		if madeByService(c.Key(), live.Origin) {
			return &providers.RefusedError{Set: *c.Set(), Err: errMade}
		}
	}
	return nil
}

// pack makes batches, the first of which makes the zone where there is none.
func (v *v2) pack(live providers.Live, changes []zone.Change, full bool) ([]providers.Batch, error) {
	if live.Missing {
		return v.creation(live, changes)
	}
	return v.packUnits(live, changes, full), nil
}

// The order in which units are sent.
const (
	rankRoom     = iota // what leaves less, of a zone that is full
	rankRoomSwap        // swaps that do
	rankFill            // what a name lacks since its swap was cut off
	rankTight           // swaps that leave more
	rankSwap
	rankUpdate
	rankCreate
	rankDelete
)

func (v *v2) rank(live providers.Live, unit []zone.Change, full bool) int {
	c, g := unit[0], countGrowth(unit)
	_, emptied := v.emptied.Load(c.Key().Name)
	switch {
	case full && g.makesRoom() && len(unit) > 1:
		return rankRoomSwap
	case full && g.makesRoom():
		return rankRoom
	case emptied && c.Op() == zone.Create:
		return rankFill
	case !slices.ContainsFunc(unit, func(c zone.Change) bool { return c.New != nil }):
		return rankDelete
	case len(unit) > 1 && g.gained > g.lost:
		return rankTight
	case len(unit) > 1:
		return rankSwap
	case len(live.IDs[c.Key()]) > 0:
		return rankUpdate
	}
	return rankCreate
}

// packUnits makes batches of units that lie in the order of their ranks.
func (v *v2) packUnits(live providers.Live, changes []zone.Change, full bool) []providers.Batch {
	units := zone.Units(changes)
	slices.SortStableFunc(units, func(a, b []zone.Change) int { return cmp.Compare(v.rank(live, a, full), v.rank(live, b, full)) })
	hope := !full && slices.ContainsFunc(units, func(unit []zone.Change) bool { return countGrowth(unit).makesRoom() })
	k := keptIn(live)
	var out []providers.Batch
	for len(units) > 0 {
		n := v.batchSize(live, units, full)
		out = append(out, v.newBatch(live, v2Payload{units: units[:n], last: n == len(units) && (!k.begun || k.ending), full: full, hope: hope}))
		units = units[n:]
	}
	return out
}

// batchSize counts the units of the next batch. They are sent several at a time, so what a name's swap has made room for could be
// taken by what comes elsewhere, if that were in the same batch.
func (v *v2) batchSize(live providers.Live, units [][]zone.Change, full bool) int {
	part := func(unit []zone.Change) int {
		if r := v.rank(live, unit, full); r != rankCreate {
			return r
		}
		return rankUpdate
	}
	size := 0
	for n, unit := range units {
		if size += len(unit); n > 0 && (size > v2Batch || part(unit) != part(units[0])) {
			return n
		}
	}
	return len(units)
}

func (v *v2) newBatch(live providers.Live, p v2Payload) providers.Batch {
	b := providers.Batch{Repeatable: true}
	for _, unit := range p.units {
		b.Changes = append(b.Changes, unit...)
		for _, c := range unit {
			n := len(live.IDs[c.Key()])
			if n == 0 && c.New != nil { // a second POST is refused
				n, b.Repeatable = 1+len(keptIn(live).inTheWay(c.Key())), false
			}
			b.Calls += n
		}
	}
	b.Calls = max(b.Calls, 1) // where all of it has gone by now
	if b.Payload = p; p.last {
		b.Wait = activeAfter
	}
	return b
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
