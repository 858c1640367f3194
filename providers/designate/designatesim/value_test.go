package designatesim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValues(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("x", n) }
	for kind, c := range map[string]struct{ good, bad []string }{
		"A":     {[]string{"192.0.2.1"}, []string{"192.0.2", "192.0.2.01", "2001:db8::1", "", "www"}},
		"AAAA":  {[]string{"2001:db8::1", "2001:DB8:0:0::1", "::ffff:192.0.2.1"}, []string{"192.0.2.1", "fe80::1%eth0", "2001:db8"}},
		"CNAME": {[]string{"www.example.org."}, []string{"www.example.org", "*.example.org.", ".", "a b."}},
		"MX":    {[]string{"10 mail.example.org.", "0 m.", "10 .", "10 *.example.org."}, []string{"mail.example.org.", "10  mail.example.org.", "010 mail.example.org.", "10 mail.example.org", "65536 a."}},
		"SRV":   {[]string{"10 0 5060 h.example.org.", "10 0 05060 h."}, []string{"10 0 5060 .", "0 5060 h.example.org.", "10 0 5060  h."}},
		"TXT": {
			[]string{"plain", `"two words"`, `"say \"hi\""`, `""`, `"` + long(253) + `"`, long(255), `"` + long(253) + `" "` + long(253) + `"`, `"` + long(250) + `" "b"`},
			[]string{"two words", `"open`, `open"`, `"a" "b"`, `"a"b"`, `end\`, long(256), `"` + long(254) + `"`, `"` + long(254) + `" "b"`, `"` + long(200) + `"  "` + long(200) + `"`},
		},
		"SPF":   {[]string{`"v=spf1 -all"`, `"` + long(300) + `"`}, []string{"v=spf1 -all", `"a"b"`}},
		"SSHFP": {[]string{"2 1 6c3c958af43d953f91f40e0d84157f4fe7b4a898", "4 2 " + strings.Repeat("ab", 32)}, []string{"2 1 xx", "5 1 " + strings.Repeat("ab", 20), "2 1"}},
		"CAA": {
			[]string{"0 issue ca.example", "1 issuewild ca.example; a=b", "0 iodef mailto:a@example.org", "0 iodef https://example.org/x"},
			[]string{`0 issue "ca.example"`, "128 issue ca.example", "0 issue ;", `0 issue ";"`, "0 other x", "0 issue", "0 iodef ftp://example.org/"},
		},
		"NAPTR": {[]string{"10 100 S SIP+D2U !^.*$!sip:a@example.org! _sip._udp.example.org."}, []string{`10 100 "S" "SIP+D2U" "" _sip._udp.example.org.`, "10 100 S SIP+D2U x a.", "10 100"}},
		"CERT":  {[]string{"PKIX 1 RSASHA256 AQIDBA==", "1 2 3 AQIDBA=="}, []string{"PKIX 1 RSASHA256", "pkix 1 2 AQIDBA==", "65536 1 2 AQIDBA==", "1 1 256 AQIDBA==", "PKIX 1 RSASHA256 !"}},
		"TLSA":  {[]string{"3 1 1 " + strings.Repeat("ab", 32)}, []string{"3 1", "x"}},
		"HTTPS": {[]string{"1 . alpn=h2"}, []string{"1"}},
	} {
		for _, v := range c.good {
			require.True(t, isValue(kind, v), "%s %s", kind, v)
		}
		for _, v := range c.bad {
			require.False(t, isValue(kind, v), "%s %s", kind, v)
		}
	}
}

func TestNamesOfServices(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Types: Latest()})
	srv := func(name string) string {
		return `{"name":"` + name + `","type":"SRV","records":["0 0 443 h.example.org."]}`
	}
	tlsa := func(name string) string {
		return `{"name":"` + name + `","type":"TLSA","records":["3 1 1 ` + strings.Repeat("ab", 32) + `"]}`
	}
	s.add(t, srv("_s._tcp.example.org."))
	s.add(t, tlsa("_443._tcp.example.org."))
	for _, body := range []string{srv("s.example.org."), srv("_s.example.org."), tlsa("_s._tcp.example.org."), tlsa("h.example.org.")} {
		require.Equal(t, "400 invalid_object", s.refused(t, "POST R", body))
	}
}
