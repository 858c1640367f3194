package huawei

import (
	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// place is where a CNAME tolerates nothing beside it: the lines of a name are apart.
type place struct{ name, view string }

func placeOf(k zone.Key) place { return place{k.Name, k.View} }

// bars tells whether two sets cannot be beside each other: at one place a CNAME and anything else, or two of one type.
func bars(a, b zone.Key) bool {
	return placeOf(a) == placeOf(b) && (a.Type == dns.TypeCNAME || b.Type == dns.TypeCNAME || a.Type == b.Type)
}

// places are sets by where they are.
type places map[place][]zone.Key

func (p places) add(k zone.Key) { p[placeOf(k)] = append(p[placeOf(k)], k) }

// barring gives a set that a new one cannot be beside.
func (p places) barring(k zone.Key) (zone.Key, bool) {
	for _, there := range p[placeOf(k)] {
		if bars(there, k) {
			return there, true
		}
	}
	return zone.Key{}, false
}
