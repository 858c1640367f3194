package diff_test

import (
	"fmt"
	"testing"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

// synthetic makes a zone of n sets, of which every so manieth has another value. Nothing in it is shared with another
// zone, so that comparing strings is work.
func synthetic(n, every int) zone.Zone {
	z := zone.Zone{Origin: origin, Sets: make([]zone.RRset, n)}
	for i := range z.Sets {
		value := byte(1)
		if every > 0 && i%every == 0 {
			value = 2
		}
		k := zone.Key{Name: fmt.Sprintf("host-%07d.%s", i, origin), Type: dns.TypeA}
		z.Sets[i] = zone.RRset{Key: k, TTL: 300, Data: zone.NewData(string([]byte{192, 0, 2, value}))}
	}
	return z
}

// BenchmarkComputeMillion compares two zones of a million records with 1,000 changes.
func BenchmarkComputeMillion(b *testing.B) {
	live, want := synthetic(1_000_000, 0), synthetic(1_000_000, 1000)
	for _, bc := range []struct {
		name string
		base *zone.Zone
		ig   []diff.Pattern
	}{
		{"two-way", nil, nil},
		{"three-way", &live, nil},
		{"one pattern by type", nil, []diff.Pattern{{Name: "**.dyn", Type: "TXT"}}},
		{"one pattern by name", nil, []diff.Pattern{{Name: "**.dyn"}}},
	} {
		b.Run(bc.name, func(b *testing.B) {
			b.ReportAllocs()
			in := diff.Input{Base: bc.base, Live: live, Want: want, Rules: diff.DefaultRules()}
			in.Rules.Ignore = bc.ig
			for b.Loop() {
				if p := compute(b, in); len(p.Changes()) != 1000 {
					b.Fatal(len(p.Changes()))
				}
			}
		})
	}
}
