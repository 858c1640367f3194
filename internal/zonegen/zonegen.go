// Package zonegen writes zone files as large as one likes, for benchmarks and tests: a mix of types as zones of hosting
// companies have it, sound by every rule of zonesync and of the usual name servers' checkers. The same arguments always
// give the same bytes. It is not for making bad input.
package zonegen

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
)

// writer counts what it has written.
type writer struct {
	*bufio.Writer
	left   int // records still to write
	random *rand.Rand
}

// Write writes a zone of that many records, which must be at least 6. Hosts come in no order, as in zones that people have
// added to for years.
func Write(w io.Writer, origin string, records int, seed uint64) error {
	if records < 6 {
		return fmt.Errorf("a zone of %d records: at least 6 are needed", records)
	}
	g := &writer{Writer: bufio.NewWriterSize(w, 1<<16), left: records, random: rand.New(rand.NewPCG(seed, uint64(records)))}
	fmt.Fprintf(g, "$ORIGIN %s\n$TTL 3600\n", origin)
	g.record("@\tIN\tSOA\tns1 hostmaster ( 2026010101 ; serial\n\t\t7200 3600 1209600 300 )")
	g.record("\tIN\tNS\tns1")
	g.record("\tIN\tNS\tns2")
	g.record("ns1\tIN\tA\t192.0.2.1")
	g.record("ns2\tIN\tA\t192.0.2.2")
	g.record("mail\tIN\tA\t192.0.2.25")
	for n := uint32(0); g.left > 0; n++ {
		g.host(shuffle(n))
	}
	return g.Flush()
}

// shuffle maps numbers one to one to numbers in no order, so that names differ and are unsorted.
func shuffle(n uint32) uint32 { return n * 2654435769 }

// record writes one record, unless all are there.
func (g *writer) record(format string, args ...any) {
	if g.left == 0 {
		return
	}
	g.left--
	fmt.Fprintf(g, format, args...)
	g.WriteByte('\n')
}

// host writes the records of one host. Names that are targets come first, so that they are there whenever the zone ends.
func (g *writer) host(id uint32) {
	name := fmt.Sprintf("%s-%08x", roles[g.random.IntN(len(roles))], id)
	first := g.random.IntN(255)
	g.record("%s\tIN\tA\t192.0.2.%d", name, first)
	if g.random.IntN(3) == 0 {
		g.record("\tIN\tA\t198.51.100.%d", first+1)
	}
	switch g.random.IntN(10) {
	case 0, 1, 2:
		g.record("%s\tIN\tAAAA\t2001:db8:%x:%x::%x", name, id>>16, id&0xffff, 1+g.random.IntN(0xffff))
	case 3:
		g.record("%s\tIN\tMX\t10 mail", name)
		g.record("%s\tIN\tTXT\t\"v=spf1 ip4:192.0.2.0/24 -all\"", name)
	case 4:
		g.record("_sip._tcp.%s\t600\tIN\tSRV\t10 %d 5060 %s", name, g.random.IntN(100), name)
	case 5:
		g.record("%s\tIN\tCAA\t0 issue \"ca.example.net\"", name)
	case 6:
		g.record("_acme-challenge.%s\t60\tIN\tTXT\t\"%016x%016x\" ; asked for by %s", name, g.random.Uint64(), g.random.Uint64(), name)
	default:
		g.record("www.%s\tIN\tCNAME\t%s", name, name)
	}
}

var roles = []string{"web", "db", "cache", "app", "customer", "Build", "edge-fra", "edge-nyc", "host"}
