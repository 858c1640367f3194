package powerdns

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// svcKeys are the parameters that the server has names for (RFC 9460 §14.3.2); others are key123.
var svcKeys = []string{"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"}

func svcKey(k uint16) string {
	if int(k) < len(svcKeys) {
		return svcKeys[k]
	}
	return fmt.Sprintf("key%d", k)
}

// svcb spells an SVCB or HTTPS RDATA: values bare, but quoted where they are base64 or of an unknown parameter.
func svcb(rdata string) string {
	target, end, err := dns.UnpackDomainName([]byte(rdata), 2)
	if err != nil {
		return zone.Text(dns.TypeSVCB, rdata)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", u16(rdata), names(target))
	for rest := rdata[end:]; len(rest) >= 4; {
		key, n := u16(rest), int(u16(rest[2:]))
		b.WriteString(" " + svcKey(key) + svcValue(key, rest[4:4+n]))
		rest = rest[4+n:]
	}
	return b.String()
}

func svcValue(key uint16, v string) string {
	switch key {
	case 0:
		return "=" + join(v, 2, func(s string) string { return svcKey(u16(s)) })
	case 1:
		return "=" + alpn(v)
	case 2:
		return ""
	case 3:
		return "=" + strconv.Itoa(int(u16(v)))
	case 4:
		return "=" + join(v, 4, func(s string) string { return netip.AddrFrom4([4]byte([]byte(s))).String() })
	case 5:
		return `="` + base64.StdEncoding.EncodeToString([]byte(v)) + `"`
	case 6:
		return "=" + join(v, 16, dottedIPv6)
	}
	return "=" + quoted(v)
}

// quoted writes any bytes as one string: that of a TXT record, whose strings end at 255.
func quoted(v string) string {
	var b strings.Builder
	for ; len(v) > 255; v = v[255:] {
		text := zone.Text(dns.TypeTXT, "\xff"+v[:255])
		b.WriteString(text[1 : len(text)-1])
	}
	text := zone.Text(dns.TypeTXT, string([]byte{byte(len(v))})+v)
	return `"` + b.String() + text[1:]
}

func join(v string, size int, text func(string) string) string {
	var out []string
	for ; len(v) >= size; v = v[size:] {
		out = append(out, text(v[:size]))
	}
	return strings.Join(out, ",")
}

// alpn spells protocol names; the second level of escapes is RFC 9460 appendix A.1's.
func alpn(v string) string {
	var ids []string
	for len(v) > 0 {
		n := 1 + int(v[0])
		ids = append(ids, alpnEscaper.Replace(v[1:n]))
		v = v[n:]
	}
	s := strings.Join(ids, ",")
	if strings.Contains(s, " ") {
		return `"` + s + `"`
	}
	return s
}

var alpnEscaper = strings.NewReplacer(`\`, `\\\\`, `,`, `\\,`)

// dottedIPv6 ends addresses of ::/96 and ::ffff:0:0/96 in dotted form, as the C library does.
func dottedIPv6(v string) string {
	ip := netip.AddrFrom16([16]byte([]byte(v)))
	if strings.Trim(v[:12], "\x00") == "" && u16(v[12:]) != 0 {
		return "::" + netip.AddrFrom4([4]byte([]byte(v[12:]))).String()
	}
	return ip.String()
}

// parseSVCB reads what svcb writes. The parser knows parameters by their names that the server only has numbers for.
func parseSVCB(rrtype uint16, text string) (string, error) {
	fields := splitOutsideQuotes(text)
	for i, f := range fields[min(2, len(fields)):] {
		key, value, has := strings.Cut(f, "=")
		if key == "mandatory" {
			value = mapList(value, svcName)
		}
		f = svcName(key)
		if has {
			f += "=" + value
		}
		fields[i+2] = f
	}
	return zone.ParseRData(rrtype, strings.Join(fields, " "), ".")
}

// svcName gives the name of a parameter that is written as key123, where it has one.
func svcName(key string) string {
	digits, numbered := strings.CutPrefix(key, "key")
	if n, err := strconv.ParseUint(digits, 10, 16); numbered && err == nil {
		return dns.SVCBKey(n).String()
	}
	return key
}

func mapList(list string, f func(string) string) string {
	items := strings.Split(list, ",")
	for i, s := range items {
		items[i] = f(s)
	}
	return strings.Join(items, ",")
}

func splitOutsideQuotes(text string) []string {
	quoted, escaped := false, false
	return strings.FieldsFunc(text, func(c rune) bool {
		if c == '"' && !escaped {
			quoted = !quoted
		}
		escaped = c == '\\' && !escaped
		return c == ' ' && !quoted
	})
}
