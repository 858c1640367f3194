package zone

import "github.com/miekg/dns"

// place is where a CNAME tolerates nothing beside it.
type place struct{ name, view string }

// Units groups changes into what must be sent together, in their order: all changes at a place where a CNAME comes or
// goes are one unit, because there is no other way than to delete first (RFC 1034 §3.6.2) and nothing must come between;
// every other change is a unit of its own.
func Units(changes []Change) [][]Change {
	swaps := map[place]int{} // index of the place's unit, -1 while it has none
	for _, c := range changes {
		if k := c.Key(); k.Type == dns.TypeCNAME && c.Op() != Update {
			swaps[place{k.Name, k.View}] = -1
		}
	}
	units := make([][]Change, 0, len(changes))
	for i, c := range changes {
		p := place{c.Key().Name, c.Key().View}
		at, swap := swaps[p]
		if swap && at >= 0 {
			units[at] = append(units[at], c)
			continue
		}
		if swap {
			swaps[p] = len(units)
		}
		units = append(units, changes[i:i+1:i+1])
	}
	return units
}
