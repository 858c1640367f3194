package tonicdns

import (
	"maps"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// tuple is what a deletion matches: every row that has it goes, whatever its TTL.
type tuple struct {
	name, rrtype, content string // as the API spells them
	priority              int
}

// fold gives the tuple that stands for all that the database finds equal: it compares without case and trailing blanks. (MySQL
// also takes most letters with an accent for those without, which here are never written.)
func (t tuple) fold() tuple {
	t.name, t.rrtype, t.content = foldText(t.name), foldText(t.rrtype), foldText(t.content)
	return t
}

func foldText(s string) string { return strings.ToLower(strings.TrimRight(s, " ")) }

// row is a record in the database.
type row struct {
	tuple
	ttl   int64 // negative where there is none
	rdata string
}

// at tells what stands at a name, as far as the server's CNAME rule asks.
type at struct{ cname, other bool }

// stored is a zone's rows as the database has them, carried from Fetch to Batches.
type stored struct {
	kind  string
	count int
	rows  map[zone.Key][]row // those that can be looked after
	names map[string]at      // also of the others
	// alien are the others: keys and folded tuples that they have.
	alienKeys   map[zone.Key]bool
	alienTuples map[tuple]bool
	// sent is by how many rows each set has grown since. Send alone writes it, because a plan is sent in parts on the Live
	// of before.
	sent map[zone.Key]int
}

func newStored(kind string) stored {
	return stored{
		kind: kind, rows: map[zone.Key][]row{}, names: map[string]at{}, alienKeys: map[zone.Key]bool{}, alienTuples: map[tuple]bool{},
		sent: map[zone.Key]int{},
	}
}

// left counts the rows that there are when sets have grown so, beside what was sent before.
func (s stored) left(growth map[zone.Key]int) int {
	all := maps.Clone(s.sent)
	maps.Copy(all, growth) // also of what is sent again
	n := s.count
	for _, rows := range all {
		n += rows
	}
	return n
}

// take keeps a record, as a row of the key that it gives, or as one that is to be left alone, and says why.
func (s *stored) take(origin string, r record) (key zone.Key, why string) {
	s.count++
	t := tuple{name: r.Name, rrtype: strings.ToUpper(r.Type), content: r.Content, priority: noPriority}
	key, why = keyOf(origin, t)
	if key.Name != "" {
		here := s.names[key.Name]
		here.cname, here.other = here.cname || key.Type == dns.TypeCNAME, here.other || key.Type != dns.TypeCNAME
		s.names[key.Name] = here
	}
	if why == "" && hasPriority(key.Type) {
		t.priority, why = r.priority()
	}
	var rdata string
	if why == "" {
		rdata, why = t.rdata(key.Type)
	}
	if why != "" {
		s.alienKeys[key], s.alienTuples[t.fold()] = true, true
		return key, why
	}
	s.rows[key] = append(s.rows[key], row{tuple: t, ttl: r.ttl(), rdata: rdata})
	return key, ""
}

// keyOf gives as much of the key as there is. The server takes names of other zones.
func keyOf(origin string, t tuple) (key zone.Key, why string) {
	name, err := zone.Name(t.name)
	if err != nil {
		return key, "the name is none"
	}
	key.Name = name
	if key.Type, err = zone.ParseType(t.rrtype); err != nil {
		return key, "zonesync does not know the type"
	}
	if !zone.Below(name, origin) {
		return key, "the name is not in the zone"
	}
	return key, ""
}

// rdata reads the content. What the server's validators refuse, it refuses to delete, too.
func (t tuple) rdata(rrtype uint16) (rdata, why string) {
	if why := fit(t.name, rrtype, t.content); why != "" {
		return "", why
	}
	rdata, err := parse(rrtype, t.content, t.priority)
	if err != nil {
		return "", "the content does not fit the type"
	}
	return rdata, ""
}

func (r record) priority() (priority int, why string) {
	if r.Priority == nil || *r.Priority < 0 || *r.Priority > 65535 {
		return noPriority, "it has no priority that DNS knows"
	}
	return int(*r.Priority), ""
}

func (r record) ttl() int64 {
	if r.TTL == nil || *r.TTL > 1<<31-1 {
		return -1
	}
	return int64(*r.TTL)
}
