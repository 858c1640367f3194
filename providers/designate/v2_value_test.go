package designate

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/zone"
)

func TestV2SpellsTexts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"words":                               {"two words", `"two words"`},
		"nothing":                             {"", `""`},
		"quotes and backslashes":              {`say "hi" \o/; now`, `"say \"hi\" \\o/; now"`},
		"a backslash at the end":              {`a\`, `"a\\"`},
		"other octets":                        {"\x00gr\xfc\x7f\n", `"\000gr\252\127\010"`},
		"as many characters as a string has":  {strings.Repeat("k", 253), `"` + strings.Repeat("k", 253) + `"`},
		"one more":                            {strings.Repeat("k", 254), `"` + strings.Repeat("k", 253) + `" "k"`},
		"an escape that does not fit":         {strings.Repeat("k", 252) + `\x`, `"` + strings.Repeat("k", 252) + `" "\\x"`},
		"escapes count":                       {strings.Repeat("\xff", 64), `"` + strings.Repeat(`\255`, 63) + `" "\255"`},
		"what looks like the end of a string": {strings.Repeat("k", 248) + `" kkk`, `"` + strings.Repeat("k", 248) + `\034 " "kkk"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := spellTXT(tc.text)
			require.Equal(t, tc.want, got)
			back, err := parseV2(dns.TypeTXT, got)
			require.NoError(t, err)
			require.Equal(t, tc.text, zone.JoinTXT(back))
		})
	}
}

func TestV2SpellsValues(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ record, want string }{
		"MX":                      {"h 60 MX 10 mail", "10 mail.example.org."},
		"null MX":                 {"h 60 MX 0 .", "0 ."},
		"SRV":                     {"_s._tcp 60 SRV 0 5 443 h", "0 5 443 h.example.org."},
		"CNAME":                   {"h 60 CNAME www.example.net.", "www.example.net."},
		"AAAA":                    {"h 60 AAAA 2001:DB8:0::1", "2001:db8::1"},
		"a CAA":                   {`h 60 CAA 0 issue "ca.example.net"`, "0 issue ca.example.net"},
		"a CAA with an address":   {`h 60 CAA 0 iodef "mailto:ca@example.org"`, "0 iodef mailto:ca@example.org"},
		"a CAA with parameters":   {`h 60 CAA 0 issue "ca.example.net; account=1"`, `0 issue "ca.example.net; account=1"`},
		"a CAA for nobody":        {`h 60 CAA 0 issue ";"`, `0 issue ";"`},
		"a CAA without a value":   {`h 60 CAA 0 issue ""`, `0 issue ""`},
		"strings that are joined": {`h 60 TXT "a" "b"`, `"ab"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := zonetest.Parse(t, v2Origin, "", tc.record).Sets[0]
			got := contents(s, false)
			require.Equal(t, []string{tc.want}, got)
			back, err := parseV2(s.Type, got[0])
			require.NoError(t, err)
			rdata := s.Data.Values()[0]
			if isText(s.Type) {
				rdata = zone.CutTXT(zone.JoinTXT(rdata))
			}
			require.Equal(t, rdata, back)
		})
	}
}

func TestV2ReadsWhatOthersWrote(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		rrtype uint16
		text   string
		want   string // "" where it cannot be read
	}{
		{dns.TypeTXT, "bare", `"bare"`},
		{dns.TypeTXT, `"a" "b"`, `"ab"`},
		{dns.TypeTXT, `"gr` + "\xc3\xbc" + `n"`, `"gr\195\188n"`},
		{dns.TypeTXT, "two\nlines", ""},
		{dns.TypeCAA, "0 issue ca.example.net", `0 issue "ca.example.net"`},
		{dns.TypeCAA, `0 issue "ca.example.net"`, `0 issue "ca.example.net"`},
		{dns.TypeMX, "10 MAIL.example.org.", "10 mail.example.org."},
		{dns.TypeA, "192.0.2.256", ""},
	} {
		got, err := parseV2(tc.rrtype, tc.text)
		if tc.want == "" {
			require.Error(t, err, tc.text)
			continue
		}
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.want, zone.Text(tc.rrtype, got))
	}
}
