package parse

import (
	"fmt"
	"testing"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// manyRecords makes a zone of about n records, in which all but the addresses point to a name of the zone.
func manyRecords(n int) (zone.Zone, []zone.Record) {
	recs := make([]zone.Record, 0, n)
	add := func(name string, rrtype uint16, rdata string) {
		recs = append(recs, zone.Record{Key: zone.Key{Name: name, Type: rrtype}, TTL: 300, RData: rdata, Pos: zone.Pos{File: "zone", Line: uint32(len(recs) + 1)}})
	}
	for i := 0; len(recs) < n; i++ {
		host := fmt.Sprintf("h%07d.example.org.", i)
		wire := wireOf(host)
		add(host, dns.TypeA, "\xc0\x00\x02\x01")
		add("a-"+host, dns.TypeCNAME, wire)
		add("m-"+host, dns.TypeMX, "\x00\x0a"+wire)
		add("s-"+host, dns.TypeNS, wireOf("ns.s-"+host))
		add("ns.s-"+host, dns.TypeA, "\xc0\x00\x02\x01")
		add("t-"+host, dns.TypeTXT, "\x0av=spf1 -al")
	}
	z, _ := zone.Fold("example.org.", recs)
	return z, recs
}

func wireOf(name string) string {
	d, err := newDomain(name)
	if err != nil {
		panic(err)
	}
	return string(d.wire)
}

func BenchmarkCheckZone(b *testing.B) {
	z, recs := manyRecords(1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		if problems := checkZone(b.Context(), z, recs, false); len(problems) > 0 {
			b.Fatal(problems[0])
		}
	}
}

func BenchmarkDangling(b *testing.B) {
	z, _ := manyRecords(1_000_000)
	after := z
	after.Sets = nil
	for i, s := range z.Sets {
		if i%1000 != 0 {
			after.Sets = append(after.Sets, s)
		}
	}
	for b.Loop() {
		if len(Dangling(z, after)) == 0 {
			b.Fatal("nothing dangles")
		}
	}
}
