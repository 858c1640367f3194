package tonicdns

import (
	"fmt"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// edit is what a change means for the rows of its set. A deletion takes every row of its tuple, and of all tuples that
// differ from it in case only. So what shall stay of these is added again; and as a request that is repeated must not make a
// second row, every addition comes with the deletion of its own tuple.
type edit struct {
	zone.Change
	gone, added []row
}

// growth is by how many rows the set grows.
func (e *edit) growth() int { return len(e.added) - len(e.gone) }

// edit compares the rows that are there with those that shall be. A row stays as it is where value and TTL are right.
func (s stored) edit(c zone.Change) (edit, error) {
	e := edit{Change: c}
	missing := map[string]bool{}
	if c.New != nil {
		for rdata := range c.New.Data.All() {
			missing[rdata] = true
		}
	}
	var stay []row
	for _, r := range s.rows[c.Key()] {
		if c.New != nil && missing[r.rdata] && r.ttl == int64(c.New.TTL) {
			delete(missing, r.rdata)
			stay = append(stay, r)
			continue
		}
		e.gone = append(e.gone, r)
	}
	if c.New != nil {
		for rdata := range c.New.Data.All() {
			if missing[rdata] {
				e.added = append(e.added, newRow(c.New, rdata))
			}
		}
		e.rewrite(stay)
	}
	return e, s.spares(e)
}

func newRow(s *zone.RRset, rdata string) row {
	t := tuple{name: ownerName(s.Name), rrtype: zone.TypeString(s.Type)}
	t.content, t.priority = spell(s.Type, rdata)
	return row{tuple: t, ttl: int64(s.TTL), rdata: rdata}
}

// rewrite adds again those of the rows that a deletion would take with it. Each may take others with it in turn, where it was
// spelled otherwise.
func (e *edit) rewrite(stay []row) {
	hit := map[tuple]bool{}
	for _, t := range e.deletions() {
		hit[t.fold()] = true
	}
	for i := 0; i < len(stay); i++ {
		r := stay[i]
		if !hit[r.fold()] {
			continue
		}
		again := newRow(e.New, r.rdata)
		e.gone, e.added = append(e.gone, r), append(e.added, again)
		hit[again.fold()] = true
		stay, i = slices.Delete(stay, i, i+1), -1
	}
}

// deletions gives the tuples that are to be deleted, each once.
func (e *edit) deletions() []tuple {
	var out []tuple
	seen := map[tuple]bool{}
	for _, rows := range [][]row{e.gone, e.added} {
		for _, r := range rows {
			if !seen[r.tuple] {
				seen[r.tuple] = true
				out = append(out, r.tuple)
			}
		}
	}
	return out
}

// entries is how much an edit counts in a request: the deletions that only make it repeatable do not.
func (e *edit) entries() int {
	gone := map[tuple]bool{}
	for _, r := range e.gone {
		gone[r.tuple] = true
	}
	return len(gone) + len(e.added)
}

// spares refuses an edit that would harm a row which is to be left alone.
func (s stored) spares(e edit) error {
	k := e.Key()
	if e.New != nil && (k.Type == dns.TypeSOA || k.Type == dns.TypeCNAME) && s.alienKeys[k] {
		return fmt.Errorf("%s: there is one already that zonesync cannot look after", k)
	}
	for _, t := range e.deletions() {
		if s.alienTuples[t.fold()] {
			return fmt.Errorf("%s: the server would delete a record too that zonesync cannot look after: %s %s", k, t.rrtype, t.content)
		}
	}
	return nil
}

// late tells whether additions have to wait for deletions, because the server holds them to what is live (RFC 1034 §3.6.2).
func (s stored) late(k zone.Key) bool {
	here := s.names[k.Name]
	if k.Type == dns.TypeCNAME {
		return here.other
	}
	return here.cname
}
