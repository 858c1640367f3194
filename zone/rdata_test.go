package zone

import (
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

func TestTextReadsBackAsTheSameRData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		rrtype     uint16
		want       string
	}{
		{"an unknown type", `\# 2 abcd`, 65300, `\# 2 abcd`},
		{"an unknown type without data", `\# 0`, 65300, `\# 0 `},
		{"NULL, which has no other form", `\# 2 abcd`, dns.TypeNULL, `\# 2 abcd`},
		{"a known type in generic form", `\# 4 c0000201`, dns.TypeA, `192.0.2.1`},
		{"a CAA value with backslash and quote", `0 issue "a\\b\"c"`, dns.TypeCAA, `0 issue "a\\b\"c"`},
		{"a URI with backslash and quote", `1 2 "a\\b\"c"`, dns.TypeURI, `1 2 "a\\b\"c"`},
		{"a TXT with every kind of byte", `"\000\009 \"\\;\127\255"`, dns.TypeTXT, `"\000\009 \"\\;\127\255"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rdata, err := ParseRData(c.rrtype, c.text, "example.org.")
			require.NoError(t, err)
			require.Equal(t, c.want, Text(c.rrtype, rdata))
			back, err := ParseRData(c.rrtype, Text(c.rrtype, rdata), "example.org.")
			require.NoError(t, err)
			require.Equal(t, rdata, back)
			rr, err := NewRR("example.org.", c.rrtype, 60, rdata)
			require.NoError(t, err)
			packed, err := RData(rr)
			require.NoError(t, err)
			require.Equal(t, rdata, packed)
		})
	}
}
