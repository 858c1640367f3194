package zone

import (
	"fmt"
	"slices"
	"strings"

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

// Expand gives the zone as a provider with these views holds it: every base RRset once per view, except where the view
// has its own (RRsets are overridden whole). Without views the zone is given back as it is. A set of a view that is not
// among views is an error which names the set's place.
func (z Zone) Expand(views []string) (Zone, error) {
	for _, s := range z.Sets {
		if s.View != "" && !slices.Contains(views, s.View) {
			return Zone{}, &ViewError{Set: s, Views: views}
		}
	}
	if len(views) == 0 {
		return z, nil
	}
	out := Zone{Origin: z.Origin, Sets: make([]RRset, 0, len(z.Sets)*len(views))}
	for _, s := range z.Sets {
		if s.View != "" {
			out.Sets = append(out.Sets, s)
			continue
		}
		for _, v := range views {
			s.View = v
			if _, own := z.Find(s.Key); !own {
				out.Sets = append(out.Sets, s)
			}
		}
	}
	slices.SortFunc(out.Sets, func(a, b RRset) int { return a.Key.Compare(b.Key) })
	return out, nil
}

// ViewError is a set of a view that the provider does not have.
type ViewError struct {
	Set   RRset
	Views []string // those that there are
}

func (e *ViewError) Error() string {
	have := "the provider has no views"
	if len(e.Views) > 0 {
		have = "the provider has " + strings.Join(e.Views, ", ")
	}
	return fmt.Sprintf("%s: %s: no view %q: %s", e.Set.Pos, e.Set.Name, e.Set.View, have)
}
