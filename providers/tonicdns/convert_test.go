package tonicdns

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func TestSpelling(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rrtype, file string
		content            string
		priority           int
	}{
		{"an address", "A", "192.0.2.1", "192.0.2.1", noPriority},
		{"an IPv6 address", "AAAA", "2001:DB8:0:0::1", "2001:db8::1", noPriority},
		{"an IPv6 address with an IPv4 address in it", "AAAA", "::ffff:192.0.2.1", "::ffff:c000:201", noPriority},
		{"an old form of that", "AAAA", "::192.0.2.1", "::c000:201", noPriority},
		{"a host name", "CNAME", "WWW.example.net.", "www.example.net", noPriority},
		{"a mail server", "MX", "10 mail.example.org.", "mail.example.org", 10},
		{"a service", "SRV", "1 5 443 h.example.org.", "5 443 h.example.org", 1},
		{"a string", "TXT", `"v=spf1 -all"`, `"v=spf1 -all"`, noPriority},
		{"strings", "TXT", `"a" "" "b"`, `"a" "" "b"`, noPriority},
		{"an empty string", "TXT", `""`, `""`, noPriority},
		{"quotes and backslashes", "SPF", `"\"a\\"`, `"\034a\092"`, noPriority},
		{"octets that are not ASCII", "TXT", `"gr\195\188\127\000"`, `"gr\195\188\127\000"`, noPriority},
		{"an authority", "CAA", `128 issue "ca.example.net; a=\"b\""`, `128 issue "ca.example.net; a=\034b\034"`, noPriority},
		{"a rule of rewriting", "NAPTR", `10 100 "u" "E2U+sip" "!^(.*)$!sip:\\1@example.org!" .`, `10 100 "u" "E2U+sip" "!^(.*)$!sip:\0921@example.org!" .`, noPriority},
		{"a name to go on with", "NAPTR", `10 100 "s" "SIP+D2U" "" _sip._udp.example.org.`, `10 100 "s" "SIP+D2U" "" _sip._udp.example.org`, noPriority},
		{"persons", "RP", "admin.example.org. info.example.org.", "admin.example.org info.example.org", noPriority},
		{"a SOA", "SOA", "ns1.example.org. hostmaster.example.org. 1 2 3 4 5", "ns1.example.org hostmaster.example.org 1 2 3 4 5", noPriority},
		{"a SOA of a person with a dot", "SOA", `ns1.example.org. a\.b\.c.example.org. 1 2 3 4 5`, "ns1.example.org a.b.c@example.org 1 2 3 4 5", noPriority},
		{"a fingerprint", "SSHFP", "1 1 " + strings.Repeat("ab", 20), "1 1 " + strings.Repeat("AB", 20), noPriority},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rrtype, err := zone.ParseType(c.rrtype)
			require.NoError(t, err)
			rdata, err := zone.ParseRData(rrtype, c.file, ".")
			require.NoError(t, err)
			content, priority := spell(rrtype, rdata)
			require.Equal(t, c.content, content)
			require.Equal(t, c.priority, priority)
			back, err := parse(rrtype, content, priority)
			require.NoError(t, err)
			require.Equal(t, rdata, back)
		})
	}
}

func TestOtherSpellingsOfTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, rrtype, stored, file string }{
		{"a final dot, which the server may allow", "CNAME", "www.example.net.", "www.example.net."},
		{"capitals", "NS", "NS1.Example.NET", "ns1.example.net."},
		{"another IPv6 spelling", "AAAA", "2001:0DB8::0:1", "2001:db8::1"},
		{"a mailbox as an address", "SOA", "ns1.example.org first.last@example.org 1 2 3 4 5", `ns1.example.org. first\.last.example.org. 1 2 3 4 5`},
		{"UTF-8 as it is", "TXT", `"grün"`, `"gr\195\188n"`},
		{"a long string in one piece", "TXT", `"` + strings.Repeat("x", 300) + `"`, `"` + strings.Repeat("x", 255) + `" "` + strings.Repeat("x", 45) + `"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rrtype, err := zone.ParseType(c.rrtype)
			require.NoError(t, err)
			want, err := zone.ParseRData(rrtype, c.file, ".")
			require.NoError(t, err)
			require.Empty(t, fit("example.org", rrtype, c.stored))
			got, err := parse(rrtype, c.stored, noPriority)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

// FuzzSpell holds every RDATA that the API takes to coming back as it was.
func FuzzSpell(f *testing.F) {
	for _, t := range types {
		f.Add(t, "\x04say \x02\"\\\x00")
		f.Add(t, "\x00\x0a\x03www\x07example\x03org\x00")
	}
	f.Add(dns.TypeNAPTR, "\x00\x0a\x00\x64\x01s\x07SIP+D2U\x00\x03www\x07example\x03org\x00")
	f.Add(dns.TypeCAA, "\x00\x05issueca.example.net")
	f.Fuzz(func(t *testing.T, rrtype uint16, rdata string) {
		b := []byte(rdata)
		zone.Canonical(rrtype, b)
		content, priority := spell(rrtype, string(b))
		if fit("www.example.org", rrtype, content) != "" {
			return
		}
		back, err := parse(rrtype, content, priority)
		require.NoError(t, err, content)
		require.Equal(t, string(b), back, content)
	})
}
