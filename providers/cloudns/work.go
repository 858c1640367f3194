package cloudns

import (
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// work is what changes come to, in the order in which it is sent. What is pending beside the rows that it touches is live
// first. Rows that make room, for a CNAME, go before rows become others in place; then new ones come, and only when they are
// live the rows that they replace go.
type work struct {
	waits   []num
	room    []num
	edits   []row // with their new entries
	creates []entry
	deletes []num
	place   int  // in the list, at which the new ones are expected
	whole   bool // halves of it would do harm
}

func (w *work) add(o work) {
	w.waits = append(w.waits, o.waits...)
	w.room, w.edits = append(w.room, o.room...), append(w.edits, o.edits...)
	w.creates, w.deletes = append(w.creates, o.creates...), append(w.deletes, o.deletes...)
}

// calls counts the requests.
func (w work) calls(chunk int) int {
	bulk := func(n int) int { return (n + chunk - 1) / chunk }
	return bulk(len(w.room)) + len(w.edits) + bulk(len(w.creates)) + bulk(len(w.deletes))
}

// work makes the work of changes that are all of one name and line. A row that is not served yet cannot be changed, and does
// not stand in for those beside it.
func (k kept) work(changes []zone.Change) work {
	w := k.compare(changes)
	if len(w.room)+len(w.edits)+len(w.deletes) > 0 {
		w.waits = k.pendingAt(changes[0].Key())
	}
	return w
}

// pendingAt gives the rows of a key's name and line that are not served yet.
func (k kept) pendingAt(key zone.Key) (out []num) {
	for _, key.Type = range types {
		for _, r := range k.rows[key] {
			if r.pending {
				out = append(out, r.id)
			}
		}
	}
	slices.Sort(out)
	return out
}

// compare holds the rows that changes are about against the records that they want.
//
// The server takes two records of one name, line and content for the same, whatever their types, TTLs and priorities. So a
// row whose content stays is edited, never replaced. All others are replaced, which is one call for a hundred, except where
// a CNAME comes, goes or changes: it cannot stand beside what it replaces, so one row becomes the other.
func (k kept) compare(changes []zone.Change) (w work) {
	left, missing := w.match(k.leaving(changes), k.wanted(changes))
	if !slices.ContainsFunc(changes, func(c zone.Change) bool { return c.Key().Type == dns.TypeCNAME }) ||
		len(w.edits)+len(missing) == 0 {
		w.creates, w.deletes = missing, ids(left)
		return w
	}
	n := min(len(left), len(missing))
	for i, e := range missing[:n] {
		w.edits = append(w.edits, row{id: left[i].id, entry: e})
	}
	w.room, w.creates = ids(left[n:]), missing[n:]
	return w
}

// match edits rows whose content is wanted with another type, TTL or priority. It gives the rows that nobody wants and the
// records that have no row.
func (w *work) match(rows []row, wanted []entry) (left []row, missing []entry) {
	byContent := make(map[string][]row, len(rows))
	for _, r := range rows {
		byContent[r.Content] = append(byContent[r.Content], r)
	}
	used := make(map[num]bool, len(rows))
	for _, e := range wanted {
		same := byContent[e.Content]
		if len(same) == 0 {
			missing = append(missing, e)
			continue
		}
		r := best(same, e)
		used[r.id] = true
		if r.entry != e {
			w.edits = append(w.edits, row{id: r.id, entry: e})
		}
	}
	return slices.DeleteFunc(rows, func(r row) bool { return used[r.id] }), missing
}

// best gives the row that becomes e most easily: one that is so already, or else one in e's spelling, as another one would
// collide with that.
func best(rows []row, e entry) row {
	i := slices.IndexFunc(rows, func(r row) bool { return r.entry == e })
	if i < 0 {
		i = slices.IndexFunc(rows, func(r row) bool { return r.raw == e.identity() })
	}
	return rows[max(i, 0)]
}

// leaving gives the rows of the sets, as far as the plan knows of them: both of what it takes away and of what it leaves.
func (k kept) leaving(changes []zone.Change) (out []row) {
	for _, c := range changes {
		known := map[string]bool{}
		for _, s := range []*zone.RRset{c.Old, c.New} {
			for _, e := range k.entries(s) {
				known[e.Content] = true
			}
		}
		for _, r := range k.rows[c.Key()] {
			if known[r.Content] {
				out = append(out, r)
			}
		}
	}
	return out
}

// wanted gives the records that the changes end with.
func (k kept) wanted(changes []zone.Change) (out []entry) {
	for _, c := range changes {
		out = append(out, k.entries(c.New)...)
	}
	return out
}

// entries spells the records of a set, of which there are none where it is nil.
func (k kept) entries(s *zone.RRset) []entry {
	if s == nil {
		return nil
	}
	out := make([]entry, 0, s.Data.Len())
	for rdata := range s.Data.All() {
		out = append(out, k.entry(zone.Record{Key: s.Key, TTL: s.TTL, RData: rdata}))
	}
	return out
}

func ids(rows []row) []num {
	out := make([]num, len(rows))
	for i, r := range rows {
		out[i] = r.id
	}
	return out
}
