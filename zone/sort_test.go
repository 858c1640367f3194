package zone

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// Sorting by byte strings must give the one order of keys, whatever bytes are in the labels.
func TestRecordsAreSortedAsTheirKeysCompare(t *testing.T) {
	t.Parallel()
	labels := []string{"a", "b", "ab", "aaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaac", `\000`, `\001`, `\000\000`, `\001\000`, `a\.b`, `\\`, "*", "-", `\255`, "zz"}
	types := []uint16{dns.TypeA, dns.TypeSOA, dns.TypeNS, 65400, 255}
	r := rand.New(rand.NewPCG(1, 2))
	for _, origin := range []string{"example.org.", ".", "unrelated.example."} {
		for range 50 {
			records := make([]Record, 200)
			for i := range records {
				name := "example.org."
				for range r.IntN(4) {
					name = labels[r.IntN(len(labels))] + "." + name
				}
				records[i] = Record{Key: Key{Name: name, Type: types[r.IntN(len(types))], View: labels[r.IntN(3)]}, TTL: uint32(i)}
			}
			want := slices.Clone(records)
			slices.SortStableFunc(want, func(a, b Record) int { return a.Key.Compare(b.Key) })
			sortRecords(origin, records)
			require.Equal(t, want, records)
		}
	}
}

func TestFoldTellsConflictsAndKeepsTheFirst(t *testing.T) {
	t.Parallel()
	key := Key{Name: "www.example.org.", Type: dns.TypeA}
	rec := func(line uint32, ttl uint32, rdata, comment string) Record {
		return Record{Key: key, TTL: ttl, RData: rdata, Pos: Pos{File: "z", Line: line}, Comment: comment}
	}
	z, conflicts := Fold("example.org.", []Record{
		rec(3, 60, "b", ""), rec(4, 60, "a", "web"), rec(5, 300, "c", "other"), rec(6, 60, "a", ""),
		{Key: Key{Name: "example.org.", Type: dns.TypeMX}, RData: "m"},
	})
	require.Len(t, z.Sets, 2)
	require.Equal(t, RRset{Key: key, TTL: 60, Data: NewData("a", "b", "c"), Pos: Pos{File: "z", Line: 3}, Comment: "web"}, z.Sets[1])
	require.Len(t, conflicts, 2)
	require.Equal(t, TTLMismatch, conflicts[0].Kind)
	require.Equal(t, []uint32{3, 5}, []uint32{conflicts[0].First.Pos.Line, conflicts[0].Second.Pos.Line})
	require.Equal(t, Duplicate, conflicts[1].Kind)
	require.Equal(t, []uint32{4, 6}, []uint32{conflicts[1].First.Pos.Line, conflicts[1].Second.Pos.Line})
}

func TestDataOfManySetsStaysApart(t *testing.T) {
	t.Parallel()
	var records []Record
	for i := range 5000 {
		records = append(records, Record{Key: Key{Name: "example.org.", Type: uint16(i + 1)}, RData: string(make([]byte, i%97))})
	}
	z, conflicts := Fold("example.org.", records)
	require.Empty(t, conflicts)
	for _, s := range z.Sets {
		require.Equal(t, NewData(string(make([]byte, (int(s.Type)-1)%97))), s.Data)
	}
}

// What is shared between goroutines must come out as what is not.
func TestManyRecordsFoldAsFewDo(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	records := make([]Record, 2*manyRecords+1)
	for i := range records {
		name := fmt.Sprintf("h%d.example.org.", r.IntN(manyRecords))
		records[i] = Record{Key: Key{Name: name, Type: dns.TypeA}, TTL: 60, RData: fmt.Sprint(i), Pos: Pos{Line: uint32(i)}}
	}
	want := slices.Clone(records)
	slices.SortStableFunc(want, func(a, b Record) int { return a.Key.Compare(b.Key) })
	z, conflicts := Fold("example.org.", records)
	require.Equal(t, want, records)
	require.Empty(t, conflicts)
	values := 0
	for i, s := range z.Sets {
		require.True(t, i == 0 || z.Sets[i-1].Key.Compare(s.Key) < 0)
		values += s.Data.Len()
	}
	require.Equal(t, len(records), values)
}
