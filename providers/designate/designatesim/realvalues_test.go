package designatesim

import (
	"encoding/json"
	"fmt"
	"strings"
)

// values are tried one by one, each as the one value of a set of its own. A comma parts none of them.
var values = map[string][]string{
	"A":     {"192.0.2.1", "192.0.2.256", "192.0.2", "0.0.0.0", "192.0.2.01", "x", "", " 192.0.2.1", "2001:db8::1"},
	"AAAA":  {"2001:db8::1", "2001:DB8:0::1", "::", "::ffff:192.0.2.1", "2001:db8:::1", "192.0.2.1", "x"},
	"CNAME": {"example.net.", "example.net", "a_b.example.net.", "*.example.net.", ".", "Example.NET.", "-a.example.net.", "a b.", "192.0.2.1"},
	"NS":    {"ns.example.net.", "ns.example.net", ".", "192.0.2.1."},
	"PTR":   {"host.example.net.", "host.example.net", "."},
	"MX": {"10 mail.example.net.", "10 mail.example.net", "10  mail.example.net.", "010 mail.example.net.", "65535 mail.example.net.",
		"65536 mail.example.net.", "-1 mail.example.net.", "0 .", "mail.example.net.", "10", "x mail.example.net.", "0 mail.example.net.", "0 *.example.net.", "0 a b."},
	"SRV": {"10 0 5060 sip.example.net.", "10 0 5060 sip.example.net", "0 0 0 .", "10 0 65536 sip.example.net.", "10 0 sip.example.net.", "10 0 05060 sip.example.net."},
	"TXT": {`"plain"`, `plain`, `two words`, `"two words"`, `"a" "b"`, `"a""b"`, `"open`, `open"`, `a"b`, `"a"b"`, `"a\"b"`, `a\"b`, `"a\\"`, `a\\`, `a\`, `"a\"`,
		`""`, ``, ` `, `"tab	here"`, "\"line\nbreak\"", `"é"`, `"\195\169"`, `"semi;colon"`, `semi;colon`, `"\;"`,
		long(252), long(253), long(254), long(255), bare(255), bare(256), long(100) + " " + long(100), long(126) + " " + long(126),
		long(253) + " " + long(253), long(253) + " " + long(3), long(254) + " " + long(3), long(253) + "  " + long(3), long(200) + " " + long(200) + " " + long(200), long(300),
		`"` + strings.Repeat(`\"`, 130) + `"`, `"` + strings.Repeat(`\"`, 126) + `"`},
	"SPF": {`"v=spf1 -all"`, `v=spf1 -all`, long(300)},
	"SSHFP": {"1 1 " + strings.Repeat("ab", 20), "4 2 " + strings.Repeat("ab", 32), "4 2 " + strings.Repeat("AB", 32), "5 1 " + strings.Repeat("ab", 20), "6 2 " + strings.Repeat("ab", 32),
		"1 3 " + strings.Repeat("ab", 20), "1 1 abc", "1 1 " + strings.Repeat("ab", 25), "1 1", "0 0 " + strings.Repeat("ab", 20), "x 1 " + strings.Repeat("ab", 20)},
	"CAA": {"0 issue ca.example.net", `0 issue "ca.example.net"`, "0 issue ;", `0 issue ";"`, "1 issue ca.example.net", "128 issue ca.example.net", "0 issuewild ca.example.net",
		"0 iodef mailto:h@example.net", `0 iodef "mailto:h@example.net"`, "0 iodef https://example.net/", "0 iodef https://example.net", "0 other x",
		"0 issue ca.example.net; account=12", "0 issue ca.example.net; a=b; c=d", "0 issue ca.example.net;a=b", "0 issue ca.example.net; validationmethods=dns-01", "0 ISSUE ca.example.net"},
	"NAPTR": {`100 10 "U" "E2U+sip" "!^.*$!sip:info@example.net!" .`, "100 10 U E2U+sip !^.*$!sip:info@example.net! .", "100 10 S SIP+D2U !^.*$!x! _sip._udp.example.net.",
		`100 10 "S" "SIP+D2U" "" _sip._udp.example.net.`, "100 10 S SIP+D2U  _sip._udp.example.net.", "100 10 U E2U+sip !^.*$!x! example.net.", "x"},
	"CERT":  {"1 0 0 AQID", "PKIX 0 RSASHA1 AQID", "PKIX 1 5 AQID", "PKIX 1 RSASHA256 AQI", "x", "DPKIX 1 RSASHA256 AQID", "PKIX 65536 RSASHA256 AQID", "99999 1 RSASHA256 AQID"},
	"HTTPS": {"1 . alpn=h2"},
	"SVCB":  {"1 example.net."},
	"TLSA":  {"3 1 1 " + strings.Repeat("ab", 32)},
	"DS":    {"1 13 2 " + strings.Repeat("ab", 32)},
	"URI":   {`10 1 "https://example.net/"`},
}

// long gives a quoted string of n characters.
func long(n int) string { return `"` + strings.Repeat("a", n) + `"` }

func bare(n int) string { return strings.Repeat("a", n) }

func valueSteps() []step {
	steps := []step{{what: "quotas", call: "PATCH /v2/quotas/values", body: `{"zone_recordsets":1000,"zone_records":1000}`}}
	steps = append(steps, zoneMade("values.example.org.")...)
	for _, kind := range []string{"A", "AAAA", "CNAME", "NS", "PTR", "MX", "SRV", "TXT", "SPF", "SSHFP", "CAA", "NAPTR", "CERT", "HTTPS", "SVCB", "TLSA", "DS", "URI"} {
		for i, v := range values[kind] {
			name := fmt.Sprintf("%s%d.values.example.org.", strings.ToLower(kind), i)
			if kind == "SRV" || kind == "TLSA" {
				name = fmt.Sprintf("_%d._tcp.values.example.org.", i)
			}
			body, _ := json.Marshal(object{"name": name, "type": kind, "records": []string{v}})
			steps = append(steps, step{what: fmt.Sprintf("%s %.40s", kind, v), call: "POST {zone}/recordsets", body: string(body)})
		}
	}
	for _, name := range []string{"srv", "_srv", "_a.b", "_a._b.c", "a._b._c", "_443._tcp.www", "_a._tcp"} {
		for _, in := range [][2]string{{"SRV", "1 1 1 example.net."}, {"TLSA", "3 1 1 " + strings.Repeat("ab", 32)}} {
			kind, v := in[0], in[1]
			body, _ := json.Marshal(object{"name": name + ".names.values.example.org.", "type": kind, "records": []string{v}})
			steps = append(steps, step{what: kind + " at " + name, call: "POST {zone}/recordsets", body: string(body)})
		}
	}
	return append(steps, step{what: "active", call: "GET {zone}", wait: true}, step{what: "as they are kept", call: "GET {zone}/recordsets?limit=1000"})
}
