package rackspace

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// step is one request.
type step struct {
	verb  string
	items []item
	of    []int // beside them: the change that each is for
}

// payload is what Send carries out.
type payload struct {
	steps  []step
	create *newDomain
}

var verbs = [parts]string{http.MethodDelete, http.MethodPut, http.MethodPost, http.MethodDelete}

// batch may be sent twice: what is there already is known by the service's refusal of duplicates, an update says what all
// of the record is to be, and what is gone stays gone.
func (g group) batch() providers.Batch {
	g.loads = slices.Clone(g.loads)
	slices.SortStableFunc(g.loads, func(a, b load) int { return cmp.Compare(g.turn(a), g.turn(b)) })
	var out payload
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
				out = append(out, step{verb: verbs[part]})
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
