package zone

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Replaces tells whether a view's set of a type takes the place of the base's set of another type at the same name. RRsets
// are overridden whole; and an alias and addresses, which cannot be together, both say where a name leads. Beside anything else a
// CNAME is an error, lest a view lose records that nobody thought of.
func Replaces(view, base uint16) bool {
	return view == base || view == dns.TypeCNAME && isAddress(base) || base == dns.TypeCNAME && isAddress(view)
}

func isAddress(rrtype uint16) bool { return rrtype == dns.TypeA || rrtype == dns.TypeAAAA }

// Expand gives the zone as a provider with these views holds it: every base RRset once per view, except where the view
// Replaces it. Without views the zone is given back as it is. A set of a view that is not among views is an error which
// names the set's place.
func (z Zone) Expand(views []string) (Zone, error) {
	if err := z.CheckViews(views); err != nil || len(views) == 0 {
		return z, err
	}
	out := Zone{Origin: z.Origin, Sets: make([]RRset, 0, len(z.Sets)*len(views))}
	for i, s := range z.Sets {
		if s.View != "" {
			out.Sets = append(out.Sets, s)
			continue
		}
		beside := z.sameName(i)
		for _, v := range views {
			if s.View = v; !slices.ContainsFunc(beside, s.replacedBy) {
				out.Sets = append(out.Sets, s)
			}
		}
	}
	slices.SortFunc(out.Sets, func(a, b RRset) int { return a.Key.Compare(b.Key) })
	return out, nil
}

// replacedBy tells whether another set at the name takes the place of a base set in a view.
func (s RRset) replacedBy(o RRset) bool { return o.View == s.View && Replaces(o.Type, s.Type) }

// CheckViews finds a set of a view that is not among views: the error is a *ViewError.
func (z Zone) CheckViews(views []string) error {
	for _, s := range z.Sets {
		if s.View != "" && !slices.Contains(views, s.View) {
			return &ViewError{Set: s, Views: views}
		}
	}
	return nil
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

// FoldViews gives a zone that a provider with these views holds in as few RRsets as say the same: what all views have is in
// the base, as most of them have it, and the others keep their own. Expand undoes it.
func (z Zone) FoldViews(views []string) Zone {
	if len(views) == 0 {
		return z
	}
	out := Zone{Origin: z.Origin}
	for i := 0; i < len(z.Sets); {
		n := i + 1
		for n < len(z.Sets) && z.Sets[n].Name == z.Sets[i].Name && z.Sets[n].Type == z.Sets[i].Type {
			n++
		}
		out.Sets = append(out.Sets, foldViews(z.Sets[i:n], len(views))...)
		i = n
	}
	return out
}

// foldViews folds the sets of one name and type, each of another view.
func foldViews(sets []RRset, views int) []RRset {
	if len(sets) < views {
		return sets
	}
	base, most := sets[0], alike(sets, sets[0])
	for _, s := range sets[1:] {
		if n := alike(sets, s); n > most {
			base, most = s, n
		}
	}
	base.View = ""
	out := []RRset{base}
	for _, s := range sets {
		if !s.Equal(base) {
			out = append(out, s)
		}
	}
	return out
}

func alike(sets []RRset, s RRset) (n int) {
	for _, o := range sets {
		if o.Equal(s) {
			n++
		}
	}
	return n
}
