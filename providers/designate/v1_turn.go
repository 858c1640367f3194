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
	swapping               // a CNAME and what takes its place
	inPlace                // records change or get fewer
	growing                // records come
	squeezing              // swaps that may find no room for what comes
	removing               // sets go
)

// arrange gives loads their turns and puts them in order, swaps that leave fewer records before others. It tells whether the
// domain may be too full for what comes. There, whatever can come without emptying a name first is to find that out.
func (v *v1) arrange(live providers.Live, loads []load) (tight bool) {
	s := stateIn(live)
	tight = s.isTight(loads)
	for i, l := range loads {
		loads[i].turn = l.turnIn(tight, s.limit > 0)
	}
	slices.SortStableFunc(loads, func(a, b load) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.swells(), b.swells()))
	})
	return tight
}

// turnIn gives the turn of changes in a domain that may be too full, or is known to be.
func (l load) turnIn(tight, known bool) turn {
	creates, deletes := l.growth()
	switch {
	case l.swaps() && tight && deletes <= creates:
		return squeezing
	case l.swaps():
		return swapping
	case tight && known && deletes > creates:
		return makingRoom
	case l.changes[0].Op() == zone.Delete:
		return removing
	case creates > 0:
		return growing
	}
	return inPlace
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
