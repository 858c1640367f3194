package zone

import (
	"slices"

	"github.com/miekg/dns"
)

// Zone is the RRsets of one zone. The zero value is an empty zone without a name; that a zone could be read and is empty
// is another thing than that it could not be read, which is always an error beside it.
type Zone struct {
	Origin string  // canonical name
	Sets   []RRset // sorted by Key, each key once
}

// Find gives the RRset of a key.
func (z Zone) Find(k Key) (RRset, bool) {
	i, ok := slices.BinarySearchFunc(z.Sets, k, func(s RRset, k Key) int { return s.Key.Compare(k) })
	if !ok {
		return RRset{}, false
	}
	return z.Sets[i], true
}

// SOA gives the zone's start of authority, where it has one.
func (z Zone) SOA() (*dns.SOA, bool) {
	s, ok := z.Find(Key{Name: z.Origin, Type: dns.TypeSOA})
	if !ok {
		return nil, false
	}
	rrs, err := s.RRs()
	if err != nil || len(rrs) == 0 {
		return nil, false
	}
	soa, ok := rrs[0].(*dns.SOA)
	return soa, ok
}
