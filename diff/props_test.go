package diff_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

// FuzzCompute holds the properties that every plan has, on pairs of zones drawn from a few names, types and values, so
// that they meet often.
func FuzzCompute(f *testing.F) {
	f.Add(uint64(1), uint64(2), uint8(10), uint8(10))
	f.Add(uint64(3), uint64(4), uint8(0), uint8(40))
	f.Add(uint64(5), uint64(6), uint8(40), uint8(0))
	f.Fuzz(func(t *testing.T, a, b uint64, n, m uint8) {
		live, want := draw(a, int(n)), draw(b, int(m))
		require.Empty(t, compute(t, diff.Input{Live: live, Want: live, Rules: manageAll()}).Items, "no change against itself")

		in := diff.Input{Live: live, Want: want, Rules: manageAll()}
		in.Allow.Release = compute(t, in).Hash
		p := compute(t, in)
		require.Len(t, p.Changes(), len(p.Items), "a released plan holds nothing")
		require.Equal(t, meaning(want), meaning(carryOut(t, live, p.Changes())), "carried out, live is what is wanted")
		noGap(t, live, want, p.Changes())
	})
}

// noGap checks that no name with data on both sides loses all of it between two changes, but for the one step in the
// middle of a swap.
func noGap(t *testing.T, live, want zone.Zone, changes []zone.Change) {
	have, end := countNames(live), countNames(want)
	for i, c := range changes {
		name := c.Key().Name
		switch c.Op() {
		case zone.Create:
			have[name]++
		case zone.Delete:
			have[name]--
		}
		if have[name] == 0 && end[name] > 0 {
			require.Less(t, i+1, len(changes))
			next := changes[i+1]
			require.Equal(t, zone.Create, next.Op(), "%s is empty and %s comes next", name, next.Key())
			require.Equal(t, name, next.Key().Name)
		}
	}
}

func countNames(z zone.Zone) map[string]int {
	n := make(map[string]int)
	for _, s := range z.Sets {
		n[s.Name]++
	}
	return n
}

// draw makes a zone of up to n sets that is sound: one CNAME, or other types, at a name.
func draw(seed uint64, n int) zone.Zone {
	rnd := rand.New(rand.NewPCG(seed, 1))
	z := zone.Zone{Origin: origin}
	taken := make(map[zone.Key]bool)
	for range n {
		s := drawSet(rnd)
		clash := slices.ContainsFunc(z.Sets, func(o zone.RRset) bool {
			return o.Name == s.Name && (o.Type == dns.TypeCNAME || s.Type == dns.TypeCNAME)
		})
		if !taken[s.Key] && !clash {
			taken[s.Key] = true
			z.Sets = append(z.Sets, s)
		}
	}
	return sorted(z)
}

func drawSet(rnd *rand.Rand) zone.RRset {
	types := []uint16{dns.TypeA, dns.TypeTXT, dns.TypeMX, dns.TypeCNAME, dns.TypeNS, dns.TypeDS}
	name := string('a'+rune(rnd.IntN(8))) + "." + origin
	s := zone.RRset{Key: zone.Key{Name: name, Type: types[rnd.IntN(len(types))]}, TTL: uint32(60 * (1 + rnd.IntN(3)))}
	values := []string{string(rune(rnd.IntN(3))) + "abc"}
	if rnd.IntN(3) == 0 && s.Type != dns.TypeCNAME {
		values = append(values, "more")
	}
	s.Data = zone.NewData(values...)
	return s
}

func sorted(z zone.Zone) zone.Zone {
	slices.SortFunc(z.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	return z
}

// meaning is what Compute compares.
func meaning(z zone.Zone) []zone.RRset {
	out := []zone.RRset{}
	for _, s := range z.Sets {
		out = append(out, zone.RRset{Key: s.Key, TTL: s.TTL, Data: s.Data})
	}
	return out
}

func TestOrderOfRecordsDoesNotMatter(t *testing.T) {
	t.Parallel()
	live := "a 60 A 192.0.2.1\na 60 A 192.0.2.2\nb 60 CNAME a\nc 60 TXT x\n@ 60 MX 10 a\n"
	want := "a 60 A 192.0.2.3\na 60 A 192.0.2.2\nb 60 A 192.0.2.4\nd 60 TXT x\n@ 60 MX 20 a\n"
	first := compute(t, diff.Input{Live: read(t, live), Want: read(t, want), Rules: manageAll()})
	require.Len(t, first.Items, 6)
	for seed := range uint64(20) {
		p := compute(t, diff.Input{Live: read(t, shuffle(seed, live)), Want: read(t, shuffle(seed+100, want)), Rules: manageAll()})
		require.Equal(t, first.Hash, p.Hash)
		for i := range p.Items {
			require.Equal(t, first.Items[i].Key(), p.Items[i].Key())
		}
	}
}

func shuffle(seed uint64, text string) string {
	lines := strings.Split(text, "\n")
	rand.New(rand.NewPCG(seed, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return strings.Join(lines, "\n")
}
