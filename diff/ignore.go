package diff

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// typePrivateKeys is BIND's TYPE65534, in which it keeps the state of its signing.
const typePrivateKeys = 65534

// serverMade are the types that signing servers make by themselves.
var serverMade = []uint16{
	dns.TypeRRSIG, dns.TypeNSEC, dns.TypeNSEC3, dns.TypeNSEC3PARAM, dns.TypeDNSKEY, dns.TypeCDS, dns.TypeCDNSKEY,
	typePrivateKeys,
}

// ignored tells whether a key is left alone on both sides.
func (s *scan) ignored(k zone.Key, wanted bool) bool {
	switch {
	case s.in.Missing && s.isApexOwn(k):
		return s.in.OwnsApex
	case s.isSOA(k) && s.in.Rules.SOA == Ignore, s.isApexNS(k) && s.in.Rules.ApexNS == Ignore:
		return true
	case !wanted && slices.Contains(serverMade, k.Type):
		return true
	}
	return s.ignore.match(k)
}

// Managed gives the sets of in.Want that a plan looks at: without what the rules leave to the provider or ignore. The error
// is that of rules which are not valid.
func Managed(in Input) (zone.Zone, error) {
	s, err := newScan(in)
	if err != nil {
		return zone.Zone{}, err
	}
	z := zone.Zone{Origin: in.Want.Origin}
	for _, set := range in.Want.Sets {
		if !s.ignored(set.Key, true) {
			z.Sets = append(z.Sets, set)
		}
	}
	return z, nil
}

// ignorer is the ignore patterns of a zone, compiled.
type ignorer []matcher

type matcher struct {
	glob   zone.Glob // absolute; nil matches all names
	rrtype uint16    // 0 matches all types
}

func (ig ignorer) match(k zone.Key) bool {
	for _, m := range ig {
		if (m.rrtype == 0 || m.rrtype == k.Type) && (m.glob == nil || m.glob.Match(k.Name)) {
			return true
		}
	}
	return false
}

// compile checks the rules and makes their patterns ready for a zone.
func (r Rules) compile(origin string) (ignorer, error) {
	errs := r.check()
	ig := make(ignorer, len(r.Ignore))
	for i, p := range r.Ignore {
		if p.Name != "" {
			ig[i].glob = zone.NewGlob(p.absolute(origin))
		}
		if p.Type == "" {
			continue
		}
		t, err := zone.ParseType(p.Type)
		if err != nil {
			errs = append(errs, fmt.Errorf("ignore: %w", err))
		}
		ig[i].rrtype = t
	}
	return ig, errors.Join(errs...)
}

// absolute gives the pattern's glob on whole names.
func (p Pattern) absolute(origin string) string {
	switch {
	case strings.HasSuffix(p.Name, "."):
		return p.Name
	case p.Name == "@":
		return origin
	}
	return p.Name + "." + strings.TrimSuffix(origin, ".")
}

// Validate tells all that is wrong with the rules: a mode that its field does not know, a type that does not exist, a
// limit that is out of range.
func (r Rules) Validate() error {
	_, err := r.compile("example.")
	return err
}

func (r Rules) check() []error {
	return []error{
		oneOf("soa", r.SOA, Ignore, Manage),
		oneOf("apex_ns", r.ApexNS, Ignore, Verify, Manage),
		oneOf("ds", r.DS, Verify, Manage),
		oneOf("prune", r.Prune, PruneAll, PruneOwned, PruneNone),
		oneOf("drift", r.Drift, Correct, Report),
		oneOf("comments", r.Comments, "preserve", "sync"),
		inRange("guard: max_deletes", r.Guard.MaxDeletes, 0, 1<<31-1),
		inRange("guard: max_delete_percent", r.Guard.MaxDeletePercent, 0, 100),
	}
}

func oneOf[T ~string](field string, v T, allowed ...T) error {
	if slices.Contains(allowed, v) {
		return nil
	}
	return fmt.Errorf("%s: %q is none of %q", field, v, allowed)
}

func inRange(field string, v, low, high int) error {
	if v >= low && v <= high {
		return nil
	}
	return fmt.Errorf("%s: %d is not between %d and %d", field, v, low, high)
}
