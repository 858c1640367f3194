package providertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// steps are zone files, each reached from the one before.
var steps = []struct{ name, text string }{
	{"nothing", ""},
	{"nothing again", ""},
	{"a first record", "www 3600 A 192.0.2.1"},
	{"a second value", "www 3600 A 192.0.2.1\nwww 3600 A 192.0.2.2"},
	{"another TTL only", "www 1800 A 192.0.2.1\nwww 1800 A 192.0.2.2"},
	{"one value replaced", "www 1800 A 192.0.2.1\nwww 1800 A 192.0.2.3"},
	{"all values replaced, and the TTL", "www 3600 A 192.0.2.4\nwww 3600 A 192.0.2.5\nwww 3600 A 192.0.2.6"},
	{"one value left", "www 3600 A 192.0.2.5"},
	{"another type beside it", "www A 192.0.2.5\nwww AAAA 2001:db8::5"},
	{"records at the apex", "@ A 192.0.2.1\n@ MX 10 mail\n@ TXT \"v=spf1 mx -all\"\nmail A 192.0.2.2"},
	{"the apex alone", "@ A 192.0.2.1"},
	{"a wildcard", "*.wild A 192.0.2.1\n*.wild MX 10 mail\nwild TXT \"not the wildcard\""},
	{"only the wildcard changes", "*.wild A 192.0.2.2\n*.wild MX 10 mail\nwild TXT \"not the wildcard\""},
	{"A at a name", "swap A 192.0.2.1\nswap A 192.0.2.2\nkeep A 192.0.2.3"},
	{"CNAME in place of A", "swap CNAME keep\nkeep A 192.0.2.3"},
	{"CNAME to another target", "swap CNAME www.example.net.\nkeep A 192.0.2.3"},
	{"CNAME with another TTL", "swap 1800 CNAME www.example.net.\nkeep A 192.0.2.3"},
	{"A in place of CNAME", "swap A 192.0.2.1\nkeep A 192.0.2.3"},
	{"several types", "swap A 192.0.2.1\nswap AAAA 2001:db8::1\nswap MX 10 mail\nkeep A 192.0.2.3"},
	{"CNAME in place of several types", "swap CNAME keep\nkeep A 192.0.2.3"},
	{"several types in place of CNAME", "swap A 192.0.2.1\nswap AAAA 2001:db8::1\nkeep A 192.0.2.3"},
	{"two swaps crosswise", "swap CNAME keep\nkeep A 192.0.2.3\nalias A 192.0.2.4"},
	{"and back", "swap A 192.0.2.1\nkeep CNAME swap\nalias CNAME swap"},
	{"names with underscores, digits and many labels", "_dmarc TXT \"v=DMARC1\"\n0 A 192.0.2.1\na.b.c.d.e.f A 192.0.2.2\nx--1-y A 192.0.2.3"},
	{"a delegation with glue", "sub NS ns.sub\nsub NS ns.example.net.\nns.sub A 192.0.2.53\nns.sub AAAA 2001:db8::53"},
	{"strings that differ in case", "t TXT \"aBc\"\nt TXT \"ABC\"\nt TXT \"abc\""},
	{"one of them goes", "t TXT \"aBc\"\nt TXT \"abc\""},
	{"a long TXT", "t TXT " + quoted(strings.Repeat("k", 255), strings.Repeat("l", 200))},
	{"another string split", "t TXT " + quoted(strings.Repeat("k", 200), strings.Repeat("l", 255))},
	{"quotes, backslashes, semicolons", `t TXT "say \"hi\"" "a\\b" "c;d" ` + "\n" + `t TXT " lead and trail "` + "\n" + `t TXT "{}[]<>&%$'*"`},
	{"an empty string", `t TXT ""` + "\n" + `t TXT "x" ""`},
	{"every octet", "t TXT " + quoted(octets(0, 128), octets(128, 256))},
	{"UTF-8", `t TXT "gr\195\188\195\159e"`},
	{"nothing at the end", ""},
}

// quoted writes character-strings as a zone file has them, everything that is not plain as \DDD.
func quoted(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(` "`)
		for _, c := range []byte(w) {
			if c >= 'a' && c <= 'z' {
				b.WriteByte(c)
				continue
			}
			fmt.Fprintf(&b, `\%03d`, c)
		}
		b.WriteByte('"')
	}
	return b.String()
}

func octets(from, to int) string {
	var b []byte
	for i := from; i < to; i++ {
		b = append(b, byte(i))
	}
	return string(b)
}

// story takes one zone from step to step. A step that the provider cannot hold is left out.
func story(t *testing.T, s *site) {
	for _, step := range steps {
		s.h.sub(t, "story", step.name, func(t *testing.T) { s.reach(t, step.text) })
	}
}

// views gives one view a set of its own, and takes it away again.
func views(t *testing.T, s *site) {
	if len(s.caps.Views) == 0 {
		t.Skip("the provider has no views")
	}
	base := "www A 192.0.2.1\nmail A 192.0.2.2"
	s.reach(t, base)
	want := records(t, Origin, base)
	own := want.Sets[0]
	own.View = s.caps.Views[0]
	own.Data = records(t, Origin, "www A 192.0.2.9").Sets[0].Data
	want.Sets = append(want.Sets, own)
	slices.SortFunc(want.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	j := s.jobForZone(t, want)
	require.Len(t, j.Plan.Items, 1, "more than one view changes")
	s.isDone(t, j, s.apply(t, j))
	s.reach(t, base)
}
