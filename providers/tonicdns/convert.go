package tonicdns

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// ownerName spells a name as the API does: without its final dot.
func ownerName(name string) string { return strings.TrimSuffix(name, ".") }

// noPriority is the priority of what is neither MX nor SRV.
const noPriority = -1

func hasPriority(rrtype uint16) bool { return rrtype == dns.TypeMX || rrtype == dns.TypeSRV }

// spell gives the content and the priority that stand for an RDATA. Bytes that their type does not allow become text in
// generic form, which no rule of fit takes.
func spell(rrtype uint16, rdata string) (content string, priority int) {
	text := zone.Text(rrtype, rdata)
	if strings.HasPrefix(text, `\#`) {
		return text, noPriority
	}
	switch rrtype {
	case dns.TypeAAAA:
		return hexIPv6(rdata), noPriority
	case dns.TypeTXT, dns.TypeSPF:
		return quoteAll(rdata), noPriority
	case dns.TypeCAA:
		tag, value := rdata[2:2+rdata[1]], rdata[2+rdata[1]:]
		return fmt.Sprintf("%d %s %s", rdata[0], tag, quote(value)), noPriority
	case dns.TypeNAPTR:
		name := text[strings.LastIndexByte(text, ' ')+1:]
		return fmt.Sprintf("%d %d %s %s", u16(rdata), u16(rdata[2:]), quoteSome(rdata[4:], 3), relative(name)), noPriority
	case dns.TypeSOA:
		return soa(text), noPriority
	case dns.TypeMX, dns.TypeSRV:
		_, text, _ = strings.Cut(text, " ")
		return relative(text), int(u16(rdata))
	}
	return relative(text), noPriority
}

func u16(s string) uint16 { return uint16(s[0])<<8 | uint16(s[1]) }

// relative takes the final dots off names. No other field ends in one.
func relative(text string) string {
	fields := strings.Split(text, " ")
	for i, f := range fields {
		if f != "." {
			fields[i] = strings.TrimSuffix(f, ".")
		}
	}
	return strings.Join(fields, " ")
}

// hexIPv6 avoids the dotted form of mapped addresses, which the server refuses.
func hexIPv6(rdata string) string {
	ip, _ := netip.AddrFromSlice([]byte(rdata)) // has its 16 octets, or it had no text
	if ip.Is4In6() {
		return fmt.Sprintf("::ffff:%x:%x", u16(rdata[12:]), u16(rdata[14:]))
	}
	return ip.String()
}

// quoteAll writes character-strings one blank apart.
func quoteAll(rdata string) string { return quoteSome(rdata, -1) }

func quoteSome(rdata string, n int) string {
	var out []string
	for len(rdata) > 0 && len(out) != n {
		end := 1 + int(rdata[0])
		out = append(out, quote(rdata[1:end]))
		rdata = rdata[end:]
	}
	return strings.Join(out, " ")
}

// quote escapes by number also what has a shorter escape: the server looks for quotes without regard to backslashes.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, `\%03d`, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// soa has the mailbox as an e-mail address where a name would have an escaped dot, which the server does not know.
func soa(text string) string {
	fields := strings.Fields(relative(text))
	if i := strings.LastIndex(fields[1], `\.`); i >= 0 {
		local, domain, _ := strings.Cut(fields[1][i+2:], ".")
		fields[1] = strings.ReplaceAll(fields[1][:i+2]+local, `\.`, ".") + "@" + domain
	}
	return strings.Join(fields, " ")
}

// parse gives the RDATA that a content stands for, which must have passed fit. The server knows no relative names.
func parse(rrtype uint16, content string, priority int) (string, error) {
	switch {
	case hasPriority(rrtype):
		content = fmt.Sprintf("%d %s", priority, content)
	case rrtype == dns.TypeSOA:
		fields := strings.Fields(content)
		if local, domain, mail := strings.Cut(fields[1], "@"); mail {
			fields[1] = strings.ReplaceAll(local, ".", `\.`) + "." + domain
		}
		content = strings.Join(fields, " ")
	}
	return zone.ParseRData(rrtype, content, ".")
}
