package designate

import (
	"cmp"
	"slices"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// turn says when changes are sent.
type turn uint8

const (
	makingRoom turn = iota // records go, in a domain that would be too full otherwise
	filling                // what comes at a name that a swap has emptied
	swapping               // a CNAME and what takes its place
	inPlace                // records change or get fewer
	growing                // records come
	awaiting               // something comes where a deleted record is still in the way
	squeezing              // swaps that may find no room for what comes, or wait in vain
	removing               // sets go
)

// arrange gives loads their turns and puts them in order, swaps that leave fewer records before others. It tells whether the
// domain may be too full for what comes. There, whatever can come without emptying a name first is to find that out, and
// likewise where a name waits for a record to go.
func (v *v1) arrange(live providers.Live, loads []load) (tight bool) {
	s := stateIn(live)
	tight, stuck := s.isTight(loads), false
	for i, l := range loads {
		loads[i].turn = v.turnOf(live.ID, l, tight && s.limit > 0)
		stuck = stuck || loads[i].turn == awaiting
	}
	for i, l := range loads {
		if l.turn == swapping && (stuck || tight && l.swells() >= 0) {
			loads[i].turn = squeezing
		}
	}
	slices.SortStableFunc(loads, func(a, b load) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.swells(), b.swells()))
	})
	return tight
}

// turnOf gives the turn of changes in a domain, where those are not swaps that had better be late.
func (v *v1) turnOf(domain string, l load, full bool) turn {
	name := l.changes[0].Key().Name
	creates, deletes := l.growth()
	_, emptied := v.emptied.Load(name)
	switch {
	case l.comes() && !v.lingersSince(domain, func(_, owner string) bool { return owner == name }).IsZero():
		return awaiting
	case emptied && creates > 0:
		return filling
	case l.swaps():
		return swapping
	case full && deletes > creates:
		return makingRoom
	case l.changes[0].Op() == zone.Delete:
		return removing
	case creates > 0:
		return growing
	}
	return inPlace
}

func (l load) comes() bool {
	return slices.ContainsFunc(l.errands, func(e errand) bool { return len(e.writes) > 0 })
}

func (l load) swaps() bool { return len(l.changes) > 1 }

// swells counts the records that a swap leaves more.
func (l load) swells() int {
	if !l.swaps() {
		return 0
	}
	creates, deletes := l.growth()
	return creates - deletes
}

// growth counts the records that come and those that go.
func (l load) growth() (creates, deletes int) {
	for _, e := range l.errands {
		creates += e.creates()
		deletes += len(e.room) + len(e.drops)
	}
	return creates, deletes
}
