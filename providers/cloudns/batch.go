package cloudns

import (
	"cmp"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Batches packs changes so that each bulk call is full: a batch ends where its new records, or those that go, would need
// a second call.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	switch {
	case len(changes) == 0:
		return nil, nil
	case live.Missing:
		return nil, &providers.APIError{
			Provider: "cloudns", Op: "create zone " + live.Origin, Kind: providers.ErrInvalid,
			Message: "a new zone needs a person's approval at ClouDNS", Hint: zoneHint,
		}
	}
	k, _ := live.Private.(kept)
	k.origin = live.Origin
	var out []providers.Batch
	for _, b := range p.pack(k.groups(changes)) {
		b.work.place = max(k.listed-len(b.work.room), 0)
		k.listed = b.work.place + len(b.work.creates) - len(b.work.deletes)
		out = append(out, p.batch(b))
	}
	return out, nil
}

func (p *Provider) pack(groups []group) (bins []bin) {
	for _, g := range groups {
		if n := len(bins); n == 0 || !p.fits(bins[n-1], g) {
			bins = append(bins, bin{})
		}
		bins[len(bins)-1].add(g)
	}
	return bins
}

// group is changes that are not sent apart.
type group struct {
	changes []zone.Change
	rank    rank
	work    work
}

// rank says when a group is sent: what only removes comes last.
type rank uint8

const (
	creates rank = iota
	updates
	swaps   // a CNAME and what takes its place
	retypes // sets of one place, one of which has a content that the other one gets: the row changes its type
	deletes
)

// groups makes the changes ready to be packed. The lines of a name stand side by side, so that they get into one call.
func (k kept) groups(changes []zone.Change) []group {
	var groups []group
	for _, unit := range k.retyped(zone.Units(changes)) {
		groups = append(groups, group{unit, rankOf(unit), k.work(unit)})
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.turn(), b.turn()), cmp.Compare(a.rank, b.rank), a.changes[0].Key().Compare(b.changes[0].Key()))
	})
	out := groups[:0]
	for _, g := range groups {
		if n := len(out) - 1; n >= 0 && together(out[n], g) {
			out[n].changes = append(slices.Clone(out[n].changes), g.changes...)
			out[n].work.add(g.work)
			continue
		}
		out = append(out, g)
	}
	return out
}

// waits tells whether something pending holds a group up. Such groups have batches of their own, after those that could
// go before them.
func (g group) waits() bool { return len(g.work.waits) > 0 }

// turn orders groups before their rank does.
func (g group) turn() int {
	turn := 2 * int(max(g.rank, swaps))
	if g.waits() {
		turn++
	}
	return turn
}

// together tells whether b does on another line what a does.
func together(a, b group) bool {
	if a.rank != b.rank || a.waits() != b.waits() || a.rank == swaps || a.rank == retypes {
		return false
	}
	x, y := a.changes[0].Key(), b.changes[0].Key()
	return x.Name == y.Name && x.Type == y.Type
}

func rankOf(unit []zone.Change) rank {
	has := func(op zone.Op) bool {
		return slices.ContainsFunc(unit, func(c zone.Change) bool { return c.Op() == op })
	}
	switch {
	case len(unit) > 1 && slices.ContainsFunc(unit, func(c zone.Change) bool { return c.Key().Type == dns.TypeCNAME }):
		return swaps
	case len(unit) > 1:
		return retypes
	case has(zone.Create):
		return creates
	case has(zone.Update):
		return updates
	}
	return deletes
}

// retyped joins the changes that get a record with those that lose its double of another type: it is one row, which
// changes its type.
func (k kept) retyped(units [][]zone.Change) [][]zone.Change {
	losers := map[identity]int{}
	note := func(at int, changes []zone.Change) {
		for _, e := range k.entriesOf(changes, func(c zone.Change) *zone.RRset { return c.Old }) {
			losers[e.identity()] = at
		}
	}
	for i, unit := range units {
		note(i, unit)
	}
	for i := range units {
		for n := 0; n < len(units[i]); n++ { // those that join may get records, too
			for _, e := range k.entries(units[i][n].New) {
				if j, ok := losers[e.identity()]; ok && j != i {
					note(i, units[j])
					units[i], units[j] = slices.Concat(units[i], units[j]), nil
				}
			}
		}
	}
	return slices.DeleteFunc(units, func(unit []zone.Change) bool { return len(unit) == 0 })
}

func (k kept) entriesOf(unit []zone.Change, end func(zone.Change) *zone.RRset) (out []entry) {
	for _, c := range unit {
		out = append(out, k.entries(end(c))...)
	}
	return out
}

// bin is a batch that is being filled.
type bin struct {
	groups  []group
	changes int
	work    work
}

func (b *bin) add(g group) {
	b.work.whole = g.rank == retypes
	b.groups = append(b.groups, g)
	b.changes += len(g.changes)
	b.work.add(g.work)
}

func (p *Provider) fits(b bin, g group) bool {
	first := b.groups[0]
	return first.waits() == g.waits() && (first.rank == retypes) == (g.rank == retypes) &&
		b.changes+len(g.changes) <= p.maxBatch() &&
		len(b.work.room)+len(g.work.room) <= p.chunk &&
		len(b.work.creates)+len(g.work.creates) <= p.chunk &&
		len(b.work.deletes)+len(g.work.deletes) <= p.chunk
}

// batch may be sent twice: a record cannot be created twice, a row that is gone stays gone, and an edit says what all of
// the row is to be. Send holds what the server then refuses against the zone.
func (p *Provider) batch(b bin) providers.Batch {
	out := providers.Batch{Calls: b.work.calls(p.chunk), Repeatable: true, Payload: b.work}
	if len(b.work.waits)+len(b.work.creates) > 0 {
		out.Wait = activation
	}
	var last []zone.Change // what goes for nobody's sake
	for _, g := range b.groups {
		for _, c := range g.changes {
			if c.Op() == zone.Delete && g.rank != swaps {
				last = append(last, c)
				continue
			}
			out.Changes = append(out.Changes, c)
		}
	}
	out.Changes = append(out.Changes, last...)
	return out
}
