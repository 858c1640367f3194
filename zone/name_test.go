package zone_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func TestName(t *testing.T) {
	t.Parallel()
	label63, label62 := strings.Repeat("a", 63), strings.Repeat("b", 62)
	for _, tc := range []struct{ name, in, want string }{
		{"a canonical name stays", "www.example.org.", "www.example.org."},
		{"capitals go", "WWW.Example.ORG.", "www.example.org."},
		{"a final dot comes", "www.example.org", "www.example.org."},
		{"the root", ".", "."},
		{"a needless escape goes", `\119\w\w.example.org.`, "www.example.org."},
		{"an escaped capital is one", `\065.example.org.`, "a.example.org."},
		{"a dot in a label stays escaped", `a\.b.example.org.`, `a\.b.example.org.`},
		{"a dot by its number is one", `a\046b.example.org.`, `a\.b.example.org.`},
		{"an escaped dot at the end is none", `a\.`, `a\..`},
		{"bytes that do not print are numbers", `\000\200.example.org.`, `\000\200.example.org.`},
		{"bytes that UTF-8 is made of, too", "ä.example.org.", `\195\164.example.org.`},
		{"a wildcard", "*.example.org.", "*.example.org."},
		{"the longest label", label63 + ".", label63 + "."},
		{"the longest name", strings.Repeat(label63+".", 3) + label62[:61] + ".", strings.Repeat(label63+".", 3) + label62[:61] + "."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, err := zone.Name(tc.in)
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
			again, err := zone.Name(got)
			require.NoError(t, err)
			require.Equal(t, got, again)
		})
	}
	for _, tc := range []struct{ name, in string }{
		{"a label of 64 octets", label63 + "a."},
		{"a name of 256 octets", strings.Repeat(label63+".", 3) + label62 + "."},
		{"an empty label", "a..example.org."},
		{"an empty first label", ".example.org."},
		{"nothing", ""},
		{"an escape over 255", `\256.example.org.`},
		{"an escape that ends", `example.org\`},
		{"an escape of two digits", `\12.example.org.`},
	} {
		t.Run(tc.name+" is refused", func(t *testing.T) {
			t.Parallel()
			got, err := zone.Name(tc.in)
			require.Error(t, err, got)
		})
	}
}

// rfc4034 is the example of RFC 4034 §6.1, in its order.
var rfc4034 = []string{
	"example.", "a.example.", "yljkjljk.a.example.", "z.a.example.", "zabc.a.example.", "z.example.", `\001.z.example.`,
	"*.z.example.", `\200.z.example.`,
}

func TestCompareNamesIsRFC4034(t *testing.T) {
	t.Parallel()
	for i, a := range rfc4034 {
		for j, b := range rfc4034 {
			got := zone.CompareNames(a, b)
			require.Equal(t, i < j, got < 0, "%s %s", a, b)
			require.Equal(t, i == j, got == 0, "%s %s", a, b)
		}
	}
	require.Negative(t, zone.CompareNames(".", "a."))
}

// FuzzNames compares everything that is done on text with the same done on the wire.
func FuzzNames(f *testing.F) {
	for i, a := range rfc4034 {
		f.Add(a, rfc4034[(i+1)%len(rfc4034)])
	}
	f.Add(`a\.b.example.`, `b.example.`)
	f.Add(`a\\.b.example.`, `b.example.`)
	f.Add(`\..`, `.`)
	f.Fuzz(func(t *testing.T, a, b string) {
		a, errA := zone.Name(a)
		b, errB := zone.Name(b)
		if errA != nil || errB != nil {
			return
		}
		la, lb := wireLabels(t, a), wireLabels(t, b)
		require.Equal(t, slices.CompareFunc(la, lb, bytes.Compare), zone.CompareNames(a, b), "%s and %s", a, b)

		below := len(la) >= len(lb) && slices.EqualFunc(la[:len(lb)], lb, bytes.Equal)
		require.Equal(t, below, zone.Below(a, b), "%s below %s", a, b)
		if len(la) > 0 {
			require.True(t, slices.EqualFunc(la[:len(la)-1], wireLabels(t, zone.Parent(a)), bytes.Equal), "%s above %s", zone.Parent(a), a)
		}
		if rel := zone.Relative(a, b); rel != a && rel != "@" {
			back, err := zone.Name(rel + "." + strings.TrimPrefix(b, "."))
			require.NoError(t, err)
			require.Equal(t, a, back)
		}
	})
}

// wireLabels gives the labels of a name as bytes, the last one first.
func wireLabels(t *testing.T, name string) [][]byte {
	t.Helper()
	var buf [256]byte
	_, err := dns.PackDomainName(name, buf[:], 0, nil, false)
	require.NoError(t, err)
	var out [][]byte
	for i := 0; buf[i] != 0; i += 1 + int(buf[i]) {
		out = append(out, buf[i+1:i+1+int(buf[i])])
	}
	slices.Reverse(out)
	return out
}

func TestNameRelations(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, origin, relative, parent string
		below                          bool
	}{
		{"example.org.", "example.org.", "@", "org.", true},
		{"www.example.org.", "example.org.", "www", "example.org.", true},
		{"a.b.example.org.", "example.org.", "a.b", "b.example.org.", true},
		{"notexample.org.", "example.org.", "notexample.org.", "org.", false},
		{`not\.example.org.`, "example.org.", `not\.example.org.`, "org.", false},
		{`not\\.example.org.`, "example.org.", `not\\`, "example.org.", true},
		{"org.", "example.org.", "org.", ".", false},
		{"org.", ".", "org", ".", true},
		{".", ".", "@", ".", true},
		{".", "org.", ".", ".", false},
		{`a\..org.`, "org.", `a\.`, "org.", true},
	} {
		require.Equal(t, tc.below, zone.Below(tc.name, tc.origin), "%s below %s", tc.name, tc.origin)
		require.Equal(t, tc.relative, zone.Relative(tc.name, tc.origin), "%s relative to %s", tc.name, tc.origin)
		require.Equal(t, tc.parent, zone.Parent(tc.name), "parent of %s", tc.name)
	}
}
