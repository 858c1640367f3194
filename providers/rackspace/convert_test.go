package rackspace

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func ptr[T any](v T) *T { return &v }

func TestValuesOfEachType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		record, data string
		priority     *uint16
	}{
		{"A 192.0.2.1", "192.0.2.1", nil},
		{"AAAA 2001:db8:0:0:0:0:0:1", "2001:db8::1", nil},
		{"CNAME www.example.net.", "www.example.net", nil},
		{"NS ns.example.net.", "ns.example.net", nil},
		{"MX 10 mail", "mail.example.org", ptr[uint16](10)},
		{"MX 65535 mail", "mail.example.org", ptr[uint16](65535)},
		{"SRV 1 2 443 www", "2 443 www.example.org", ptr[uint16](1)},
		{"TXT v=spf1;-all", "v=spf1", nil}, // a comment starts there
		{`TXT "v=DKIM1; p=a/b+c="`, "v=DKIM1; p=a/b+c=", nil},
		{`TXT "a" "b"`, "ab", nil},
		{`TXT " a "`, " a ", nil},
		{"TXT " + strings.Repeat("x", 255), strings.Repeat("x", 255), nil},
		{"TXT " + strings.Repeat("x", 255) + " yy", `"` + strings.Repeat("x", 255) + `" "yy"`, nil},
		{`TXT "` + strings.Repeat(`\195\188`, 127) + `" "\195" "\188"`, `"` + strings.Repeat("ü", 127) + `" "ü"`, nil},
	} {
		set := records(t, "www "+c.record).Sets[0]
		rdata := set.Data.Values()[0]
		data, priority, err := content(set.Type, rdata)
		require.NoError(t, err, c.record)
		require.Equal(t, c.data, data)
		require.Equal(t, c.priority, priority)
		var back *num
		if priority != nil {
			back = ptr(num(*priority))
		}
		again, err := parseContent(set.Type, data, back)
		require.NoError(t, err, c.record)
		if set.Type == dns.TypeTXT {
			rdata, again = zone.JoinTXT(rdata), zone.JoinTXT(again)
		}
		require.Equal(t, rdata, again, c.record)
	}
}

func TestValuesAsOthersWroteThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rrtype   uint16
		data     string
		priority *num
		want     string // "" where it cannot be looked after
	}{
		{dns.TypeTXT, `"a b"`, nil, `"a b"`},
		{dns.TypeTXT, `"a" "b"`, nil, `"ab"`},
		{dns.TypeTXT, `"a"  "b"`, nil, `"ab"`},
		{dns.TypeTXT, `a "b"`, nil, ""},
		{dns.TypeTXT, `a\b`, nil, ""},
		{dns.TypeTXT, `"`, nil, ""},
		{dns.TypeTXT, ``, nil, ""},
		{dns.TypeSRV, `www.example.net`, ptr[num](1), "1 0 0 www.example.net."},
		{dns.TypeSRV, `443 www.example.net`, ptr[num](1), "1 0 443 www.example.net."},
		{dns.TypeSRV, `2 443 www.example.net and more`, ptr[num](1), "1 2 443 www.example.net."},
		{dns.TypeSRV, `2 443 www.example.net`, nil, ""},
		{dns.TypeSRV, `x 443 www.example.net`, ptr[num](1), ""},
		{dns.TypeSRV, ``, ptr[num](1), ""},
		{dns.TypeMX, `MAIL.example.net.`, ptr[num](5), "5 mail.example.net."},
		{dns.TypeMX, `mail.example.net`, ptr[num](65536), ""},
		{dns.TypeMX, `mail.example.net`, ptr[num](-1), ""},
		{dns.TypeA, `2001:db8::1`, nil, ""},
		{dns.TypeAAAA, `::ffff:192.0.2.1`, nil, "::ffff:192.0.2.1"},
		{dns.TypeAAAA, `fe80::1%eth0`, nil, ""},
		{dns.TypeCNAME, ``, nil, ""},
		{dns.TypeCNAME, `bücher.example`, nil, ""},
	} {
		rdata, err := parseContent(c.rrtype, c.data, c.priority)
		if c.want == "" {
			require.Error(t, err, c.data)
			continue
		}
		require.NoError(t, err, c.data)
		require.Equal(t, c.want, zone.Text(c.rrtype, rdata))
	}
}

func TestOwners(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": origin, "example.org": origin, "WWW.Example.org": "www.example.org.", "*.example.org": "*.example.org.",
		"_x._tcp.example.org": "_x._tcp.example.org.", "example.org.": origin,
		"www.example.net": "", "notexample.org": "", "a b.example.org": "", `a\.b.example.org`: "", "bücher.example.org": "", "a.*.example.org": "",
	} {
		got, err := parseOwner(text, origin)
		if want == "" {
			require.Error(t, err, text)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
}

// FuzzText holds that what can be spelled comes back, whatever a text looks like.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", `"a"`, `a" "b`, strings.Repeat("ü", 300), "\xff", "a\tb", `\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 60_000 {
			return
		}
		data, err := spellText(zone.CutTXT(text))
		if err != nil {
			return
		}
		back, err := parseText(data)
		require.NoError(t, err)
		require.Equal(t, text, zone.JoinTXT(back))
	})
}
