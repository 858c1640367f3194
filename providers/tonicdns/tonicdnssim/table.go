package tonicdnssim

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxInt is what the database's number columns hold.
const maxInt = 1<<31 - 1

// Row is a record as the database has it. Nothing makes rows unique or keeps them inside their zone.
type Row struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Content    string `json:"content"`
	TTL        int64  `json:"ttl"`
	Priority   *int64 `json:"priority,omitempty"` // of MX and SRV
	ChangeDate int64  `json:"change_date,omitempty"`
}

// tuple is what a deletion matches, in one case and without trailing blanks: the TTL is not in it, and the priority only for MX and SRV.
type tuple struct {
	name, rrtype, content string
	priority              int64
}

func (r Row) tuple() tuple {
	t := tuple{fold(r.Name), strings.TrimRight(r.Type, " "), fold(r.Content), -1}
	if hasPriority(r.Type) && r.Priority != nil {
		t.priority = *r.Priority
	}
	return t
}

// compare is the order of a listing.
func (t tuple) compare(o tuple) int {
	return cmp.Or(cmp.Compare(t.name, o.name), cmp.Compare(o.rrtype, t.rrtype),
		cmp.Compare(t.priority, o.priority), cmp.Compare(t.content, o.content))
}

func hasPriority(rrtype string) bool { return rrtype == "MX" || rrtype == "SRV" }

// hold tells why the database cannot hold a row, whoever writes it.
func (r Row) hold() error {
	switch {
	case r.Name == "" || r.Type == "" || r.Type != strings.ToUpper(r.Type):
		return fmt.Errorf("row %q %q: name or type unfit", r.Name, r.Type)
	case !utf8.ValidString(r.Name) || !utf8.ValidString(r.Content):
		return fmt.Errorf("row %q %s: not UTF-8", r.Name, r.Type)
	case r.TTL < 0 || r.TTL > maxInt || r.Priority != nil && (*r.Priority < 0 || *r.Priority > maxInt):
		return fmt.Errorf("row %q %s: number out of range", r.Name, r.Type)
	}
	return nil
}

// zoneRows is a zone with its rows.
type zoneRows struct {
	Name           string
	Type           string
	Master         string
	LastCheck      int64
	NotifiedSerial int64
	rows           map[tuple][]Row
}

// sorted gives the rows in the order of a listing.
func (z *zoneRows) sorted() []Row {
	keys := slices.SortedFunc(maps.Keys(z.rows), tuple.compare)
	out := make([]Row, 0, len(keys))
	for _, k := range keys {
		out = append(out, z.rows[k]...)
	}
	return out
}

// tally counts rows by what the CNAME rule asks for.
type tally struct{ cname, other int }

func (t *tally) count(rrtype string, n int) {
	if rrtype == "CNAME" {
		t.cname += n
	} else {
		t.other += n
	}
}

// table is the database. tuples and names count the rows of all zones, because the CNAME rule looks no further than names.
type table struct {
	zones  map[string]*zoneRows // by name in lower case
	tuples map[tuple]int
	names  map[string]tally
}

func newTable() *table {
	return &table{zones: map[string]*zoneRows{}, tuples: map[tuple]int{}, names: map[string]tally{}}
}

var errExists = errors.New("zone exists")

func (t *table) addZone(z *zoneRows) error {
	if t.zones[fold(z.Name)] != nil {
		return errExists
	}
	z.rows = map[tuple][]Row{}
	t.zones[fold(z.Name)] = z
	return nil
}

// visible gives a zone, unless it has no records: such a zone cannot be reached by its name.
func (t *table) visible(name string) *zoneRows {
	z := t.zones[fold(name)]
	if z == nil || len(z.rows) == 0 {
		return nil
	}
	return z
}

func (t *table) insert(z *zoneRows, r Row) {
	k := r.tuple()
	z.rows[k] = append(z.rows[k], r)
	t.count(k, 1)
}

// remove takes away all rows of a tuple; that there are none is no error.
func (t *table) remove(z *zoneRows, k tuple) {
	t.count(k, -len(z.rows[k]))
	delete(z.rows, k)
}

func (t *table) removeZone(z *zoneRows) {
	for k := range z.rows {
		t.remove(z, k)
	}
	delete(t.zones, fold(z.Name))
}

func (t *table) rename(z *zoneRows, name string) {
	delete(t.zones, fold(z.Name))
	z.Name = name
	t.zones[fold(name)] = z
}

func (t *table) count(k tuple, n int) {
	t.tuples[k] += n
	if t.tuples[k] == 0 {
		delete(t.tuples, k)
	}
	at := t.names[k.name]
	at.count(k.rrtype, n)
	t.names[k.name] = at
	if at == (tally{}) {
		delete(t.names, k.name)
	}
}
