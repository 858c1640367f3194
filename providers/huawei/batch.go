package huawei

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// payload is what Batches tells Send of a batch beside its changes.
type payload struct {
	create bool // the batch makes its zone
	// plan is all that goes out with it, in the last batch: it waits until none of these sets is on its way any more.
	plan []zone.Change
	// growth is that of the whole plan, in its first batch: it is held against the account's quota.
	growth *growth
}

var errMade = errors.New("the service makes SOA and apex NS itself, and zonesync never writes them: leave soa at ignore, and apex_ns at ignore or verify")

// Batches packs changes so that each request is full. What makes way comes first, the swap of a CNAME in one piece, then what
// changes, what is new, and what only goes. Only in an account that is full, what goes comes before. What a swap that was cut off
// has left empty is filled before others are begun.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	k := keptIn(live)
	if err := k.writable(live.Origin, changes); err != nil {
		return nil, err
	}
	g := p.growth(k, changes)
	known, full := p.quota.now(g)
	g.roomFirst = full
	bins := p.fill(p.groups(k, changes, full))
	if live.Missing && len(bins) == 0 {
		bins = append(bins, group{})
	}
	var out []providers.Batch
	for i, bin := range bins {
		l := payload{create: live.Missing && i == 0}
		if i == len(bins)-1 {
			l.plan = changes
		}
		if i == 0 && g.gained > 0 {
			l.growth = &g
		}
		b := p.batch(k, bin.changes, l)
		b.Calls += one(l.growth != nil && !known)
		out = append(out, b)
	}
	return out, nil
}

// writable refuses what the service makes itself, and what would come where something is that zonesync leaves alone: else what
// makes way for it would go in vain.
func (k *kept) writable(origin string, changes []zone.Change) error {
	alone := places{}
	for _, key := range slices.SortedFunc(maps.Keys(k.foreign), zone.Key.Compare) {
		alone.add(key)
	}
	for _, c := range changes {
		key := c.Key()
		apex := key.Name == origin && (key.Type == dns.TypeSOA || key.Type == dns.TypeNS)
		if apex || k.sets[key].byService {
			return &providers.RefusedError{Set: *c.Set(), Err: errMade}
		}
		if there, barred := alone.barring(key); barred && (there == key || k.op(c) == zone.Create) {
			return &providers.RefusedError{Set: *c.Set(), Err: k.beside(key, there)}
		}
	}
	return nil
}

// beside says why a set cannot come where one is that is left alone.
func (k *kept) beside(key, there zone.Key) error {
	is := "such a set"
	switch {
	case there.Type == 0:
		is = "a set of no DNS type"
	case there != key:
		is = "a set of type " + zone.TypeString(there.Type) + " at the name"
	}
	return fmt.Errorf("there is %s, which zonesync leaves alone (%s), and nothing is put beside it: "+
		"take it away at the service, or ignore it in the zone's settings", is, k.foreign[there])
}

// op tells what is sent for a change: what is planned, held against what is there.
func (k *kept) op(c zone.Change) zone.Op {
	switch {
	case c.New == nil:
		return zone.Delete
	case k.sets[c.Key()].id != "":
		return zone.Update
	}
	return zone.Create
}

// rank says when a group is sent.
type rank uint8

const (
	making   rank = iota // room, in an account that is full
	filling              // what a swap has emptied
	swapping             // a CNAME and what takes its place
	updating
	creating
	removing
)

// group is changes that are not sent apart, and a batch that is being filled with them.
type group struct {
	changes               []zone.Change
	rank                  rank
	units                 int // what is not torn apart
	deletes, puts, creats int
}

// groups makes the changes ready to be packed, in their order. Of what is updated a name is not torn apart, of what is created
// a name and type.
func (p *Provider) groups(k *kept, changes []zone.Change, full bool) []group {
	var units []group
	for _, unit := range zone.Units(changes) {
		units = append(units, p.group(k, unit, full))
	}
	slices.SortStableFunc(units, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), a.changes[0].Key().Compare(b.changes[0].Key()))
	})
	var out []group
	for _, g := range units {
		if n := len(out) - 1; n >= 0 && out[n].together(g) && out[n].fits(g, maxTask) {
			out[n].add(g)
			continue
		}
		out = append(out, g)
	}
	return out
}

func (p *Provider) group(k *kept, unit []zone.Change, full bool) group {
	g := group{units: 1}
	_, emptied := p.emptied.Load(placeOf(unit[0].Key()))
	for _, c := range deletesFirst(unit) {
		g.changes = append(g.changes, c)
		switch k.op(c) {
		case zone.Delete:
			g.deletes++
		case zone.Update:
			g.puts++
		default:
			g.creats++
		}
	}
	switch {
	case g.deletes == len(unit) && full:
		g.rank = making
	case g.deletes == len(unit):
		g.rank = removing
	case len(unit) > 1:
		g.rank = swapping
	case g.puts > 0:
		g.rank = updating
	case emptied:
		g.rank = filling
	default:
		g.rank = creating
	}
	return g
}

// deletesFirst puts what makes way before what comes.
func deletesFirst(unit []zone.Change) []zone.Change {
	unit = slices.Clone(unit)
	slices.SortStableFunc(unit, func(a, b zone.Change) int { return cmp.Compare(one(a.New != nil), one(b.New != nil)) })
	return unit
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// together tells whether b is of the same name, and of the same type where that is created, as a.
func (g group) together(o group) bool {
	a, b := g.changes[0].Key(), o.changes[0].Key()
	return g.rank == o.rank && a.Name == b.Name && (g.rank == updating || (g.rank == creating || g.rank == filling) && a.Type == b.Type)
}

// fits tells whether a group has room beside one, in the requests of one batch.
func (g group) fits(o group, most int) bool {
	return g.rank == o.rank && len(g.changes)+len(o.changes) <= most &&
		g.deletes+o.deletes <= maxDeletes && g.puts+o.puts <= maxUpdates && g.creats+o.creats <= maxTask
}

func (g *group) add(o group) {
	g.changes = append(g.changes, o.changes...)
	g.units, g.deletes, g.puts, g.creats = g.units+o.units, g.deletes+o.deletes, g.puts+o.puts, g.creats+o.creats
}

// fill puts groups together into batches.
func (p *Provider) fill(groups []group) (bins []group) {
	for _, g := range groups {
		n := len(bins) - 1
		first := n <= 0 || bins[n-1].rank != swapping // of the swaps, if it is one
		if n >= 0 && p.takes(bins[n], g, first) {
			bins[n].add(g)
			continue
		}
		g.changes = slices.Clone(g.changes)
		bins = append(bins, g)
	}
	return bins
}

// carriers are the ways of changes that are not swapped.
var carriers = map[rank]way{making: byDelete, removing: byDelete, updating: byUpdate, filling: byTask, creating: byTask}

// takes tells whether a group still goes into a batch, which may be the plan's first swaps. One of single requests is small, so that
// it ends soon after somebody wants it to.
func (p *Provider) takes(bin, g group, first bool) bool {
	most := p.Capabilities().MaxBatch
	switch units := bin.units + g.units; {
	case bin.rank == swapping && (units > p.swapsAtOnce() || first && units > p.firstSwaps()):
		return false
	case bin.rank != swapping && !p.bulk.has(carriers[bin.rank]):
		most = singleBatch
	}
	return bin.fits(g, most)
}

// batch makes one of changes. What is created or deleted already is no error, so these may be sent twice; an update is refused
// while the service is still at work on the one before.
func (p *Provider) batch(k *kept, changes []zone.Change, l payload) providers.Batch {
	b := providers.Batch{Changes: changes, Repeatable: !l.create, Calls: one(l.create), Payload: l}
	sent := 0
	for _, op := range order {
		for _, r := range p.requests(k, op, changes) {
			b.Calls += r.calls()
			b.Wait += r.wait()
			b.Repeatable = b.Repeatable && op != zone.Update
			b.Atomic = r.by == byUpdate || r.by == byLines || len(r.at) == 1
			sent++
		}
	}
	b.Atomic = b.Atomic && sent == 1 && !l.create
	b.Calls = max(b.Calls, 1) // where all of it has gone by now
	if l.plan != nil {
		b.Wait += settleTime
	}
	return b
}
