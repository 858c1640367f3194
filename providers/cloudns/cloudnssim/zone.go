package cloudnssim

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// zone is one zone and its records.
type zone struct {
	ID      int64
	Name    string // without the last dot
	Status  Status
	CTime   string
	Foreign bool // another user's

	records []*stored           // by id, without those in removal
	removed map[int64]*stored   // in status 2
	keys    map[key]int         // how many there are of each
	places  map[place]occupants // who is there
}

// stored is a record and when its pending status ends.
type stored struct {
	Record
	Due time.Time `json:"due,omitzero"`
}

// key is what makes two records duplicates: type, TTL and priority are not in it.
type key struct{ name, content, isp string }

// place is a name on a line. A CNAME is alone there (RFC 1034 section 3.6.2).
type place struct{ name, isp string }

type occupants struct{ aliases, others int }

func newZone(name string) *zone {
	return &zone{
		Name: name, Status: Active,
		removed: map[int64]*stored{}, keys: map[key]int{}, places: map[place]occupants{},
	}
}

func (r Record) key() key     { return key{r.Name, r.Content, r.ISP} }
func (r Record) place() place { return place{r.Name, r.ISP} }
func (r Record) alias() bool  { return strings.EqualFold(r.Type, "CNAME") }

// absolute gives a name with all its labels.
func (z *zone) absolute(name string) string {
	if name == "" {
		return z.Name + "."
	}
	return name + "." + z.Name + "."
}

// admit takes note that a record comes, unless what is there is in its way.
func (z *zone) admit(r Record) error {
	there := z.places[r.place()]
	switch {
	case z.keys[r.key()] > 0:
		return semantic("the same record has existed there")
	case there.aliases > 0 || r.alias() && there.others > 0:
		return semantic("a CNAME record cannot stand beside other records of its name")
	}
	z.note(r, 1)
	return nil
}

// note counts a record in, or out with -1.
func (z *zone) note(r Record, n int) {
	z.noteKey(r, n)
	there := z.places[r.place()]
	if r.alias() {
		there.aliases += n
	} else {
		there.others += n
	}
	z.places[r.place()] = there
	if there == (occupants{}) {
		delete(z.places, r.place())
	}
}

func (z *zone) noteKey(r Record, n int) {
	k := r.key()
	z.keys[k] += n
	if z.keys[k] == 0 {
		delete(z.keys, k)
	}
}

// search gives where a record stands, or belongs, in records.
func (z *zone) search(id int64) (int, bool) {
	return slices.BinarySearchFunc(z.records, id, func(r *stored, id int64) int { return cmp.Compare(r.ID, id) })
}

// find gives a record by its id, nil where there is none.
func (z *zone) find(id int64) *stored {
	if i, ok := z.search(id); ok {
		return z.records[i]
	}
	return nil
}

// insert puts a record that was noted into the list.
func (z *zone) insert(r *stored) {
	i, _ := z.search(r.ID)
	z.records = slices.Insert(z.records, i, r)
}

// takeOut takes a record out of the list.
func (z *zone) takeOut(r *stored) {
	if i, ok := z.search(r.ID); ok {
		z.records = slices.Delete(z.records, i, i+1)
	}
}

// listed gives the records by id, on wish with those in removal.
func (z *zone) listed(removed bool) []*stored {
	if !removed || len(z.removed) == 0 {
		return z.records
	}
	all := slices.Clone(z.records)
	for _, r := range z.removed {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *stored) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
