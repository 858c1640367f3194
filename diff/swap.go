package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// markSwaps finds the creates that cannot stand beside what is live (RFC 1034 §3.6.2: a CNAME is alone at its name). What
// has to go for them makes a swap with them. Where it has to stay, the create is held for good: no server would take it.
func (s *scan) markSwaps() {
	live := cursor{sets: s.in.Live.Sets}
	for i := range s.steps {
		st := &s.steps[i]
		if st.Op() != zone.Create {
			continue
		}
		for _, old := range live.at(st.Key().Name) {
			if old.View == st.Key().View && excludes(old.Type, st.Key().Type) {
				s.makeWay(old.Key, st)
			}
		}
	}
}

func (s *scan) makeWay(old zone.Key, create *step) {
	i, gone := slices.BinarySearchFunc(s.steps, old, func(st step, k zone.Key) int { return st.Key().Compare(k) })
	if !gone || s.steps[i].Op() != zone.Delete {
		create.Stuck = true
		create.Held = reasons(create.Held, "cannot stand beside "+zone.TypeString(old.Type)+", which the rules keep")
		return
	}
	s.steps[i].swap, create.swap = true, true
}

// excludes tells whether two types cannot be at one name.
func excludes(a, b uint16) bool {
	return a == dns.TypeCNAME && zone.ConflictsWithCNAME(b) || b == dns.TypeCNAME && zone.ConflictsWithCNAME(a)
}

// place is where a swap happens.
type place struct{ name, view string }

func (st step) place() place { return place{st.Key().Name, st.Key().View} }

// settleHolds spreads what is held: over all of a held zone, over a swap of which a half is held, and to a serial that has
// nothing left to be raised for.
func (s *scan) settleHolds(zoneHeld string) {
	held := make(map[place]string)
	for _, st := range s.steps {
		if st.swap && st.Held != "" {
			held[st.place()] = st.Held
		}
	}
	sent := make(map[string]bool) // by view
	for i := range s.steps {
		st := &s.steps[i]
		if st.swap && st.Held == "" {
			st.Held = held[st.place()]
		}
		st.Held = reasons(st.Held, zoneHeld)
		if st.Held == "" && !st.serial {
			sent[st.Key().View] = true
		}
	}
	for i := range s.steps {
		if st := &s.steps[i]; st.serial && st.Held == "" && !sent[st.Key().View] {
			st.Held = "nothing else is sent"
		}
	}
}

// inOrder sorts steps, which come by key, into the order of Plan.Items.
func inOrder(steps []step) []Item {
	var creates, updates, deletes, held []Item
	var swaps []step
	for _, st := range steps {
		switch op := st.Op(); {
		case st.Held != "":
			held = append(held, st.Item)
		case st.swap:
			swaps = append(swaps, st)
		case op == zone.Create:
			creates = append(creates, st.Item)
		case op == zone.Update:
			updates = append(updates, st.Item)
		default:
			deletes = append(deletes, st.Item)
		}
	}
	return slices.Concat(creates, updates, swapOrder(swaps), deletes, held)
}

// swapOrder brings what belongs together side by side, deletes first.
func swapOrder(swaps []step) []Item {
	slices.SortStableFunc(swaps, func(a, b step) int {
		return cmp.Or(zone.CompareNames(a.Key().Name, b.Key().Name), strings.Compare(a.Key().View, b.Key().View), cmp.Compare(b.Op(), a.Op()))
	})
	items := make([]Item, len(swaps))
	for i, st := range swaps {
		items[i] = st.Item
	}
	return items
}
