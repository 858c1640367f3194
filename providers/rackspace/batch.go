package rackspace

import (
	"cmp"
	"slices"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// counts are how many records there are in each part.
type counts [parts]int

func (a counts) plus(b counts) counts {
	for i, n := range b {
		a[i] += n
	}
	return a
}

// calls counts the requests.
func (a counts) calls() (calls int) {
	for _, n := range a {
		calls += (n + perBlock - 1) / perBlock
	}
	return calls
}

// rank says when a group is sent.
type rank uint8

const (
	inPlace   rank = iota // only updates
	shrinking             // updates, and some records go
	mixed                 // updates, and some records come
	growing               // records come
	swapping              // a CNAME and what takes its place
	thinning              // a set loses records
	removing              // a set goes
)

// group is changes that are not sent apart.
type group struct {
	loads []load
	rank  rank
	counts
}

// Batches packs changes so that each request is full and no set is in two of them. A batch is one request wherever that
// takes no more of them: only sets that need several kinds bring these together.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if live.Missing {
		return p.creation(live, changes)
	}
	return p.pack(live.Origin, keptIn(live), changes)
}

func (p *Provider) pack(origin string, k *kept, changes []zone.Change) ([]providers.Batch, error) {
	groups, err := k.groups(changes)
	if err != nil {
		return nil, err
	}
	first, rest, err := p.crowd(origin, k, groups)
	if err != nil {
		return nil, err
	}
	var out []providers.Batch
	for _, b := range before(fill(first), fill(rest)) {
		out = append(out, b.batch())
	}
	return out, nil
}

// groups makes the changes ready to be packed, in their order.
func (k *kept) groups(changes []zone.Change) ([]group, error) {
	var out []group
	for _, unit := range zone.Units(changes) {
		g := group{rank: swapping}
		for _, c := range unit {
			l, err := k.load(c)
			if err != nil {
				return nil, err
			}
			if len(unit) > 1 {
				l = l.first()
			}
			g.add(l)
		}
		if len(unit) == 1 {
			g.rank = rankOf(unit[0], g.counts)
		}
		out = append(out, g)
	}
	slices.SortStableFunc(out, func(a, b group) int { return cmp.Compare(a.rank, b.rank) })
	return out, nil
}

func rankOf(c zone.Change, n counts) rank {
	switch {
	case c.Op() == zone.Delete:
		return removing
	case n[posts] > 0 && n[puts]+n[dels] > 0:
		return mixed
	case n[posts] > 0:
		return growing
	case n[puts] > 0 && n[dels] > 0:
		return shrinking
	case n[dels] > 0:
		return thinning
	}
	return inPlace
}

func (g *group) add(loads ...load) {
	for _, l := range loads {
		g.loads = append(g.loads, l)
		for i := range l.items {
			g.counts[i] += len(l.items[i])
		}
	}
}

// fill puts groups together wherever that saves a request. What only goes is kept behind all else.
func fill(groups []group) []group {
	var bins []group
	for _, g := range groups {
		from := 0
		if g.rank >= thinning {
			from = max(len(bins)-1, 0)
		}
		i := slices.IndexFunc(bins[from:], func(b group) bool { return b.takes(g) })
		if i < 0 {
			bins = append(bins, g)
			continue
		}
		b := &bins[from+i]
		b.add(g.loads...)
		b.rank = max(b.rank, g.rank)
	}
	return bins
}

// takes tells whether a group fits into one that is being filled.
func (g group) takes(o group) bool {
	both := g.plus(o.counts)
	for _, n := range both {
		if n > perBlock {
			return false
		}
	}
	return (g.rank == swapping) == (o.rank == swapping) && len(g.loads)+len(o.loads) <= perBlock &&
		both.calls() < g.calls()+o.calls()
}
