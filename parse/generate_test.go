package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// The expected values are what named-compilezone of BIND 9.18 makes of the lines.
func TestGenerateMakesRecords(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		line string
		want []string
	}{
		"a range":             {"$GENERATE 1-2 h$ A 192.0.2.$", []string{"h1.example.org. 60 A 192.0.2.1", "h2.example.org. 60 A 192.0.2.2"}},
		"a step":              {"$GENERATE 0-5/3 h$ A 192.0.2.$", []string{"h0.example.org. 60 A 192.0.2.0", "h3.example.org. 60 A 192.0.2.3"}},
		"TTL and class":       {"$GENERATE 1-1 h$ 30 IN A 192.0.2.1", []string{"h1.example.org. 30 A 192.0.2.1"}},
		"offset and width":    {"$GENERATE 1-1 h${-5,4} A 192.0.2.${8}", []string{"h-004.example.org. 60 A 192.0.2.9"}},
		"octal and hex":       {"$GENERATE 30-30 h${0,3,o} TXT ${0,0,x} ${0,4,X}", []string{`h036.example.org. 60 TXT "1e" "001E"`}},
		"negative hex":        {"$GENERATE 1-1 h${-5,3,x} A 192.0.2.1", []string{"hfffffffc.example.org. 60 A 192.0.2.1"}},
		"nibbles":             {"$GENERATE 300-300 h${0,3,n} TXT ${0,7,N}", []string{`hc.2.1.example.org. 60 TXT "C.2.1.0"`}},
		"a literal dollar":    {`$GENERATE 1-1 h TXT $$ \$ a$b`, []string{`h.example.org. 60 TXT "$" "$" "a1b"`}},
		"quoted strings":      {`$GENERATE 1-1 h TXT "a $ b"`, []string{`h.example.org. 60 TXT "a 1 b"`}},
		"several RDATA words": {"$GENERATE 1-1 @ MX 1$ mx$.example.net.", []string{"example.org. 60 MX 11 mx1.example.net."}},
		"braces alone":        {"$GENERATE 1-1 h TXT {$}", []string{`h.example.org. 60 TXT "{1}"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z, findings := Text("example.org.", "$TTL 60\n"+tc.line+" ; many\n")
			require.Empty(t, findings)
			require.Equal(t, tc.want, linesOf(z))
			require.Equal(t, zone.Pos{File: "zone", Line: 2}, z.Sets[0].Pos)
			require.Equal(t, "many", z.Sets[0].Comment)
		})
	}
}

func TestGenerateLinesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ line, want string }{
		"far too many":           {"$GENERATE 0-99999999 h$ A 192.0.2.1", "2:11 limits"},
		"one too many":           {"$GENERATE 0-65536 h$ A 192.0.2.1", "2:11 limits"},
		"a range backwards":      {"$GENERATE 2-1 h$ A 192.0.2.1", "2:11 syntax"},
		"a step of nothing":      {"$GENERATE 1-2/0 h$ A 192.0.2.1", "2:11 syntax"},
		"a range without end":    {"$GENERATE 1- h$ A 192.0.2.1", "2:11 syntax"},
		"a huge number":          {"$GENERATE 1-99999999999999999999 h$ A 192.0.2.1", "2:11 syntax"},
		"an unknown base":        {"$GENERATE 1-2 h${0,3,q} A 192.0.2.1", "2:15 syntax"},
		"a huge width":           {"$GENERATE 1-2 h${0,99999999} A 192.0.2.1", "2:15 syntax"},
		"a brace left open":      {"$GENERATE 1-2 h${0 A 192.0.2.1", "2:15 syntax"},
		"nothing to make":        {"$GENERATE 1-2 h$", "2:17 syntax"},
		"a record that is wrong": {"$GENERATE 250-260 h$ A 192.0.2.$", "2:1 bad-rdata"},
		"a record outside":       {"$GENERATE 1-2 h$.example.net. A 192.0.2.1", "2:1 out-of-zone"},
		"the same record twice":  {"$GENERATE 1-2 h A 192.0.2.1", "2:1 duplicate-record"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, findings := Text("example.org.", "$TTL 60\n"+tc.line+"\na A 192.0.2.1\n")
			require.Equal(t, []string{tc.want}, places(findings))
		})
	}
}

func TestWhatGenerateMakesIsBounded(t *testing.T) {
	t.Parallel()
	line := func(records int) string {
		return fmt.Sprintf("$GENERATE 1-%d h$ 60 TXT %s\n", records, strings.Repeat("x", 90))
	}
	o := Options{Limits: Limits{FileBytes: 1 << 10}}
	read := func(text string) []string {
		return places(readFiles(map[string]string{"zones/main": text}, o).Findings)
	}
	require.Empty(t, read(line(9)))
	require.Equal(t, []string{"1:11 limits"}, read(line(11)), "a line makes no more than a file may have")
	lines := ""
	for i := range 5 {
		lines += strings.Replace(line(9), "h$", fmt.Sprintf("h%d-$", i), 1)
	}
	require.Equal(t, []string{"0:0 limits"}, read(lines), "all lines make no more than includes may have")
}
