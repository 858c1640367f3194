package tonicdns

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
	"github.com/zonesync/zonesync/zone"
)

func TestZones(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	require.NoError(t, s.AddZone("2.0.192.in-addr.arpa."))
	px := newProxy(t, s)
	refs, err := openAt(t, px.url).Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{{ID: "2.0.192.in-addr.arpa", Origin: "2.0.192.in-addr.arpa."}, {ID: "example.org", Origin: origin}}, refs)
	require.Equal(t, []string{"PUT /authenticate", "GET /zone?query=%2A"}, px.calls())
}

// TestNamesThatReachAnotherZone are refused before any request.
func TestNamesThatReachAnotherZone(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	for _, c := range []struct{ name, origin, says string }{
		{"an extension in the middle", "www.zip.com.", `"zip"`},
		{"an extension at the end", "example.zip.", `"zip"`},
		{"the one that asks for XML", "example.xml.example.org.", `"xml"`},
		{"a slash", "0/25.2.0.192.in-addr.arpa.", "labels or more"},
		{"a top-level domain", "test.", "two labels or more"},
		{"the root", ".", "two labels or more"},
		{"an internationalised top-level domain", "example.xn--p1ai.", "letters only"},
		{"a wildcard", "*.example.org.", "labels or more"},
		{"an escaped slash", `a\.b.example.org.`, "labels or more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := p.Fetch(t.Context(), providers.Ref{Origin: c.origin})
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.ErrorContains(t, err, c.says)
			require.NotEmpty(t, providers.Hint(err))
			_, err = p.Batches(providers.Live{Ref: providers.Ref{Origin: c.origin}, Missing: true}, nil)
			require.ErrorContains(t, err, c.says)
		})
	}
	require.Zero(t, s.count())
}

func TestAnExtensionAsTheFirstLabelIsSound(t *testing.T) {
	t.Parallel()
	s := newSite(t, tonicdnssim.Options{})
	require.NoError(t, s.AddZone("zip.example.org."))
	live, err := s.open(t).Fetch(t.Context(), providers.Ref{Origin: "zip.example.org."})
	require.NoError(t, err)
	require.Equal(t, "zip.example.org.", live.Origin)
}

func TestNumbersOfBothKinds(t *testing.T) {
	t.Parallel()
	var texts [][]string
	for _, numbers := range []bool{false, true} {
		s := newSite(t, tonicdnssim.Options{Numbers: numbers})
		require.NoError(t, s.AddZone(origin))
		p := s.open(t)
		reach(t, p, "@ 300 MX 10 mail\n@ 300 MX 20 mail.example.net.\n_s._tcp 60 SRV 1 2 3 mail\nwww 0 A 192.0.2.1")
		texts = append(texts, lines(fetch(t, p).Records))
	}
	require.Equal(t, texts[0], texts[1])
	require.Len(t, texts[0], 6)
}

// TestDuplicatesAreRepaired also where nothing else is to be done.
func TestDuplicatesAreRepaired(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	s.plant(t, rec("a", 300, "A", "192.0.2.1"), rec("a", 300, "A", "192.0.2.1"), rec("a", 300, "A", "192.0.2.2"),
		rec("b", 300, "A", "192.0.2.1"), rec("b", 60, "A", "192.0.2.2"), rec("c", 300, "A", "192.0.2.1"))
	p := s.open(t)
	live := fetch(t, p)
	a, b := zone.Key{Name: "a.example.org.", Type: 1}, zone.Key{Name: "b.example.org.", Type: 1}
	require.Equal(t, map[zone.Key]string{a: "stored twice at the provider", b: "stored with several TTLs at the provider"}, live.Repair)
	const text = "a 300 A 192.0.2.1\na 300 A 192.0.2.2\nb 300 A 192.0.2.1\nb 300 A 192.0.2.2\nc 300 A 192.0.2.1"
	require.Len(t, job(t, p, live, text).Plan.Items, 2)
	reach(t, p, text)
	require.Len(t, s.Rows(origin), 2+5)
	require.Empty(t, fetch(t, p).Repair)
}

// TestSurvivors are told by the rows that the database holds in the end.
func TestSurvivors(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	s.plant(t, rec("t", 300, "TXT", `"abc"`), rec("t", 300, "TXT", `"ABC"`), rec("t", 300, "TXT", `"AbC"`))
	reach(t, s.open(t), "t 300 TXT ABC\nt 300 TXT aBc\nt 300 TXT AbC")
	var got []string
	for _, r := range s.Rows(origin)[2:] {
		got = append(got, r.Content)
	}
	require.ElementsMatch(t, []string{`"ABC"`, `"aBc"`, `"AbC"`}, got)
}

// TestStrangersStay: rows that nobody can look after are told, and neither read as records nor written.
func TestStrangersStay(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	strangers := []tonicdnssim.Row{
		{Name: "www.example.test", Type: "A", Content: "192.0.2.1", TTL: 60},
		{Name: "a.example.org", Type: "TLSA", Content: "3 1 1 abcd", TTL: 60},
		{Name: "a.example.org", Type: "NOTATYPE", Content: "x", TTL: 60},
		{Name: "a.example.org", Type: "A", Content: "localhost", TTL: 60},
		{Name: "a.example.org", Type: "MX", Content: "10 mail.example.org", TTL: 60},
		{Name: "a.example.org", Type: "TXT", Content: `unquoted`, TTL: 60},
		{Name: "a.example.org", Type: "TXT", Content: `"a";"b"`, TTL: 60},
		{Name: "bad name.example.org", Type: "A", Content: "192.0.2.1", TTL: 60},
		{Name: "a.example.org", Type: "CNAME", Content: "b;c", TTL: 60},
	}
	require.NoError(t, s.Plant(origin, strangers...))
	p := s.open(t)
	live := fetch(t, p)
	require.Len(t, live.Warnings, len(strangers)-1, "the two texts share a reason")
	require.Len(t, live.Records.Sets, 2)
	reach(t, p, "b A 192.0.2.1\n@ TXT x")
	reach(t, p, "")
	require.Len(t, s.Rows(origin), 2+len(strangers))
}

// TestWarningsAreFew however many records are left alone, and what a signer keeps needs none.
func TestWarningsAreFew(t *testing.T) {
	t.Parallel()
	var rows []record
	for i := range 1000 {
		host := fmt.Sprint("h", i)
		rows = append(rows, rec(host, 60, "TXT", "unquoted "+host), rec(host, 60, "TLSA", "3 1 1 "+strings.Repeat("ab", 32)))
		for _, rrtype := range signerTypes {
			rows = append(rows, rec(host, 60, rrtype, strings.Repeat("A", 300)))
		}
	}
	live := liveOf(append(rows, rec("h", 60, "rrsig", "x"))...)
	require.Equal(t, []string{
		`"h0.example.org TXT unquoted h0" is left alone: TonicDNS wants the content to ` + textRule.want + " (and 999 more)",
		`"h0.example.org TLSA 3 1 1 ` + strings.Repeat("ab", 32) + `" is left alone: TonicDNS has no records of this type (and 999 more)`,
	}, live.Warnings)
	require.Len(t, live.Records.Sets, 2)
}

// TestAnEmptyAnswerToARead names what makes PHP give one.
func TestAnEmptyAnswerToARead(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	s.EmptyBody()
	_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrProtocol)
	require.Contains(t, providers.Hint(err), "UTF-8")
}

func TestAZoneWithoutSOAIsTold(t *testing.T) {
	t.Parallel()
	live := zoneDoc{Name: "example.org", Type: "NATIVE", Records: apexRows[1:]}.live(origin)
	require.Len(t, live.Warnings, 1)
	require.Contains(t, live.Warnings[0], "no SOA")
	require.Empty(t, live.Unproven)
}

// TestALongTTLIsCut by what apply makes of the limit.
func TestALongTTLIsCut(t *testing.T) {
	t.Parallel()
	s := newZoneSite(t)
	p := s.open(t)
	r := apply.Zone(t.Context(), job(t, p, fetch(t, p), "www 4294967295 A 192.0.2.1"), providertest.Options())
	require.NoError(t, r.Err)
	require.EqualValues(t, 1<<31-1, s.Rows(origin)[2].TTL)
}
