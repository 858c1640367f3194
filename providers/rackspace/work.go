package rackspace

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// The parts of a batch, in the order in which they are sent: what stands in the way of others goes before they come, and
// what is only no longer wanted goes after them.
const (
	room = iota
	puts
	posts
	dels
	parts
)

// load is what one change comes to: the records in each part. Those that go have an id only.
type load struct {
	change zone.Change
	joins  bool // what comes gets the comment that all the others have
	items  [parts][]item
}

// load holds the rows of a change against the records that it wants.
func (k *kept) load(c zone.Change) (load, error) {
	l := load{change: c}
	if l.comments() && utf8.RuneCountInString(c.New.Comment) > maxComment {
		return l, &providers.RefusedError{Set: *c.New, Err: fmt.Errorf("its comment has over %d characters: shorten it", maxComment)}
	}
	l.joins = c.New != nil && c.New.Comment != "" &&
		!slices.ContainsFunc(k.rows[c.Key()], func(r row) bool { return r.comment != c.New.Comment })
	left, missing := l.match(k.leaving(c), values(c.New), func(rdata string) string { return rdata })
	left, missing = l.match(left, missing, func(rdata string) string { return identity(c.Key().Type, rdata) })
	l.pair(left, missing)
	return l, nil
}

func values(s *zone.RRset) []string {
	if s == nil {
		return nil
	}
	return s.Data.Values()
}

// identity is what the service tells records of a name and type apart by: a MX by its host, whatever its preference.
func identity(rrtype uint16, rdata string) string {
	if rrtype == dns.TypeMX {
		return rdata[2:]
	}
	return rdata
}

// leaving gives the rows of a set, as far as the plan knows of them: both of what it takes away and of what it leaves.
func (k *kept) leaving(c zone.Change) (out []row) {
	known := append(values(c.Old), values(c.New)...)
	for _, r := range k.rows[c.Key()] {
		if slices.Contains(known, r.rdata) {
			out = append(out, r)
		}
	}
	return out
}

// comments tells whether the change is about the comment too. Else records keep theirs.
func (l *load) comments() bool {
	c := l.change
	return c.New != nil && (c.Old == nil && c.New.Comment != "" || c.Old != nil && c.New.Comment != c.Old.Comment)
}

// match gives records that are wanted the rows which the service takes for the same. It gives what is left of both.
func (l *load) match(rows []row, wanted []string, key func(rdata string) string) (left []row, missing []string) {
	same := make(map[string][]row, len(rows))
	for _, r := range rows {
		same[key(r.rdata)] = append(same[key(r.rdata)], r)
	}
	used := make(map[id]bool, len(rows))
	for _, rdata := range wanted {
		candidates := same[key(rdata)]
		if len(candidates) == 0 {
			missing = append(missing, rdata)
			continue
		}
		i := max(slices.IndexFunc(candidates, func(r row) bool { return l.sound(r, rdata) }), 0)
		r := candidates[i]
		same[key(rdata)] = slices.Delete(candidates, i, i+1)
		used[r.id] = true
		if !l.sound(r, rdata) {
			l.add(puts, r.id, rdata)
		}
	}
	return slices.DeleteFunc(rows, func(r row) bool { return used[r.id] }), missing
}

// sound tells whether a row is a record as it is wanted.
func (l *load) sound(r row, rdata string) bool {
	want := l.change.New
	return r.rdata == rdata && r.ttl == want.TTL && (!l.comments() || r.comment == want.Comment)
}

// pair makes rows that nobody wants the records that have no row, which keeps their ids.
func (l *load) pair(left []row, missing []string) {
	byData := map[string][]row{}
	var old []string
	for _, r := range left {
		old = append(old, r.rdata)
		byData[r.rdata] = append(byData[r.rdata], r)
	}
	take := func(rdata string) id {
		r := byData[rdata][0]
		byData[rdata] = byData[rdata][1:]
		return r.id
	}
	updates, removed, added := diff.Pair(old, missing)
	for _, u := range updates {
		l.add(puts, take(u[0]), u[1])
	}
	for _, rdata := range added {
		l.add(posts, "", rdata)
	}
	for _, rdata := range removed {
		l.items[dels] = append(l.items[dels], item{ID: take(rdata)})
	}
}

// add spells a record, which Audit has found to be sound.
func (l *load) add(part int, id id, rdata string) {
	want := l.change.New
	it := item{ID: id, TTL: want.TTL}
	it.Name, _ = ownerName(want.Name)
	it.Data, it.Priority, _ = content(want.Type, rdata)
	if id == "" {
		it.Type = zone.TypeString(want.Type)
	}
	if l.comments() || part == posts && l.joins {
		it.Comment = &want.Comment
	}
	l.items[part] = append(l.items[part], it)
}

// first makes what the change takes away go before anything comes.
func (l load) first() load {
	l.items[room], l.items[dels] = l.items[dels], nil
	return l
}
