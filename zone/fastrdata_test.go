package zone

import (
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

var spellings = []struct {
	rrtype uint16
	text   string
	fast   bool
}{
	{dns.TypeA, "192.0.2.1", true},
	{dns.TypeA, "192.0.2.01", false},
	{dns.TypeA, "2001:db8::1", false},
	{dns.TypeAAAA, "2001:DB8::1", true},
	{dns.TypeAAAA, "::ffff:192.0.2.1", true},
	{dns.TypeAAAA, "192.0.2.1", false},
	{dns.TypeAAAA, "fe80::1%eth0", false},
	{dns.TypeCNAME, "WWW.Example.org.", true},
	{dns.TypeNS, "_a-b.example.org.", true},
	{dns.TypePTR, "relative", false},
	{dns.TypePTR, ".", false},
	{dns.TypePTR, "a..b.", false},
	{dns.TypePTR, `a\.b.`, false},
	{dns.TypePTR, "a;b.", false},
	{dns.TypeMX, "10 Mail.example.org.", true},
	{dns.TypeMX, "65536 mail.example.org.", false},
	{dns.TypeMX, "0 .", false},
	{dns.TypeTXT, `"v=spf1 -all"`, true},
	{dns.TypeTXT, `"a;(b)" "" "c"`, true},
	{dns.TypeTXT, `"a"  "b"`, false},
	{dns.TypeTXT, `"a\"b"`, false},
	{dns.TypeTXT, `"a`, false},
	{dns.TypeTXT, `a`, false},
	{dns.TypeTXT, "\"\xff\"", false},
	{dns.TypeSRV, "0 0 5060 www.example.org.", false},
}

func TestTheFastWayReadsAsTheFullParserDoes(t *testing.T) {
	t.Parallel()
	for _, c := range spellings {
		t.Run(TypeString(c.rrtype)+" "+c.text, func(t *testing.T) {
			t.Parallel()
			fast, ok := fastRData(c.rrtype, c.text)
			require.Equal(t, c.fast, ok)
			if !ok {
				return
			}
			full, err := parseRData(c.rrtype, c.text, ".")
			require.NoError(t, err)
			require.Equal(t, full, fast)
		})
	}
}

func FuzzFastRData(f *testing.F) {
	for _, c := range spellings {
		f.Add(c.rrtype, c.text)
	}
	f.Fuzz(func(t *testing.T, rrtype uint16, text string) {
		fast, ok := fastRData(rrtype, text)
		if !ok {
			return
		}
		full, err := parseRData(rrtype, text, ".")
		require.NoError(t, err)
		require.Equal(t, full, fast)
	})
}

func BenchmarkParseRData(b *testing.B) {
	for name, parse := range map[string]func(uint16, string, string) (string, error){"with the fast way": ParseRData, "full parser": parseRData} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := parse(dns.TypeCNAME, "www.example.org.", ".")
				require.NoError(b, err)
			}
		})
	}
}
