package parse

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// randomRData gives octets such as names and counts are made of, as often as any others.
func randomRData(rnd *rand.Rand) []byte {
	b := make([]byte, rnd.IntN(40))
	for i := range b {
		b[i] = byte(rnd.IntN(256))
		if rnd.IntN(2) == 0 {
			b[i] = byte(rnd.IntN(4))
		}
	}
	return b
}

func TestWriteEveryType(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, rrtype := range slices.Sorted(maps.Keys(dns.TypeToRR)) {
		if rrtype == dns.TypeHIP {
			continue // miekg/dns prints one without its tag as if the key were the tag
		}
		for range 150 {
			z, findings := Text("example.org.", fmt.Sprintf("@ 60 TYPE%d \\# %s\n", rrtype, generic(randomRData(rnd))))
			if (Result{Findings: findings}).Failed() {
				continue // no RDATA of this type
			}
			text := written(t, z)
			require.Equal(t, plainSets(z), plainSets(mustRead(t, "example.org.", text)), text)
		}
	}
}

func generic(rdata []byte) string { return fmt.Sprintf("%d %x", len(rdata), rdata) }

func TestWriteFallsBackToTheGenericForm(t *testing.T) {
	t.Parallel()
	loc := "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00" // 596 degrees north
	z := zone.Zone{Origin: "example.org.", Sets: []zone.RRset{{Key: zone.Key{Name: "a.example.org.", Type: dns.TypeLOC}, TTL: 60, Data: zone.NewData(loc)}}}
	require.Contains(t, written(t, z), `a LOC \# 16 00000000ffffffffffffffff00000000`)
}
