package zone

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
)

// sortRecords sorts records by key; equals stay in their order. Comparing names label by label is slow, and so is moving
// records about, so a million of them are sorted by a byte string each that compares as the key does, eight bytes at a
// time, and are moved once.
func sortRecords(origin string, records []Record) {
	if slices.IsSortedFunc(records, func(a, b Record) int { return a.Key.Compare(b.Key) }) {
		return
	}
	s := newSorter(origin, records)
	order := make([]sortItem, len(records))
	for i := range order {
		order[i].index = uint32(i)
	}
	permute(records, s.sortHalves(order))
}

// manyRecords is from how many records on the work is shared between two goroutines.
const manyRecords = 1 << 15

// sortHalves sorts all items, both halves at once where they are many.
func (s *sorter) sortHalves(items []sortItem) []sortItem {
	if len(items) < manyRecords {
		s.sort(items, 0)
		return items
	}
	left, right := items[:len(items)/2], items[len(items)/2:]
	var g sync.WaitGroup
	g.Go(func() { s.sort(left, 0) })
	s.sort(right, 0)
	g.Wait()
	return s.merge(left, right)
}

// merge makes one row of two sorted ones. Of equals those of the left one come first.
func (s *sorter) merge(left, right []sortItem) []sortItem {
	all := make([]sortItem, 0, len(left)+len(right))
	for len(left) > 0 && len(right) > 0 {
		if bytes.Compare(s.tail(left[0].index, 0), s.tail(right[0].index, 0)) <= 0 {
			all, left = append(all, left[0]), left[1:]
			continue
		}
		all, right = append(all, right[0]), right[1:]
	}
	return append(append(all, left...), right...)
}

// sorter has the byte strings of all records, one behind the other.
type sorter struct {
	bytes []byte
	ends  []uint32
}

// sortItem is a record in the order to be, with the eight bytes of its string that are looked at now.
type sortItem struct {
	head  uint64
	index uint32
}

func newSorter(origin string, records []Record) *sorter {
	for i := range records {
		if !Below(records[i].Name, origin) {
			origin = "."
			break
		}
	}
	s := &sorter{ends: make([]uint32, len(records)), bytes: make([]byte, 0, 24*len(records))}
	for i := range records {
		s.bytes = appendSortKey(s.bytes, records[i].Key, origin)
		s.ends[i] = uint32(len(s.bytes))
	}
	return s
}

// appendSortKey appends the byte string of a key whose name is at or below origin: its labels from the right, each closed
// by a zero, a zero more, type and view. Bytes 0 and 1 of labels are written as two.
func appendSortKey(dst []byte, k Key, origin string) []byte {
	for name := strings.TrimSuffix(k.Name[:len(k.Name)-len(origin)], "."); name != ""; {
		i := lastLabel(name)
		dst = append(appendLabel(dst, name[i:]), 0)
		name = name[:max(i-1, 0)]
	}
	dst = binary.BigEndian.AppendUint16(append(dst, 0), typeRank(k.Type))
	return append(dst, k.View...)
}

func appendLabel(dst []byte, label string) []byte {
	if strings.IndexByte(label, '\\') < 0 {
		return append(dst, label...)
	}
	for _, c := range []byte(unescape(label)) {
		if c <= 1 {
			dst = append(dst, 1)
		}
		dst = append(dst, c)
	}
	return dst
}

// tail gives what is left of a record's string at depth.
func (s *sorter) tail(index uint32, depth int) []byte {
	start := depth
	if index > 0 {
		start += int(s.ends[index-1])
	}
	return s.bytes[min(start, int(s.ends[index])):s.ends[index]]
}

// sort sorts items whose strings are equal up to depth.
func (s *sorter) sort(items []sortItem, depth int) {
	more := false
	for i := range items {
		var head [8]byte
		tail := s.tail(items[i].index, depth)
		copy(head[:], tail)
		items[i].head = binary.BigEndian.Uint64(head[:])
		more = more || len(tail) > len(head)
	}
	slices.SortFunc(items, func(a, b sortItem) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Compare(a.index, b.index)
	})
	for len(items) > 0 && more {
		n := 1
		for n < len(items) && items[n].head == items[0].head {
			n++
		}
		if n > 1 {
			s.sort(items[:n], depth+8)
		}
		items = items[n:]
	}
}

// permute puts the record that order[i] names in place i, for all i. It uses up order.
func permute(records []Record, order []sortItem) {
	for i := range order {
		if order[i].index == uint32(i) {
			continue
		}
		first, to := records[i], i
		for from := int(order[to].index); from != i; from = int(order[to].index) {
			records[to] = records[from]
			order[to].index = uint32(to)
			to = from
		}
		records[to] = first
		order[to].index = uint32(to)
	}
}
