package parse

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// written gives the zone file of a zone.
func written(t testing.TB, z zone.Zone) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, z))
	return b.String()
}

// plainSets gives the sets of a zone without their places, which change when it is written.
func plainSets(z zone.Zone) []zone.RRset {
	sets := slices.Clone(z.Sets)
	for i := range sets {
		sets[i].Pos = zone.Pos{}
	}
	return sets
}

// mustRead reads a zone in which nothing is wrong.
func mustRead(t testing.TB, origin, text string) zone.Zone {
	t.Helper()
	z, findings := Text(origin, text)
	for _, f := range findings {
		require.NotEqual(t, Error, f.Severity, "%d:%d %s: %s\n%s", f.Line, f.Column, f.Rule, f.Message, text)
	}
	return z
}

func TestWriteLayout(t *testing.T) {
	t.Parallel()
	z := mustRead(t, "example.org.", `
$TTL 300
www A 192.0.2.2
@ 3600 NS ns2.example.net.
@ A 192.0.2.1
@ 3600 NS ns1
ns1 A 192.0.2.3 ; the old one
@ 3600 SOA ns1 hostmaster 2026110100 7200 1800 1209600 300 ; ours
@ MX 10 mail.example.net.
www A 192.0.2.1
*.apps CNAME www
k1._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" "MIIBCgKCAQEAwIDAQABMIIBCgKC" ; rolled in May
a TXT "two" "words"
`)
	require.Equal(t, `$ORIGIN example.org.
$TTL 300
@             3600 SOA   ns1 hostmaster (
                         2026110100 ; serial
                         7200       ; refresh
                         1800       ; retry
                         1209600    ; expire
                         300        ; minimum
                         ) ; ours
              3600 NS    ns1
              3600 NS    ns2.example.net.
                   A     192.0.2.1
                   MX    10 mail.example.net.
k1._domainkey      TXT   (
                         "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
                         "MIIBCgKCAQEAwIDAQABMIIBCgKC"
                         ) ; rolled in May
a                  TXT   "two" "words"
*.apps             CNAME www
ns1                A     192.0.2.3 ; the old one
www                A     192.0.2.1
                   A     192.0.2.2
`, written(t, z))
}

func TestWriteThenReadIsTheSame(t *testing.T) {
	t.Parallel()
	var torture strings.Builder
	for i := range 256 {
		torture.WriteString(`\` + string([]byte{'0' + byte(i/100), '0' + byte(i/10%10), '0' + byte(i%10)}))
	}
	bytes := torture.String()
	for name, tc := range map[string]struct{ origin, text string }{
		"no SOA, no NS":      {text: "www 60 A 192.0.2.1"},
		"one TTL differs":    {text: "a 60 A 192.0.2.1\nb 60 A 192.0.2.1\nc 61 A 192.0.2.1"},
		"odd bytes in names": {text: `a\.b\000\255\;\"\(\@ 60 CNAME x\.y\032.example.org.`},
		"labels that mean something else": {text: `\@ 60 A 192.0.2.1` + "\n" + `\036ttl 60 A 192.0.2.1` + "\n" + `in 60 A 192.0.2.1` + "\n" + `300 60 A 192.0.2.1` + "\n" +
			`a 60 CNAME a` + "\n" + `\# 60 CNAME \@` + "\n" + `b 60 CNAME #` + "\n" + `c 60 MX 1 #` + "\n" + `\036include 60 MX 1 \036origin`},
		"wildcards":                               {text: "* 60 A 192.0.2.1\n*.*.b 60 CNAME *.a"},
		"every byte in a TXT":                     {text: "a 60 TXT \"" + bytes[:4*255] + "\" \"" + bytes[4*255:] + "\" \"\""},
		"quotes and blanks":                       {text: `a 60 TXT "a b;c" "\"" "\\" "(" " " ""` + "\nb 60 CAA 0 issue \"a b; c=\\\"\"\nc 60 HINFO \"a b\" \"\"\nd 60 NAPTR 1 2 \"a b\" \"c\" \"!^(.*)$!x\\\\1!\" y.z"},
		"unknown types":                           {text: `a 60 TYPE65400 \# 2 abcd` + "\n" + `a 60 TYPE65401 \# 0`},
		"targets at the origin":                   {text: "@ 60 MX 10 @\nb 60 SRV 1 2 3 @\nc 60 NS .\nd 60 CNAME example.org.example.org."},
		"a target that only ends like the origin": {text: `a 60 CNAME x\.example.org.` + "\nb 60 CNAME xexample.org."},
		"service bindings":                        {text: `a 60 HTTPS 1 . alpn="h2,h3" ipv4hint=192.0.2.1 ipv6hint=2001:db8::1 key65000="a\"b c"` + "\nb 60 SVCB 0 c.d\nc 60 HTTPS 1 @ mandatory=port port=8443 ech=AAAA"},
		"other types": {text: "a 60 TLSA 3 1 1 " + strings.Repeat("ab", 32) + "\nb 60 SSHFP 4 2 " + strings.Repeat("cd", 32) + "\nc 60 LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m\n" +
			"d 60 URI 10 1 \"https://example.net/a b\"\ne 60 RP hostmaster t\ne 60 PTR www\nf 60 DS 12345 13 2 " + strings.Repeat("00", 32) + "\nf 60 NS ns1.example.net.\ng 60 DNAME x\nh 60 AFSDB 1 x\ni 60 KX 1 x"},
		"comments":           {text: "a 60 A 192.0.2.1 ; one; two\nb 60 A 192.0.2.1 ; é \"x\" ("},
		"an apex with much":  {text: "@ 60 TXT a\n@ 60 A 192.0.2.1\n@ 60 NS a\n@ 60 AAAA 2001:db8::1\n@ 60 SOA a b\\.c 1 2 3 4 5"},
		"the root zone":      {origin: ".", text: ". 60 NS a.root.\na.root. 60 A 192.0.2.1\norg. 60 NS b.org.\n*. 60 TXT x\n. 60 SOA a.root. . 1 2 3 4 5"},
		"a zone of RFC 2317": {origin: "0/25.2.0.192.in-addr.arpa.", text: "1 60 PTR a.example.org.\n@ 60 NS ns1.example.net.\n2 60 CNAME 1"},
		"a long owner":       {text: strings.Repeat("a", 63) + "." + strings.Repeat("b", 63) + " 60 A 192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.origin == "" {
				tc.origin = "example.org."
			}
			z := mustRead(t, tc.origin, tc.text+"\n")
			require.NotEmpty(t, z.Sets)
			text := written(t, z)
			require.Equal(t, plainSets(z), plainSets(mustRead(t, tc.origin, text)), text)
		})
	}
}

func TestWriteExamples(t *testing.T) {
	t.Parallel()
	root := os.DirFS(filepath.Join("..", "examples", "zones"))
	results, findings := Load(t.Context(), root, Options{})
	require.Empty(t, findings)
	require.Greater(t, len(results), 6)
	for _, r := range results {
		require.False(t, r.Failed(), "%v", r.Findings)
		text := written(t, r.Zone)
		require.Equal(t, plainSets(r.Zone), plainSets(mustRead(t, r.Origin, text)), text)
	}
}

func TestWriteAView(t *testing.T) {
	t.Parallel()
	tel := zone.RRset{Key: zone.Key{Name: "a.example.org.", Type: dns.TypeA, View: "tel"}, TTL: 60, Data: zone.NewData("\xc0\x00\x02\x01")}
	base := tel
	base.View = ""
	require.Equal(t, "$ORIGIN example.org.\n$TTL 60\na A 192.0.2.1\n", written(t, zone.Zone{Origin: "example.org.", Sets: []zone.RRset{tel}}))
	err := Write(&bytes.Buffer{}, zone.Zone{Origin: "example.org.", Sets: []zone.RRset{base, tel}})
	require.EqualError(t, err, `write example.org.: sets of views "" and "tel" cannot stand in one file`)
}

func TestWriteOddSets(t *testing.T) {
	t.Parallel()
	z := zone.Zone{Origin: "example.org.", Sets: []zone.RRset{{Key: zone.Key{Name: "a.example.org.", Type: dns.TypeA}, TTL: 60,
		Data: zone.NewData("\xc0\x00\x02\x01"), Comment: "one\r\n$INCLUDE /two\x00"}}}
	require.Equal(t, "$ORIGIN example.org.\n$TTL 60\na A 192.0.2.1 ; one $INCLUDE /two\n", written(t, z))
	require.Equal(t, "$ORIGIN example.org.\n", written(t, zone.Zone{Origin: "example.org."}))
	require.ErrorIs(t, Write(broken{}, z), errBroken)
}

var errBroken = errors.New("disk full")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func FuzzWriteThenRead(f *testing.F) {
	for _, s := range []string{"www 60 A 192.0.2.1", `a\.b 60 TXT "\000\255" x`, "@ 60 SOA a b 1 2 3 4 5\n* 60 HTTPS 1 . alpn=h2", `a 60 TYPE999 \# 1 00`, "$GENERATE 1-3 h$ 60 MX $ h$"} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, root bool) {
		origin := "example.org."
		if root {
			origin = "."
		}
		z, findings := Text(origin, text)
		if (Result{Findings: findings}).Failed() {
			return
		}
		out := written(t, z)
		require.Equal(t, plainSets(z), plainSets(mustRead(t, origin, out)), out)
	})
}
