package designate

import (
	"slices"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

// errand is what one change comes to: its requests, in the order in which they are sent.
type errand struct {
	room   []request // deletes, before anything at the name comes
	writes []request // updates, then creates
	drops  []request // deletes of what is only no longer wanted
}

// request is one call about a record.
type request struct {
	id    string      // "" of one that is to be made
	owner string      // its name
	body  *recordBody // nil of one that goes
	ttl   uint32      // of its set, in the end
}

func (e errand) calls() int { return len(e.room) + len(e.writes) + len(e.drops) }

// creates counts the records that come.
func (e errand) creates() (n int) {
	for _, r := range e.writes {
		if r.id == "" {
			n++
		}
	}
	return n
}

// errand holds the rows of a change against the records that it wants. Rows that nobody wants become records that have no row.
// Those under another spelling of the name are in a set of their own, from which they move.
func (s *domainState) errand(c zone.Change) errand {
	here, odd := s.known(c)
	kept, left, missing := s.match(here, c.New)
	take := func(rdata string) row {
		i := slices.IndexFunc(left, func(r row) bool { return r.rdata == rdata })
		r := left[i]
		left = slices.Delete(left, i, i+1)
		return r
	}
	updates, removed, added := diff.Pair(rdatas(left), missing)
	var e errand
	for _, u := range updates {
		r := take(u[0])
		e.writes = append(e.writes, s.write(c.New, r.id, u[1]))
		kept = append(kept, r)
	}
	if s.retimes(c.New, kept) {
		if len(e.writes) == 0 {
			e.writes = append(e.writes, s.write(c.New, kept[0].id, kept[0].rdata))
		}
		e.writes[0].body.TTL = s.ttlOf(c.New)
	}
	for _, rdata := range added {
		r := s.write(c.New, "", rdata)
		if r.ttl != s.ttl {
			r.body.TTL = s.ttlOf(c.New)
		}
		e.writes = append(e.writes, r)
	}
	for _, rdata := range removed {
		odd = append(odd, take(rdata))
	}
	for _, r := range odd {
		e.drops = append(e.drops, request{id: r.id, owner: c.Key().Name})
	}
	return e
}

// known gives the rows of a change's set, as far as the plan knows of them: both of what it takes away and of what it leaves.
// Apart from them are those that have another spelling of the name than the set is to have.
func (s *domainState) known(c zone.Change) (here, odd []row) {
	values := map[string]bool{}
	for _, end := range []*zone.RRset{c.Old, c.New} {
		if end == nil {
			continue
		}
		for rdata := range end.Data.All() {
			values[rdata] = true
		}
	}
	name := s.spelling(c.Key())
	for _, r := range s.rows[c.Key()] {
		switch {
		case !values[r.rdata]:
		case r.name == name:
			here = append(here, r)
		default:
			odd = append(odd, r)
		}
	}
	return here, odd
}

// spelling gives a set's name as it is stored, and of several the canonical one, or else the first.
func (s *domainState) spelling(k zone.Key) string {
	rows := s.rows[k]
	if len(rows) == 0 || slices.ContainsFunc(rows, func(r row) bool { return r.name == k.Name }) {
		return k.Name
	}
	return rows[0].name
}

// match finds a row for each record that is wanted: of several, the one that is spelled as the record would be, as another
// would collide with that when it is written.
func (s *domainState) match(rows []row, want *zone.RRset) (kept, left []row, missing []string) {
	left = rows
	if want == nil {
		return nil, left, nil
	}
	for rdata := range want.Data.All() {
		data, _, _ := v1Content(want.Type, rdata)
		i := slices.IndexFunc(left, func(r row) bool { return r.rdata == rdata && r.data == data })
		if i < 0 {
			i = slices.IndexFunc(left, func(r row) bool { return r.rdata == rdata })
		}
		if i < 0 {
			missing = append(missing, rdata)
			continue
		}
		kept = append(kept, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return kept, left, missing
}

func rdatas(rows []row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.rdata
	}
	return out
}

// retimes tells whether a set that stays needs its TTL written. One write of any record does it for all.
func (s *domainState) retimes(want *zone.RRset, stays []row) bool {
	return want != nil && slices.ContainsFunc(stays, func(r row) bool { return r.ttl != want.TTL })
}

// ttlOf spells a set's TTL: null where it is the domain's.
func (s *domainState) ttlOf(set *zone.RRset) *ttlDoc {
	ttl := ttlDoc(set.TTL)
	if set.TTL == s.ttl {
		ttl = 0
	}
	return &ttl
}

// write spells a record, which Audit has found to be sound. Another spelling of the name in an update would rename its set.
func (s *domainState) write(set *zone.RRset, id, rdata string) request {
	body := &recordBody{Name: s.spelling(set.Key), Type: zone.TypeString(set.Type)}
	body.Data, body.Priority, _ = v1Content(set.Type, rdata)
	return request{id: id, owner: set.Name, body: body, ttl: set.TTL}
}
