package zone

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// Record is one resource record on its way into an RRset.
type Record struct {
	Key
	TTL     uint32
	RData   string // canonical, see RData
	Pos     Pos
	Comment string
}

// ConflictKind says what is wrong between two records of one key.
type ConflictKind uint8

// The conflicts that Fold finds.
const (
	Duplicate   ConflictKind = iota + 1 // the same RDATA twice
	TTLMismatch                         // another TTL than the set's first record
)

// Conflict is a pair of records of one key that do not go together; Second stands later in the input.
type Conflict struct {
	Kind          ConflictKind
	First, Second Record
}

// Fold gathers records into a zone. It never fails: a duplicate is left out, and a set whose records have several TTLs
// takes that of its first record; both are told, in the order of the input. Records are sorted in place.
func Fold(origin string, records []Record) (Zone, []Conflict) {
	sortRecords(origin, records)
	sets, conflicts := foldSorted(records)
	slices.SortStableFunc(conflicts, func(a, b Conflict) int {
		return cmp.Or(strings.Compare(a.Second.Pos.File, b.Second.Pos.File), cmp.Compare(a.Second.Pos.Line, b.Second.Pos.Line))
	})
	return Zone{Origin: origin, Sets: sets}, conflicts
}

// foldSorted makes the sets of sorted records, of both halves at once where they are many.
func foldSorted(records []Record) ([]RRset, []Conflict) {
	middle := 0
	if len(records) >= manyRecords {
		middle = len(records) / 2
		middle += sameKey(records[middle:])
	}
	left := countSets(records[:middle])
	sets := make([]RRset, left+countSets(records[middle:]))
	first, second := folder{sets: sets[:0:left]}, folder{sets: sets[left:left]}
	var g sync.WaitGroup
	g.Go(func() { first.addAll(records[:middle]) })
	second.addAll(records[middle:])
	g.Wait()
	return sets, append(first.conflicts, second.conflicts...)
}

// sameKey counts the records at the beginning that have one key.
func sameKey(records []Record) int {
	n := 1
	for n < len(records) && records[n].Key == records[0].Key {
		n++
	}
	return n
}

func countSets(sorted []Record) int {
	sets := 0
	for len(sorted) > 0 {
		sorted = sorted[sameKey(sorted):]
		sets++
	}
	return sets
}

// folder makes sets of sorted records.
type folder struct {
	sets      []RRset
	conflicts []Conflict
	slab      strings.Builder // Data of many sets in one allocation
	values    []string
}

// slabSize is that of the pieces of memory that Data lies in.
const slabSize = 1 << 16

// addAll adds records as sets, one for each key.
func (f *folder) addAll(sorted []Record) {
	for len(sorted) > 0 {
		n := sameKey(sorted)
		f.add(sorted[:n])
		sorted = sorted[n:]
	}
}

// add adds the records of one key as a set.
func (f *folder) add(records []Record) {
	first := &records[0]
	set := RRset{Key: first.Key, TTL: first.TTL, Pos: first.Pos, Comment: first.Comment}
	f.values = append(f.values[:0], first.RData)
	if len(records) > 1 {
		f.others(&set, records)
	}
	set.Data = f.data()
	f.sets = append(f.sets, set)
}

// others gathers the values behind the first one.
func (f *folder) others(set *RRset, records []Record) {
	seen := map[string]int{records[0].RData: 0}
	for i := 1; i < len(records); i++ {
		r := &records[i]
		set.Comment = cmp.Or(set.Comment, r.Comment)
		if r.TTL != set.TTL {
			f.conflicts = append(f.conflicts, Conflict{Kind: TTLMismatch, First: records[0], Second: *r})
		}
		if j, dup := seen[r.RData]; dup {
			f.conflicts = append(f.conflicts, Conflict{Kind: Duplicate, First: records[j], Second: *r})
			continue
		}
		seen[r.RData] = i
		f.values = append(f.values, r.RData)
	}
	slices.Sort(f.values)
}

// data gives the Data of values, which are sorted and without duplicates.
func (f *folder) data() Data {
	size := 0
	for _, v := range f.values {
		size += 2 + len(v)
	}
	if f.slab.Cap()-f.slab.Len() < size {
		f.slab = strings.Builder{}
		f.slab.Grow(max(size, min(slabSize, 16*(cap(f.sets)-len(f.sets)))))
	}
	start := f.slab.Len()
	for _, v := range f.values {
		appendValue(&f.slab, v)
	}
	return Data(f.slab.String()[start:])
}

// FromRRs makes a zone of records that must be sound: duplicates, several TTLs in a set, a CNAME beside other data and
// names outside the zone are errors.
func FromRRs(origin string, rrs []dns.RR) (Zone, error) {
	origin, err := Name(origin)
	if err != nil {
		return Zone{}, err
	}
	records := make([]Record, len(rrs))
	for i, rr := range rrs {
		if records[i], err = NewRecord(rr); err != nil {
			return Zone{}, err
		}
		if !Below(records[i].Name, origin) {
			return Zone{}, fmt.Errorf("%s: outside zone %s", records[i].Key, origin)
		}
	}
	z, conflicts := Fold(origin, records)
	if len(conflicts) > 0 {
		return Zone{}, fmt.Errorf("%s: duplicate record or second TTL", conflicts[0].Second.Key)
	}
	return z, z.CheckCNAMEs()
}

// NewRecord gives the canonical form of a record.
func NewRecord(rr dns.RR) (Record, error) {
	h := rr.Header()
	name, err := Name(h.Name)
	if err != nil {
		return Record{}, err
	}
	rdata, err := RData(rr)
	if err != nil {
		return Record{}, err
	}
	return Record{Key: Key{Name: name, Type: h.Rrtype}, TTL: h.Ttl, RData: rdata}, nil
}
