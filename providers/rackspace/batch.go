package rackspace

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

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
	k, _ := live.Private.(kept)
	return p.pack(live.Origin, k, changes)
}

func (p *Provider) pack(origin string, k kept, changes []zone.Change) ([]providers.Batch, error) {
	groups, err := k.groups(changes)
	if err != nil {
		return nil, err
	}
	crowd, rest, err := p.crowd(origin, k, groups)
	if err != nil {
		return nil, err
	}
	bins := fill(rest)
	if len(crowd.loads) > 0 { // after what changes in place, before the swaps
		i := slices.IndexFunc(bins, func(b group) bool { return b.rank >= swapping })
		if i < 0 {
			i = len(bins)
		}
		bins = slices.Insert(bins, i, crowd)
	}
	var out []providers.Batch
	for _, b := range bins {
		out = append(out, b.batch())
	}
	return out, nil
}

// groups makes the changes ready to be packed, in their order.
func (k kept) groups(changes []zone.Change) ([]group, error) {
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

// crowd makes room where a domain would have too many records in between: all that grows, and enough of what goes anyway,
// which then goes first. The rest is left as it is.
func (p *Provider) crowd(origin string, k kept, groups []group) (crowd group, rest []group, err error) {
	limit := cmp.Or(k.limit, p.maxRecords())
	peak, end, grows := k.listed, k.listed, false
	for _, g := range groups {
		peak += g.counts[posts]
		end += g.counts[posts] - g.counts[room] - g.counts[dels]
		if g.rank == swapping {
			peak -= min(g.counts[room], g.counts[posts])
		}
		grows = grows || g.counts[posts] > 0
	}
	switch {
	case !grows || peak <= limit:
		return group{}, groups, nil
	case end > limit:
		return group{}, nil, tooMany(origin, k.listed, end, limit)
	}
	gone, rest := leave(groups, peak-limit)
	for _, g := range rest {
		if g.rank == mixed || g.rank == growing {
			crowd.add(g.loads...)
		}
	}
	rest = slices.DeleteFunc(rest, func(g group) bool { return g.rank == mixed || g.rank == growing })
	for _, g := range gone {
		for _, l := range g.loads {
			crowd.add(l.first())
		}
	}
	crowd.rank = growing
	return crowd, rest, nil
}

// leave takes groups that lose at least so many records out of all, sets that go before those that only get smaller.
func leave(groups []group, need int) (gone, rest []group) {
	taken := make([]bool, len(groups))
	for _, r := range []rank{removing, thinning, shrinking} {
		for i, g := range groups {
			if g.rank == r && need > 0 {
				gone, taken[i] = append(gone, g), true
				need -= g.counts[dels]
			}
		}
	}
	for i, g := range groups {
		if !taken[i] {
			rest = append(rest, g)
		}
	}
	return gone, rest
}

func tooMany(origin string, listed, end, limit int) error {
	return &providers.APIError{
		Provider: kindName, Op: "plan domain " + origin, Kind: errAccountLimit, Hint: limitHint,
		Message: fmt.Sprintf("the domain has %d records and would have %d, and the account's limit is %d records per domain",
			listed, end, limit),
	}
}

// step is one request.
type step struct {
	verb  string
	items []item
	of    []int // beside them: the change that each is for
	room  bool
}

// payload is what Send carries out.
type payload struct {
	steps   []step
	crowded bool // the first steps make room under the limit
	create  *newDomain
}

var verbs = [parts]string{http.MethodDelete, http.MethodPut, http.MethodPost, http.MethodDelete}

// batch may be sent twice: what is there already is known by the service's refusal of duplicates, an update says what all
// of the record is to be, and what is gone stays gone.
func (g group) batch() providers.Batch {
	g.loads = slices.Clone(g.loads)
	slices.SortStableFunc(g.loads, func(a, b load) int { return cmp.Compare(g.turn(a), g.turn(b)) })
	var out payload
	out.crowded = g.rank != swapping && g.counts[room] > 0
	for part := range g.counts {
		out.steps = append(out.steps, blocks(g.loads, part)...)
	}
	b := providers.Batch{
		Calls: len(out.steps), Atomic: len(out.steps) == 1 && out.steps[0].verb != http.MethodDelete, Repeatable: true,
		Wait: time.Duration(len(out.steps)) * jobTime, Payload: out,
	}
	for _, l := range g.loads {
		b.Changes = append(b.Changes, l.change)
	}
	for _, s := range out.steps {
		b.Classes = append(b.Classes, s.verb)
	}
	return b
}

// turn orders the changes of a batch: what goes is first in a swap, and last elsewhere.
func (g group) turn(l load) int {
	goes := l.change.Op() == zone.Delete
	if goes == (g.rank == swapping) {
		return 0
	}
	return 1
}

// blocks makes the requests of one part. A set is in two of them only when it is too large for one.
func blocks(loads []load, part int) []step {
	var out []step
	for i, l := range loads {
		for block := range slices.Chunk(l.items[part], perBlock) {
			if n := len(out); n == 0 || len(out[n-1].items)+len(block) > perBlock {
				out = append(out, step{verb: verbs[part], room: part == room})
			}
			s := &out[len(out)-1]
			s.items = append(s.items, block...)
			for range block {
				s.of = append(s.of, i)
			}
		}
	}
	return out
}
