package tonicdnssim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// check is the validation of one request's records, which happens before its transaction. What an addition may stand beside
// is asked of the database, less the deletions that came before it in the array, and of the additions that did.
type check struct {
	table   *table
	refused string // the name of an armed Rejected, as the API spells names

	entries []entry
	gone    map[tuple]bool
	without map[string]tally // rows that the deletions so far take away, by name
	added   map[string]tally
	work    work
}

// newCheck checks records, a decoded JSON value.
func (s *Server) newCheck(records any) *check {
	c := &check{table: s.table, gone: map[tuple]bool{}, without: map[string]tally{}, added: map[string]tally{}}
	if f, armed := s.Take(simulator.Rejected); armed {
		c.refused = fold(strings.TrimSuffix(f.Name, "."))
	}
	list, isList := records.([]any)
	if !isList {
		var e entry
		e.fault("RECORD_INVALID", "records is not a list")
		c.entries = []entry{e}
	}
	for _, v := range list {
		c.entries = append(c.entries, c.next(v))
	}
	return c
}

func (c *check) next(v any) entry {
	e := parseEntry(v)
	if e.named && fold(e.row.Name) == c.refused {
		e.fault("RECORD_INVALID_NAME", "the name is refused")
	}
	switch {
	case !e.whole():
	case e.del:
		c.work.deletions++
		c.forget(e.row.tuple())
	default:
		c.work.additions++
		c.work.pairs += c.work.deletions
		c.add(&e)
	}
	return e
}

func (c *check) forget(k tuple) {
	if c.gone[k] {
		return
	}
	c.gone[k] = true
	at := c.without[k.name]
	at.count(k.rrtype, c.table.tuples[k])
	c.without[k.name] = at
}

// add holds an addition to the CNAME rule. Two CNAMEs at one name pass.
func (c *check) add(e *entry) {
	name := fold(e.row.Name)
	live, without, added := c.table.names[name], c.without[name], c.added[name]
	cnames := live.cname - without.cname + added.cname
	others := live.other - without.other + added.other
	switch {
	case e.row.Type == "CNAME" && others > 0:
		e.fault("RECORD_CNAME_CONFLICT", "a CNAME cannot stand beside the other records of its name")
	case e.row.Type != "CNAME" && cnames > 0:
		e.fault("RECORD_CNAME_CONFLICT", "the name has a CNAME already")
	}
	added.count(e.row.Type, 1)
	c.added[name] = added
}

// lines tells what is wrong. Only a missing type is: without a name or a content, an entry is skipped.
func (c *check) lines() []string {
	var out []string
	for _, e := range c.entries {
		if !e.typed && len(e.faults) == 0 {
			e.fault("RECORD_INVALID_TYPE", "the type is missing")
		}
		for _, f := range e.faults {
			out = append(out, fmt.Sprintf("records: %s %s: %s", e.row.Name, e.row.Type, f.text))
		}
	}
	return out
}

// wholes gives the deletions, or the additions, that are not skipped.
func (c *check) wholes(del bool) []entry {
	return slices.DeleteFunc(c.all(), func(e entry) bool { return e.del != del })
}

// all gives the entries that are not skipped.
func (c *check) all() []entry {
	return slices.DeleteFunc(slices.Clone(c.entries), func(e entry) bool { return !e.whole() })
}

// work is what a request makes the server do.
type work struct{ additions, deletions, pairs int64 }

// The costs were fitted to the program's times on MariaDB. Every addition's look for a CNAME carries all deletions before
// it in the array as conditions, so that pairs cost too.
const (
	costRequest  = 10 * time.Millisecond
	costAddition = 115 * time.Microsecond
	costDeletion = 40 * time.Microsecond
	costPair     = 8500 * time.Nanosecond
)

func (w work) cost() time.Duration {
	return costRequest + time.Duration(w.additions)*costAddition + time.Duration(w.deletions)*costDeletion +
		time.Duration(w.pairs)*costPair
}
