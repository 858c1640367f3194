package tonicdns

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// maxEntries is how many additions and deletions go into one POST, as long as they are of several names.
const maxEntries = 2000

const slaveHint = "point zonesync at the server that the zone comes from, or change the zone's type"

// payload is a request that Batches made.
type payload struct {
	create bool // PUT of a new zone instead of POST
	doc    zoneDoc
	growth map[zone.Key]int // of sets, in rows
}

// Batches makes one atomic request of everything, and several only beyond maxEntries.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if err := reachable("plan", live.Origin); err != nil {
		return nil, err
	}
	if live.Missing {
		return p.creation(live.Origin, changes)
	}
	if len(changes) == 0 {
		return nil, nil
	}
	s, fetched := live.Private.(stored)
	switch {
	case !fetched:
		return nil, fmt.Errorf("plan zone %s: was not read by this provider", live.Origin)
	case s.kind == "SLAVE":
		return nil, refuse("plan", live.Origin, "the zone's type is SLAVE: its records come from another server", slaveHint)
	}
	groups, err := s.groups(live.Origin, changes)
	if err != nil {
		return nil, err
	}
	var out []providers.Batch
	for _, edits := range pack(groups) {
		out = append(out, s.batch(edits))
	}
	return out, nil
}

// group is the edits of one name, which are never sent apart; a SOA is a group of its own, because it goes last.
type group struct {
	edits   []edit
	entries int
	rank    int
}

// When a group is sent. What only adds comes first and what only removes comes last, so that whatever is wanted instead is
// there before. The SOA tells secondaries that there is something new, so it comes when all of it is there.
const (
	rankAdd = iota
	rankMixed
	rankRemove
	rankSOA
)

func (s stored) groups(origin string, changes []zone.Change) ([]*group, error) {
	byKey := map[zone.Key]*group{} // of a whole name under type 0, which is reserved
	var out []*group
	left := s.count
	for _, c := range changes {
		e, err := s.edit(c)
		if err != nil {
			return nil, refuse("plan", origin, err.Error(), "put that record right in the database, or ignore it in the zone's settings")
		}
		k := zone.Key{Name: c.Key().Name}
		if c.Key().Type == dns.TypeSOA {
			k.Type = dns.TypeSOA
		}
		if byKey[k] == nil {
			byKey[k] = &group{rank: -1}
			out = append(out, byKey[k])
		}
		byKey[k].add(e)
		left += e.growth()
	}
	if left <= 0 {
		return nil, emptied("plan", origin)
	}
	slices.SortStableFunc(out, func(a, b *group) int { return cmp.Compare(a.rank, b.rank) })
	return out, nil
}

func emptied(op, origin string) error {
	return refuse(op, origin, "nothing would be left, and TonicDNS never again finds a zone without records",
		"keep a record, the SOA at least, or delete the zone itself")
}

func (g *group) add(e edit) {
	g.edits = append(g.edits, e)
	g.entries += e.entries()
	rank := rankAdd
	switch {
	case e.Key().Type == dns.TypeSOA:
		rank = rankSOA
	case e.Op() == zone.Delete:
		rank = rankRemove
	}
	if g.rank >= 0 && g.rank != rank {
		rank = rankMixed
	}
	g.rank = rank
}

// pack fills one request after the other. A single name may be larger than that.
func pack(groups []*group) [][]edit {
	var out [][]edit
	entries := 0
	for _, g := range groups {
		if len(out) == 0 || entries+g.entries > maxEntries {
			out, entries = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], g.edits...)
		entries += g.entries
	}
	return out
}

// batch makes the request. The server deletes first and adds then, whatever the order in the array; but it checks in that
// order, and every addition's check asks for all deletions before it. So only those come late that must.
func (s stored) batch(edits []edit) providers.Batch {
	b := providers.Batch{Calls: 1, Atomic: true, Repeatable: true}
	early, deletions, late := []record{}, []record{}, []record{}
	growth := map[zone.Key]int{}
	for _, e := range edits {
		b.Changes = append(b.Changes, e.Change)
		growth[e.Key()] = e.growth()
		for _, r := range e.added {
			if s.late(e.Key()) {
				late = append(late, r.addition())
			} else {
				early = append(early, r.addition())
			}
		}
		for _, t := range e.deletions() {
			deletions = append(deletions, t.deletion())
		}
	}
	b.Payload = payload{doc: zoneDoc{Records: append(append(early, deletions...), late...)}, growth: growth}
	return b
}

func (t tuple) deletion() record {
	r := record{Name: t.name, Type: t.rrtype, Content: t.content, Mode: modeDelete}
	if t.priority != noPriority {
		priority := number(t.priority)
		r.Priority = &priority
	}
	return r
}

func (r row) addition() record {
	out := r.deletion()
	ttl := number(r.ttl)
	out.Mode, out.TTL = "", &ttl
	return out
}

// creation makes a zone with all of its records. The server makes none by itself.
func (p *Provider) creation(origin string, changes []zone.Change) ([]providers.Batch, error) {
	if !slices.ContainsFunc(changes, func(c zone.Change) bool { return c.Key() == zone.Key{Name: origin, Type: dns.TypeSOA} }) {
		return nil, refuse("create", origin, "the zone file has no SOA, and TonicDNS makes none: PowerDNS would not serve the zone",
			"add a SOA and NS records to the zone file")
	}
	doc := zoneDoc{Name: ownerName(origin), Type: p.zoneType}
	for _, c := range changes {
		for rdata := range c.Set().Data.All() {
			doc.Records = append(doc.Records, newRow(c.Set(), rdata).addition())
		}
	}
	return []providers.Batch{{Changes: slices.Clone(changes), Calls: 1, Atomic: true, Payload: payload{create: true, doc: doc}}}, nil
}
