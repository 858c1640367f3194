package huawei

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func TestValuesAreSpelledAsTheAPIDoes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 255)
	for _, c := range []struct{ rrtype, text, spelled string }{
		{"A", "192.0.2.1", "192.0.2.1"},
		{"AAAA", "2001:DB8:0::1", "2001:db8::1"},
		{"CNAME", "WWW.example.org.", "www.example.org."},
		{"MX", "10 mail.example.org.", "10 mail.example.org."},
		{"NS", "ns1.example.org.", "ns1.example.org."},
		{"SRV", "1 2 389 ldap.example.org.", "1 2 389 ldap.example.org."},
		{"SRV", "0 0 0 .", "0 0 0 ."},
		{"CAA", `0 issue "ca.example.net; a=b"`, `0 issue "ca.example.net; a=b"`},
		{"TXT", `"v=spf1 " "-all"`, `"v=spf1 -all"`},
		{"TXT", `""`, `""`},
		{"TXT", `"` + long + `" "b"`, `"` + long + `" "b"`},
		{"TXT", `"` + long[:200] + `" "` + long[:60] + `"`, `"` + long + `" "` + long[:5] + `"`},
	} {
		rrtype, err := zone.ParseType(c.rrtype)
		require.NoError(t, err)
		rdata, err := zone.ParseRData(rrtype, c.text, ".")
		require.NoError(t, err, c.text)
		spelled, err := content(rrtype, rdata)
		require.NoError(t, err, c.text)
		require.Equal(t, c.spelled, spelled)
		back, err := parseContent(rrtype, spelled)
		require.NoError(t, err, spelled)
		if c.rrtype == "TXT" {
			rdata = zone.CutTXT(zone.JoinTXT(rdata))
		}
		require.Equal(t, rdata, back)
	}
}

func TestTheAPIsOwnSpellingsAreRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rrtype, spelled, text string }{
		{"MX", "1 mail.example.com", "1 mail.example.com."},
		{"CNAME", "node1.Example.com", "node1.example.com."},
		{"AAAA", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},
		{"TXT", `"a"  "b"`, `"ab"`},
		{"SOA", "ns1.example.net. xx.example.com. (1 7200 900 1209600 300)", "ns1.example.net. xx.example.com. 1 7200 900 1209600 300"},
	} {
		rrtype, err := zone.ParseType(c.rrtype)
		require.NoError(t, err)
		rdata, err := parseContent(rrtype, c.spelled)
		require.NoError(t, err, c.spelled)
		require.Equal(t, c.text, zone.Text(rrtype, rdata))
	}
}

func TestWhatTheAPICannotHoldIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rrtype, text string
		err                error
	}{
		{"a quote", "TXT", `"say \"yes\""`, errEscape},
		{"a backslash", "TXT", `"a\\b"`, errEscape},
		{"another octet", "TXT", `"\200"`, errEscape},
		{"a null MX", "MX", "0 .", errNullMX},
		{"a strange target", "CNAME", `a\.b.example.org.`, errEscape},
		{"a backslash in a CAA", "CAA", `0 issue "a\\b"`, errEscape},
		{"a long tag", "CAA", `0 contactemailaddr "a"`, errCAA},
		{"a long value", "CAA", `\# 263 00056973737565` + strings.Repeat("61", 256), errCAA},
		{"a long text", "TXT", strings.Repeat(`"`+strings.Repeat("a", 255)+`" `, 16), errLongText},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rrtype, err := zone.ParseType(c.rrtype)
			require.NoError(t, err)
			rdata, err := zone.ParseRData(rrtype, c.text, ".")
			require.NoError(t, err)
			_, err = content(rrtype, rdata)
			require.ErrorIs(t, err, c.err)
		})
	}
	_, err := ownerName(`a\.b.example.org.`)
	require.ErrorIs(t, err, errEscape)
}

func TestValuesThatDoNotParseAreErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{``, `abc`, `"abc`, `"a""b"`, `"a" b`, `"a\"b"`, `"\065"`, `"é"`} {
		_, err := parseContent(16, text)
		require.Error(t, err, text)
	}
	_, err := parseContent(1, "2001:db8::1")
	require.ErrorIs(t, err, errUnread)
}
