package designatesim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// zone is a zone (v1: a domain) with its sets, and what is needed to find them fast. Its exported fields are what is saved.
type zone struct {
	ID          string
	Name        string
	Project     string
	Type        string // PRIMARY or SECONDARY
	Email       string
	TTL         int
	Description *string
	Masters     []string
	Attributes  map[string]string
	Serial      int64
	Version     int
	CreatedAt   time.Time
	UpdatedAt   *time.Time
	Deleted     bool // it goes when it is due
	change

	Sets    []*set // in the order in which they came
	byID    map[string]*set
	names   map[string][]*set  // by owner
	records map[string]*record // by id
	plain   int                // records that are not managed
	gone    int                // sets in Sets that are no more
	leaving []*record          // of v1, in the order in which they go
}

// set is a set of records of one name and type.
type set struct {
	ID          string
	Name        string
	Type        string
	TTL         *int
	Description *string
	Managed     bool // made by the system
	Version     int
	CreatedAt   time.Time
	UpdatedAt   *time.Time
	Records     []*record
	change

	zone *zone
	gone bool
}

// record is one value of a set, with v1's priority before it.
type record struct {
	ID          string
	Data        string
	Description *string // v1's, which is not the set's
	CreatedAt   time.Time
	UpdatedAt   *time.Time
	GoesAt      *time.Time // deleted by v1, and still listed until then

	set *set
}

// index builds what is found by.
func (z *zone) index() {
	sets := z.Sets
	z.Sets, z.byID, z.names, z.records = nil, map[string]*set{}, map[string][]*set{}, map[string]*record{}
	z.plain, z.gone, z.leaving = 0, 0, nil
	for _, r := range sets {
		z.addSet(r)
	}
	slices.SortStableFunc(z.leaving, func(a, b *record) int { return a.GoesAt.Compare(*b.GoesAt) })
}

func (z *zone) find(name, kind string) *set {
	for _, r := range z.names[name] {
		if r.Type == kind {
			return r
		}
	}
	return nil
}

// live gives the sets that there are.
func (z *zone) live() []*set {
	if z.gone > 0 && z.gone*2 >= len(z.Sets) {
		z.sweep()
	}
	out := make([]*set, 0, len(z.byID))
	for _, r := range z.Sets {
		if !r.gone {
			out = append(out, r)
		}
	}
	return out
}

func (z *zone) sweep() {
	z.Sets = slices.DeleteFunc(z.Sets, func(r *set) bool { return r.gone })
	z.gone = 0
}

// addSet puts in a set with its records.
func (z *zone) addSet(r *set) {
	records := r.Records
	r.zone, r.Records = z, nil
	z.Sets = append(z.Sets, r)
	z.byID[r.ID] = r
	z.names[r.Name] = append(z.names[r.Name], r)
	for _, rec := range records {
		z.addRecord(r, rec)
	}
}

// dropSet takes a set out. It stays in Sets as one that is gone, so that many can go fast.
func (z *zone) dropSet(r *set) {
	for _, rec := range slices.Clone(r.Records) {
		z.dropRecord(rec)
	}
	r.gone = true
	z.gone++
	delete(z.byID, r.ID)
	z.unname(r)
	if z.gone > 1000 && z.gone*2 >= len(z.Sets) {
		z.sweep()
	}
}

func (z *zone) unname(r *set) {
	rest := slices.DeleteFunc(z.names[r.Name], func(o *set) bool { return o == r })
	if z.names[r.Name] = rest; len(rest) == 0 {
		delete(z.names, r.Name)
	}
}

// rename gives a set another owner.
func (z *zone) rename(r *set, name string) {
	z.unname(r)
	r.Name = name
	z.names[name] = append(z.names[name], r)
}

func (z *zone) addRecord(r *set, rec *record) {
	rec.set = r
	r.Records = append(r.Records, rec)
	z.records[rec.ID] = rec
	if !r.Managed {
		z.plain++
	}
	if rec.GoesAt != nil {
		z.leaving = append(z.leaving, rec)
	}
}

func (z *zone) dropRecord(rec *record) {
	r := rec.set
	r.Records = slices.DeleteFunc(r.Records, func(o *record) bool { return o == rec })
	delete(z.records, rec.ID)
	if !r.Managed {
		z.plain--
	}
}

// replace gives a set other values. A value that stays keeps its record.
func (z *zone) replace(r *set, values []string, now time.Time) {
	had := map[string]*record{}
	for _, rec := range slices.Clone(r.Records) {
		had[rec.Data] = rec
		z.dropRecord(rec)
	}
	for _, v := range values {
		rec := had[v]
		if rec == nil {
			rec = &record{ID: uuid(), Data: v, CreatedAt: now}
		}
		z.addRecord(r, rec)
	}
}

// keep takes back that a record was deleted.
func (z *zone) keep(rec *record) {
	rec.GoesAt = nil
	z.leaving = slices.DeleteFunc(z.leaving, func(o *record) bool { return o == rec })
}

// release lets the records go that v1 deleted long enough ago, and the sets that they leave empty.
func (z *zone) release(now time.Time) {
	for len(z.leaving) > 0 && !now.Before(*z.leaving[0].GoesAt) {
		rec := z.leaving[0]
		z.leaving = z.leaving[1:]
		if z.records[rec.ID] != rec {
			continue // its set has gone meanwhile
		}
		z.dropRecord(rec)
		if len(rec.set.Records) == 0 {
			z.dropSet(rec.set)
		}
	}
}

func (r *set) values() []string {
	out := make([]string, 0, len(r.Records))
	for _, rec := range r.Records {
		out = append(out, rec.Data)
	}
	return out
}

// soa is the value of the SOA record that the system makes.
func (z *zone) soa(ns string) string {
	return fmt.Sprintf("%s %s. %d 3559 600 86400 3600", ns, strings.Replace(z.Email, "@", ".", 1), z.Serial)
}
