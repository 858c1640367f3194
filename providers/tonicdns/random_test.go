package tonicdns

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

var randomNames = []string{"a", "b", "c", "*.d"}

// TestRandomTables takes tables as other programs may leave them, in all cases of letters, with duplicates and with rows that
// nobody can look after, to random zones. A plan that can be sent at all leaves no difference, also when every request is
// repeated, and touches no stranger.
func TestRandomTables(t *testing.T) {
	t.Parallel()
	equal := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := newSite(t, tonicdnssim.Options{})
		require.NoError(t, s.AddZone(origin))
		require.NoError(t, s.Plant(origin, randomRows(r)...))
		p := s.open(t)
		live, want := fetch(t, p), randomZone(r)
		before := s.strangers(live)
		if sendTwice(t, p, live, want) {
			after := fetch(t, p)
			require.Empty(t, job(t, p, after, want).Plan.Changes(), "seed %d, want\n%s", seed, want)
			require.Equal(t, before, s.strangers(after), "seed %d", seed)
			equal++
		}
	}
	require.Greater(t, equal, 150, "too few plans could be sent")
}

// sendTwice tells whether a plan was sent. Strangers keep some from it: those in the way of a CNAME, and those that a deletion
// would take with it.
func sendTwice(t *testing.T, p *Provider, live providers.Live, want string) bool {
	t.Helper()
	batches, err := p.Batches(live, job(t, p, live, want).Plan.Changes())
	for _, b := range batches {
		if err = p.Send(t.Context(), live, b); err != nil {
			break
		}
		require.NoError(t, p.Send(t.Context(), live, b))
	}
	if err != nil {
		require.ErrorIs(t, err, providers.ErrInvalid)
		require.NotEmpty(t, live.Private.(stored).alienTuples, "nothing but a stranger may be in the way: %v", err)
	}
	return err == nil
}

func randomRows(r *rand.Rand) []tonicdnssim.Row {
	kinds := []struct {
		rrtype   string
		contents []string
	}{
		{"TXT", []string{`"x"`, `"X"`, `"\120"`, `"y"`, `"Y"  "x"`}},
		{"TXT", []string{`"x"`, `"X"`, "unquoted", `"a" ""`, `"x" `}},
		{"A", []string{"192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1 "}},
		{"MX", []string{"m.example.org", "M.example.org"}},
		{"CNAME", []string{"m.example.org", "M.example.ORG", "n.example.org"}},
	}
	var rows []tonicdnssim.Row
	for range 1 + r.IntN(8) {
		k := kinds[r.IntN(len(kinds))]
		row := tonicdnssim.Row{
			Name: randomNames[r.IntN(len(randomNames))] + ".example.org", Type: k.rrtype,
			Content: k.contents[r.IntN(len(k.contents))], TTL: []int64{60, 300, 0}[r.IntN(3)],
		}
		if r.IntN(3) == 0 {
			row.Name = strings.ToUpper(row.Name)
		}
		if priority := r.Int64N(2); k.rrtype == "MX" && r.IntN(8) > 0 {
			row.Priority = &priority
		}
		rows = append(rows, row)
	}
	return rows
}

func randomZone(r *rand.Rand) string {
	var b strings.Builder
	maybe := func(name, rdata string) {
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, "%s 300 %s\n", name, rdata)
		}
	}
	for _, name := range randomNames {
		if r.IntN(4) == 0 {
			maybe(name, "CNAME m")
			continue
		}
		for _, rdata := range []string{"TXT x", "TXT X", "TXT y", "TXT Y", "MX 0 m", "MX 1 m", "A 192.0.2.1"} {
			maybe(name, rdata)
		}
	}
	return b.String()
}

// strangers gives the rows that are left alone.
func (s site) strangers(live providers.Live) (out []string) {
	for _, r := range s.Rows(origin) {
		t := tuple{name: r.Name, rrtype: r.Type, content: r.Content, priority: noPriority}
		if r.Priority != nil {
			t.priority = int(*r.Priority)
		}
		if live.Private.(stored).alienTuples[t.fold()] {
			out = append(out, fmt.Sprintf("%s %s %q %d", r.Name, r.Type, r.Content, r.TTL))
		}
	}
	return out
}
