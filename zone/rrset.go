package zone

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Key names an RRset: owner, type and view.
type Key struct {
	Name string // canonical: lower case, fully qualified (see Name)
	View string // a provider's line, such as an ISP or a region; "" where there is one only, and for every view's base
	Type uint16 // dns.TypeA, …
}

// Compare is the one order for RRsets: by name (CompareNames), SOA before all else at its name, then by type number, then
// by view.
func (k Key) Compare(o Key) int {
	if c := CompareNames(k.Name, o.Name); c != 0 {
		return c
	}
	if c := cmp.Compare(typeRank(k.Type), typeRank(o.Type)); c != 0 {
		return c
	}
	return strings.Compare(k.View, o.View)
}

// String gives "www.example.org. A", with "@view" where there is one.
func (k Key) String() string {
	s := k.Name + " " + TypeString(k.Type)
	if k.View != "" {
		s += "@" + k.View
	}
	return s
}

// typeRank puts the SOA first, as zone files have it. Type 0 is reserved (RFC 6895), so its place is free.
func typeRank(t uint16) uint16 {
	if t == dns.TypeSOA {
		return 0
	}
	return t
}

// Pos is where a record stands: a path as it was given by the user, and a line counted from 1. The zero Pos means that it
// comes from no file.
type Pos struct {
	File string
	Line uint32
}

// String gives "file:line", "file" without a line, and "" for the zero Pos.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// RRset is the unit of desired state and of a plan: all values of one owner, type and view, under one TTL (RFC 2181 §5).
// It is small, and comparing two of them is comparing a few words, so that zones of a million fit in memory.
type RRset struct {
	Key
	TTL     uint32 // seconds
	Data    Data
	Pos     Pos    // of its first record; never compared
	Comment string // trailing comment of its first record that has one; compared only where comments are synced
}

// Equal tells whether two RRsets of one key mean the same: TTL and values.
func (s RRset) Equal(o RRset) bool { return s.TTL == o.TTL && s.Data == o.Data }

// Text gives the values in presentation form, in the order of Data.
func (s RRset) Text() []string {
	out := make([]string, 0, s.Data.Len())
	for rdata := range s.Data.All() {
		out = append(out, Text(s.Type, rdata))
	}
	return out
}

// RRs gives the records of the set. The error is that of RDATA which its type does not allow.
func (s RRset) RRs() ([]dns.RR, error) {
	out := make([]dns.RR, 0, s.Data.Len())
	for rdata := range s.Data.All() {
		rr, err := NewRR(s.Name, s.Type, s.TTL, rdata)
		if err != nil {
			return nil, err
		}
		out = append(out, rr)
	}
	return out, nil
}

// Data is the values of an RRset: each RDATA in canonical wire form (see RData) behind its length in two octets, sorted by
// bytes (RFC 4034 §6.3), without duplicates. Being one string, two of them compare with ==. The zero value has no values.
type Data string

// NewData makes a Data of canonical RDATAs, which it sorts and rids of duplicates. RDATAs longer than MaxRData have no
// wire form; handing one in is a fault of the program.
func NewData(rdatas ...string) Data {
	sorted := slices.Clone(rdatas)
	slices.Sort(sorted)
	var b strings.Builder
	for _, r := range slices.Compact(sorted) {
		appendValue(&b, r)
	}
	return Data(b.String())
}

func appendValue(b *strings.Builder, rdata string) {
	if len(rdata) > MaxRData {
		panic("zone: RDATA over 65535 octets")
	}
	b.WriteByte(byte(len(rdata) >> 8))
	b.WriteByte(byte(len(rdata)))
	b.WriteString(rdata)
}

// All gives the values in order.
func (d Data) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(d) >= 2 {
			n := 2 + int(d[0])<<8 + int(d[1])
			if !yield(string(d[2:n])) {
				return
			}
			d = d[n:]
		}
	}
}

// Len counts the values.
func (d Data) Len() int {
	n := 0
	for range d.All() {
		n++
	}
	return n
}

// Values gives the values as a slice.
func (d Data) Values() []string { return slices.Collect(d.All()) }
