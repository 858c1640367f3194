package local

import (
	"fmt"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// large makes a zone of n names with an address each.
func large(n int) zone.Zone {
	z := zone.Zone{Origin: "example.org."}
	add := func(name string, rrtype uint16, rdata string) {
		k := zone.Key{Name: name, Type: rrtype}
		z.Sets = append(z.Sets, zone.RRset{Key: k, TTL: 300, Data: zone.NewData(rdata)})
	}
	add("example.org.", dns.TypeNS, "\x02ns\x07example\x03net\x00")
	for i := range n {
		add(fmt.Sprintf("h%07d.example.org.", i), dns.TypeA, string([]byte{192, 0, 2, byte(i)}))
	}
	return z
}

// BenchmarkSend changes one record in a zone of 100,000 that is being served.
func BenchmarkSend(b *testing.B) {
	s := Kind().Settings().(*Settings)
	s.Listen, s.Dir = "127.0.0.1:0", providers.Path(b.TempDir())
	p, err := Open(*s, providers.Env{})
	require.NoError(b, err)
	require.NoError(b, p.store.serve())
	z := large(100_000)
	changes := make([]zone.Change, len(z.Sets))
	for i := range z.Sets {
		changes[i].New = &z.Sets[i]
	}
	ref := providers.Ref{Origin: z.Origin}
	require.NoError(b, p.Send(b.Context(), providers.Live{Ref: ref, Missing: true}, providers.Batch{Changes: changes}))
	old := z.Sets[500]
	for b.Loop() {
		next := old
		next.TTL++
		require.NoError(b, p.Send(b.Context(), providers.Live{Ref: ref}, providers.Batch{Changes: []zone.Change{{Old: &old, New: &next}}}))
		old = next
	}
}

// BenchmarkResolve answers for names of a zone of 100,000.
func BenchmarkResolve(b *testing.B) {
	z, err := withSOA(large(100_000), zone.Zone{}, 1)
	require.NoError(b, err)
	s, err := newServed(z)
	require.NoError(b, err)
	st := newStore("")
	for i := 0; b.Loop(); i++ {
		a := st.resolve(s, z.Sets[2+i%100_000].Name, dns.TypeA)
		require.Len(b, a.answer, 1)
	}
}

// BenchmarkRead reads the file of a zone of 100,000, as a restart does.
func BenchmarkRead(b *testing.B) {
	z, err := withSOA(large(100_000), zone.Zone{}, 1)
	require.NoError(b, err)
	text, err := writeText(z)
	require.NoError(b, err)
	for b.Loop() {
		_, err := readText(string(text), z.Origin, "test")
		require.NoError(b, err)
	}
}
