package parse

import (
	"fmt"

	"github.com/miekg/dns"
	"github.com/zonesync/zonesync/zone"
)

// fold gathers the records into the zone, and tells which of them do not go together. The records come out sorted by key.
func (r *reading) fold(records []zone.Record) (zone.Zone, []problem) {
	z, conflicts := zone.Fold(r.apex.text, records)
	var problems []problem
	for _, c := range conflicts {
		if p, ok := conflict(c); ok {
			problems = append(problems, p)
		}
	}
	return z, append(problems, secondSOAs(records)...)
}

func conflict(c zone.Conflict) (problem, bool) {
	at := place2(c.First.Pos, c.Second.Pos)
	switch {
	case c.Kind == zone.Duplicate:
		return problem{pos: c.Second.Pos, field: fieldOwner, rule: "duplicate-record", severity: Error,
			message: fmt.Sprintf("%s %s is the same record as %s", c.Second.Name, zone.TypeString(c.Second.Type), at)}, true
	case c.Second.Type == dns.TypeRRSIG: // each has the TTL of what it signs (RFC 4034 §3)
		return problem{}, false
	}
	return problem{pos: c.Second.Pos, field: fieldTTL, rule: "ttl-mismatch", severity: Error,
		message: fmt.Sprintf("%s %s has TTL %d here and %d at %s", c.Second.Name, zone.TypeString(c.Second.Type), c.Second.TTL, c.First.TTL, at),
		hint:    "all records of one name and type have one TTL (RFC 2181 §5.2)"}, true
}

// place2 names where the first of two records stands, as seen from the second.
func place2(first, second zone.Pos) string {
	if first.File == second.File {
		return fmt.Sprintf("line %d", first.Line)
	}
	return first.String()
}

// secondSOAs finds SOAs that differ from the first one of their view. Sorted records begin with them.
func secondSOAs(records []zone.Record) []problem {
	var problems []problem
	for i, r := range records {
		if r.Type != dns.TypeSOA {
			break
		}
		first := r
		for _, o := range records[:i] {
			if o.Key == r.Key {
				first = o
				break
			}
		}
		if first.RData != r.RData {
			problems = append(problems, problem{pos: r.Pos, field: fieldType, rule: "multiple-soa", severity: Error,
				message: "second SOA; the first is at " + place2(first.Pos, r.Pos), hint: "a zone has one SOA (RFC 1034 §4.2.1)"})
		}
	}
	return problems
}
