package cloudns

import (
	"errors"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func isCondition(err, condition error) bool { return errors.Is(err, condition) }

func TestOwners(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ api, name, back string }{
		{"", "example.org.", ""},
		{"@", "example.org.", ""},
		{"www", "www.example.org.", "www"},
		{"A.b", "a.b.example.org.", "a.b"},
		{"*", "*.example.org.", "*"},
		{"*.sub", "*.sub.example.org.", "*.sub"},
		{"_dmarc", "_dmarc.example.org.", "_dmarc"},
	} {
		name, err := parseOwner(tc.api, origin)
		require.NoError(t, err)
		require.Equal(t, tc.name, name)
		back, err := ownerName(name, origin)
		require.NoError(t, err)
		require.Equal(t, tc.back, back)
	}
	for _, api := range []string{"www.", ".", "..", "a..b", "a b", `a\.b`, `a\032b`, `\097bc`, "bücher", "a*b", "x.*", "a/b", strings.Repeat("a", 64)} {
		_, err := parseOwner(api, origin)
		require.Error(t, err, api)
	}
	for _, name := range []string{`a\.b.example.org.`, `a\ b.example.org.`, `\@.example.org.`} {
		_, err := ownerName(name, origin)
		require.Error(t, err, name)
	}
}

func TestContents(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rrtype         uint16
		api            string
		prio           num
		text, apiAgain string
	}{
		{dns.TypeA, "192.0.2.1", 0, "192.0.2.1", "192.0.2.1"},
		{dns.TypeAAAA, "2001:DB8:0::1", 0, "2001:db8::1", "2001:db8::1"},
		{dns.TypeCNAME, "WWW.Example.net.", 0, "www.example.net.", "www.example.net"},
		{dns.TypeNS, "ns1.example.net", 0, "ns1.example.net.", "ns1.example.net"},
		{dns.TypeMX, "mail.example.org", 65535, "65535 mail.example.org.", "mail.example.org"},
		{dns.TypeTXT, "plain text", 0, `"plain text"`, "plain text"},
		{dns.TypeTXT, `"in quotes"`, 0, `"in quotes"`, "in quotes"},
		{dns.TypeTXT, `a "b" c\d;e`, 0, `"a \"b\" c\\d;e"`, `a "b" c\d;e`},
		{dns.TypeTXT, `"`, 0, `"\""`, `"`},
		{dns.TypeTXT, "größe", 0, `"gr\195\182\195\159e"`, "größe"},
		{dns.TypeTXT, strings.Repeat("k", 300), 0, `"` + strings.Repeat("k", 255) + `" "` + strings.Repeat("k", 45) + `"`, strings.Repeat("k", 300)},
	} {
		rdata, err := parseContent(tc.rrtype, tc.api, tc.prio)
		require.NoError(t, err, tc.api)
		require.Equal(t, tc.text, zone.Text(tc.rrtype, rdata))
		again, prio, err := content(tc.rrtype, rdata)
		require.NoError(t, err)
		require.Equal(t, tc.apiAgain, again)
		require.Equal(t, tc.prio, num(prio))
	}
}

func TestContentsThatStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rrtype uint16
		api    string
		prio   num
	}{
		{dns.TypeA, "2001:db8::1", 0}, {dns.TypeA, "192.0.2.1 ; x", 0}, {dns.TypeA, "", 0}, {dns.TypeAAAA, "192.0.2.1", 0},
		{dns.TypeAAAA, "fe80::1%eth0", 0}, {dns.TypeCNAME, "", 0}, {dns.TypeCNAME, ".", 0}, {dns.TypeCNAME, "a b", 0},
		{dns.TypeCNAME, `a\.b`, 0}, {dns.TypeCNAME, `\097bc`, 0}, {dns.TypeMX, "mail", -1}, {dns.TypeMX, "mail", 65536}, {dns.TypeTXT, "", 0},
		{dns.TypeTXT, `""`, 0}, {dns.TypeTXT, `""a""`, 0}, {dns.TypeTXT, "a\nb", 0},
	} {
		_, err := parseContent(tc.rrtype, tc.api, tc.prio)
		require.Error(t, err, "%d %q", tc.rrtype, tc.api)
	}
}

// FuzzContent holds that whatever is read is written so that it reads the same.
func FuzzContent(f *testing.F) {
	for _, s := range []string{"192.0.2.1", "2001:db8::1", "www.example.org", `"quoted"`, `a\b`, ""} {
		for _, t := range types {
			f.Add(t, s, int64(10))
		}
	}
	f.Fuzz(func(t *testing.T, rrtype uint16, api string, prio int64) {
		rdata, err := parseContent(rrtype, api, num(prio))
		if err != nil {
			return
		}
		text, p, err := content(rrtype, rdata)
		require.NoError(t, err)
		again, err := parseContent(rrtype, text, num(p))
		require.NoError(t, err)
		require.Equal(t, rdata, again)
	})
}
