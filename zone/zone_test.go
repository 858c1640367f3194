package zone_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

const origin = "example.org."

// parseRRs reads records, one a line, relative to example.org.
func parseRRs(t testing.TB, text string) []dns.RR {
	t.Helper()
	zp := dns.NewZoneParser(strings.NewReader(text+"\n"), origin, "")
	var rrs []dns.RR
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		rrs = append(rrs, rr)
	}
	require.NoError(t, zp.Err())
	return rrs
}

// toRecords gives records with their lines; a view stands behind the owner's "@".
func toRecords(t testing.TB, lines ...string) []zone.Record {
	t.Helper()
	var out []zone.Record
	for i, line := range lines {
		owner, rest, _ := strings.Cut(line, " ")
		owner, view, _ := strings.Cut(owner, "@")
		if owner == "" {
			owner = "@"
		}
		r, err := zone.NewRecord(parseRRs(t, owner+" "+rest)[0])
		require.NoError(t, err)
		r.View, r.Pos = view, zone.Pos{File: "f", Line: uint32(i + 1)}
		out = append(out, r)
	}
	return out
}

// show writes a zone, one set a line, as toRecords reads them but for several values.
func show(z zone.Zone) []string {
	var out []string
	for _, s := range z.Sets {
		name := zone.Relative(s.Name, z.Origin)
		if s.View != "" {
			name += "@" + s.View
		}
		out = append(out, name+" "+dns.TypeToString[s.Type]+" "+strings.Join(s.Text(), ", "))
	}
	return out
}

func TestFoldSorts(t *testing.T) {
	t.Parallel()
	z, conflicts := zone.Fold(origin, toRecords(t,
		"b 60 A 192.0.2.2", "a.b 60 A 192.0.2.1", "B 60 A 192.0.2.1", "@ 60 NS ns1", "b@tel 60 A 192.0.2.3", "@ 60 SOA ns1 h 1 2 3 4 5", "a 60 TXT x", "a 60 A 192.0.2.1"))
	require.Empty(t, conflicts)
	require.Equal(t, []string{
		"@ SOA ns1.example.org. h.example.org. 1 2 3 4 5", "@ NS ns1.example.org.", "a A 192.0.2.1", `a TXT "x"`,
		"b A 192.0.2.1, 192.0.2.2", "b@tel A 192.0.2.3", "a.b A 192.0.2.1",
	}, show(z))
}

func TestFoldTellsConflicts(t *testing.T) {
	t.Parallel()
	z, conflicts := zone.Fold(origin, toRecords(t,
		"b 60 A 192.0.2.1", "a 60 TXT x", "a 90 TXT y", "b 60 A 192.0.2.1", "a 60 TXT x", "a 30 TXT z"))
	require.Equal(t, []string{`a TXT "x", "y", "z"`, "b A 192.0.2.1"}, show(z))
	require.EqualValues(t, 60, z.Sets[0].TTL, "the first TTL holds")
	require.EqualValues(t, 2, z.Sets[0].Pos.Line)
	type pair struct {
		kind          zone.ConflictKind
		first, second uint32
	}
	var got []pair
	for _, c := range conflicts {
		got = append(got, pair{c.Kind, c.First.Pos.Line, c.Second.Pos.Line})
	}
	require.Equal(t, []pair{{zone.TTLMismatch, 2, 3}, {zone.Duplicate, 1, 4}, {zone.Duplicate, 2, 5}, {zone.TTLMismatch, 2, 6}}, got)
}

func TestFoldTakesTheFirstComment(t *testing.T) {
	t.Parallel()
	rs := toRecords(t, "a 60 A 192.0.2.1", "a 60 A 192.0.2.2", "a 60 A 192.0.2.3")
	rs[1].Comment, rs[2].Comment = "second", "third"
	z, _ := zone.Fold(origin, rs)
	require.Equal(t, "second", z.Sets[0].Comment)
}

func TestFoldDoesNotMindTheOrder(t *testing.T) {
	t.Parallel()
	lines := []string{
		"a 60 A 192.0.2.1", "a 60 A 192.0.2.2", `\001.a 60 A 192.0.2.1`, `\000.a 60 A 192.0.2.1`, `\.a 60 A 192.0.2.1`, "aa 60 A 192.0.2.1",
		"longer-than-eight-a 60 A 192.0.2.1", "longer-than-eight-b 60 A 192.0.2.1", "x.longer-than-eight-b 60 MX 1 a", "* 60 TXT x", "@ 60 NS a",
	}
	want, _ := zone.Fold(origin, toRecords(t, lines...))
	require.True(t, isSorted(want))
	for seed := range uint64(30) {
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		got, conflicts := zone.Fold(origin, toRecords(t, lines...))
		require.Empty(t, conflicts)
		require.Equal(t, show(want), show(got))
	}
}

func isSorted(z zone.Zone) bool {
	for i := 1; i < len(z.Sets); i++ {
		if z.Sets[i-1].Key.Compare(z.Sets[i].Key) >= 0 {
			return false
		}
	}
	return true
}

func TestFromRRs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, err string }{
		{"sound records", "@ 60 NS a\na 60 A 192.0.2.1\na 60 A 192.0.2.2\nb 60 CNAME a\n", ""},
		{"a CNAME and what signs it", "b 60 CNAME a\nb 60 NSEC c A\nb 60 RRSIG CNAME 13 3 60 20260101000000 20250101000000 1 @ aaaa\n", ""},
		{"a duplicate, spelled otherwise", "a 60 AAAA 2001:db8::1\na 60 AAAA 2001:DB8:0::1\n", "a.example.org. AAAA: duplicate record or second TTL"},
		{"two TTLs", "a 60 A 192.0.2.1\na 61 A 192.0.2.2\n", "a.example.org. A: duplicate record or second TTL"},
		{"a name outside", "a.example.net. 60 A 192.0.2.1\n", "a.example.net. A: outside zone example.org."},
		{"two CNAMEs", "a 60 CNAME b\na 60 CNAME c\n", "a.example.org. CNAME: several values"},
		{"a CNAME before other data", "a 60 CNAME b\na 60 TXT x\n", "a.example.org. CNAME: beside TXT"},
		{"a CNAME behind other data", "a 60 CNAME b\na 60 A 192.0.2.1\n", "a.example.org. CNAME: beside A"},
		{"a CNAME with what signs it between", "a 60 CNAME b\na 60 NSEC c A\na 60 RRSIG CNAME 13 3 60 20260101000000 20250101000000 1 @ aaaa\na 60 CAA 0 issue \"x\"\n", "a.example.org. CNAME: beside CAA"},
		{"a CNAME at the apex", "@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a\n@ 60 CNAME b.example.net.\n", "example.org. CNAME: beside SOA"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			z, err := zone.FromRRs("Example.ORG", parseRRs(t, tc.text))
			if tc.err != "" {
				require.EqualError(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, origin, z.Origin)
			require.True(t, isSorted(z))
		})
	}
	_, err := zone.FromRRs("a..b", nil)
	require.Error(t, err)
}

func TestCNAMEsAndViews(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		lines []string
		err   string
	}{
		{"views do not see each other", []string{"a@tel 60 CNAME b", "a@uni 60 A 192.0.2.1"}, ""},
		{"a view may have another CNAME", []string{"a 60 CNAME b", "a@tel 60 CNAME c"}, ""},
		{"a view may have an alias instead of an address", []string{"a 60 A 192.0.2.1", "a@tel 60 CNAME c"}, ""},
		{"and the other way round", []string{"a 60 CNAME c", "a@tel 60 AAAA 2001:db8::1"}, ""},
		{"a view's CNAME is beside base data", []string{"a 60 MX 10 b", "a@tel 60 CNAME c"}, "a.example.org. CNAME@tel: beside MX"},
		{"base CNAME is beside a view's data", []string{"a 60 CNAME c", "a@tel 60 TXT x"}, "a.example.org. CNAME: beside TXT"},
		{"views between do not hide", []string{"a@b 60 A 192.0.2.1", "a@c 60 A 192.0.2.1", "a@b 60 CNAME c"}, "a.example.org. CNAME@b: beside A"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			z, _ := zone.Fold(origin, toRecords(t, tc.lines...))
			if err := z.CheckCNAMEs(); tc.err != "" {
				require.EqualError(t, err, tc.err)
				return
			}
			require.NoError(t, z.CheckCNAMEs())
		})
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	z, _ := zone.Fold(origin, toRecords(t, "a 60 A 192.0.2.1", "a@tel 60 A 192.0.2.2", "a@tel 60 TXT x", "b 60 A 192.0.2.3"))
	got, err := z.Expand([]string{"uni", "tel"})
	require.NoError(t, err)
	require.Equal(t, []string{
		"a@tel A 192.0.2.2", "a@uni A 192.0.2.1", `a@tel TXT "x"`, "b@tel A 192.0.2.3", "b@uni A 192.0.2.3",
	}, show(got))
	require.True(t, isSorted(got))

	_, err = z.Expand([]string{"uni"})
	require.EqualError(t, err, `f:2: a.example.org.: no view "tel": the provider has uni`)
	_, err = z.Expand(nil)
	var unknown *zone.ViewError
	require.ErrorAs(t, err, &unknown)
	require.EqualError(t, err, `f:2: a.example.org.: no view "tel": the provider has no views`)

	base, _ := zone.Fold(origin, toRecords(t, "a 60 A 192.0.2.1"))
	got, err = base.Expand(nil)
	require.NoError(t, err)
	require.Equal(t, base, got)
}

func TestExpandAliases(t *testing.T) {
	t.Parallel()
	z, _ := zone.Fold(origin, toRecords(t, "a 60 A 192.0.2.1", "a 60 AAAA 2001:db8::1", "a@tel 60 CNAME x", "b 60 CNAME y", "b@tel 60 A 192.0.2.2"))
	got, err := z.Expand([]string{"uni", "tel"})
	require.NoError(t, err)
	require.Equal(t, []string{
		"a@uni A 192.0.2.1", "a@tel CNAME x.example.org.", "a@uni AAAA 2001:db8::1", "b@tel A 192.0.2.2", "b@uni CNAME y.example.org.",
	}, show(got))
	require.NoError(t, got.CheckCNAMEs())
}

func TestFind(t *testing.T) {
	t.Parallel()
	z, err := zone.FromRRs(origin, parseRRs(t, "@ 60 SOA ns1 h 7 2 3 4 5\n@ 60 A 192.0.2.1\nwww 60 A 192.0.2.2\n"))
	require.NoError(t, err)
	for _, s := range z.Sets {
		got, ok := z.Find(s.Key)
		require.True(t, ok)
		require.Equal(t, s, got)
	}
	_, ok := z.Find(zone.Key{Name: "www.example.org.", Type: dns.TypeAAAA})
	require.False(t, ok)
	soa, ok := z.SOA()
	require.True(t, ok)
	require.EqualValues(t, 7, soa.Serial)
	_, ok = zone.Zone{Origin: origin}.SOA()
	require.False(t, ok)
}

func TestData(t *testing.T) {
	t.Parallel()
	d := zone.NewData("b", "a", "", "b", strings.Repeat("x", zone.MaxRData))
	require.Equal(t, 4, d.Len())
	require.Equal(t, []string{"", "a", "b", strings.Repeat("x", zone.MaxRData)}, d.Values())
	require.Equal(t, zone.NewData("a", "b"), zone.NewData("b", "a", "a"))
	require.NotEqual(t, zone.NewData("ab"), zone.NewData("a", "b"))
	require.NotEqual(t, zone.NewData(""), zone.NewData())
	require.Equal(t, zone.Data(""), zone.NewData())
	require.Panics(t, func() { zone.NewData(strings.Repeat("x", zone.MaxRData+1)) })
	for v := range d.All() {
		require.Empty(t, v, "a loop may end early")
		break
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	a, b := &zone.RRset{Key: zone.Key{Name: "a."}}, &zone.RRset{Key: zone.Key{Name: "a."}, TTL: 1}
	for _, tc := range []struct {
		c    zone.Change
		op   zone.Op
		word string
		set  *zone.RRset
	}{
		{zone.Change{New: b}, zone.Create, "create", b},
		{zone.Change{Old: a, New: b}, zone.Update, "update", b},
		{zone.Change{Old: a}, zone.Delete, "delete", a},
	} {
		require.Equal(t, tc.op, tc.c.Op())
		require.Equal(t, tc.word, tc.c.Op().String())
		require.Same(t, tc.set, tc.c.Set())
		require.Equal(t, tc.set.Key, tc.c.Key())
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	require.Equal(t, "www.example.org. A@tel", zone.Key{Name: "www.example.org.", Type: dns.TypeA, View: "tel"}.String())
	require.Equal(t, "f:3", zone.Pos{File: "f", Line: 3}.String())
	require.Equal(t, "f", zone.Pos{File: "f"}.String())
	require.Empty(t, zone.Pos{}.String())
}
