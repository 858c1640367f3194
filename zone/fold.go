package zone

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Record is one resource record on its way into an RRset.
type Record struct {
	Key
	TTL     uint32
	RData   string // canonical, see RData
	Pos     Pos
	Comment string
}

// ConflictKind says what is wrong between two records of one key.
type ConflictKind uint8

// The conflicts that Fold finds.
const (
	Duplicate   ConflictKind = iota + 1 // the same RDATA twice
	TTLMismatch                         // another TTL than the set's first record
)

// Conflict is a pair of records of one key that do not go together; Second stands later in the input.
type Conflict struct {
	Kind          ConflictKind
	First, Second Record
}

// Fold gathers records into a zone. It never fails: a duplicate is left out, and a set whose records have several TTLs
// takes that of its first record; both are told, in the order of the input. Records are sorted in place.
func Fold(origin string, records []Record) (Zone, []Conflict) {
	z := Zone{Origin: origin}
	slices.SortStableFunc(records, func(a, b Record) int { return a.Key.Compare(b.Key) })
	var conflicts []Conflict
	for len(records) > 0 {
		n := 1
		for n < len(records) && records[n].Key == records[0].Key {
			n++
		}
		set, bad := foldSet(records[:n])
		z.Sets = append(z.Sets, set)
		conflicts = append(conflicts, bad...)
		records = records[n:]
	}
	slices.SortStableFunc(conflicts, func(a, b Conflict) int {
		return cmp.Or(strings.Compare(a.Second.Pos.File, b.Second.Pos.File), cmp.Compare(a.Second.Pos.Line, b.Second.Pos.Line))
	})
	return z, conflicts
}

func foldSet(records []Record) (RRset, []Conflict) {
	first := records[0]
	set := RRset{Key: first.Key, TTL: first.TTL, Pos: first.Pos, Comment: first.Comment}
	if len(records) == 1 {
		set.Data = NewData(first.RData)
		return set, nil
	}
	var bad []Conflict
	seen := make(map[string]int, len(records))
	values := make([]string, 0, len(records))
	for i, r := range records {
		if set.Comment == "" {
			set.Comment = r.Comment
		}
		if r.TTL != first.TTL {
			bad = append(bad, Conflict{Kind: TTLMismatch, First: first, Second: r})
		}
		if j, dup := seen[r.RData]; dup {
			bad = append(bad, Conflict{Kind: Duplicate, First: records[j], Second: r})
			continue
		}
		seen[r.RData] = i
		values = append(values, r.RData)
	}
	set.Data = NewData(values...)
	return set, bad
}

// FromRRs makes a zone of records that must be sound: duplicates, several TTLs in a set, a CNAME beside other data and
// names outside the zone are errors.
func FromRRs(origin string, rrs []dns.RR) (Zone, error) {
	origin, err := Name(origin)
	if err != nil {
		return Zone{}, err
	}
	records := make([]Record, len(rrs))
	for i, rr := range rrs {
		if records[i], err = NewRecord(rr); err != nil {
			return Zone{}, err
		}
		if !Below(records[i].Name, origin) {
			return Zone{}, fmt.Errorf("%s: outside zone %s", records[i].Key, origin)
		}
	}
	z, conflicts := Fold(origin, records)
	if len(conflicts) > 0 {
		return Zone{}, fmt.Errorf("%s: duplicate record or second TTL", conflicts[0].Second.Key)
	}
	return z, z.CheckCNAMEs()
}

// CheckCNAMEs refuses a CNAME with several values or beside other data (RFC 1034 §3.6.2, RFC 4035 §2.5).
func (z Zone) CheckCNAMEs() error {
	for i, s := range z.Sets {
		if s.Type != dns.TypeCNAME {
			continue
		}
		if s.Data.Len() > 1 {
			return fmt.Errorf("%s: several values", s.Key)
		}
		for _, o := range z.Sets[max(0, i-1):min(len(z.Sets), i+2)] {
			if o.Name == s.Name && o.View == s.View && ConflictsWithCNAME(o.Type) {
				return fmt.Errorf("%s: beside %s", s.Key, TypeString(o.Type))
			}
		}
	}
	return nil
}

// ConflictsWithCNAME tells whether a type may not stand beside a CNAME. The DNSSEC records that a signed CNAME has
// (RFC 4035 §2.5) may, and the CNAME itself is no conflict.
func ConflictsWithCNAME(rrtype uint16) bool {
	switch rrtype {
	case dns.TypeCNAME, dns.TypeRRSIG, dns.TypeNSEC, dns.TypeSIG, dns.TypeKEY, dns.TypeNXT:
		return false
	}
	return true
}

// NewRecord gives the canonical form of a record.
func NewRecord(rr dns.RR) (Record, error) {
	h := rr.Header()
	name, err := Name(h.Name)
	if err != nil {
		return Record{}, err
	}
	rdata, err := RData(rr)
	if err != nil {
		return Record{}, err
	}
	return Record{Key: Key{Name: name, Type: h.Rrtype}, TTL: h.Ttl, RData: rdata}, nil
}
