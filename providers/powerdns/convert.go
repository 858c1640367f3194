package powerdns

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// The server takes a content only in its own spelling: anything else is 422, "Not in expected format" (4.7.3). What is
// written here was tried type by type against it (TestEveryTypeComesBack); what it prints goes through parseContent.

// content spells an RDATA as the server does. Bytes that their type does not allow go in generic form, for the server to
// refuse.
func content(rrtype uint16, rdata string) string {
	switch {
	case rrtype == dns.TypeAPL && rdata == "":
		return ""
	case rrtype == typeAlias && sound(dns.TypeCNAME, rdata):
		return names(zone.Text(dns.TypeCNAME, rdata))
	case rrtype == typeLua && len(rdata) > 2 && sound(dns.TypeTXT, rdata[2:]):
		return typeName(u16(rdata)) + " " + zone.Text(dns.TypeTXT, rdata[2:])
	case knownTypes[rrtype] && sound(rrtype, rdata):
		return spell(rrtype, rdata)
	}
	return fmt.Sprintf(`\# %d %x`, len(rdata), rdata)
}

// sound tells whether an RDATA is what its type's layout makes of it: what is not has no text but the generic form.
func sound(rrtype uint16, rdata string) bool {
	return rdata != "" && !strings.HasPrefix(zone.Text(rrtype, rdata), `\#`)
}

func spell(rrtype uint16, rdata string) string {
	switch rrtype {
	case dns.TypeAAAA:
		return hexIPv6(rdata)
	case dns.TypeCERT:
		return fmt.Sprintf("%d %d %d %s", u16(rdata), u16(rdata[2:]), rdata[4], base64.StdEncoding.EncodeToString([]byte(rdata[5:])))
	case dns.TypeHTTPS, dns.TypeSVCB:
		return svcb(rdata)
	case dns.TypeIPSECKEY:
		if rdata[1] == 0 { // no gateway: nothing is written
			return strings.Replace(zone.Text(rrtype, rdata), " . ", " ", 1)
		}
	case dns.TypeLOC:
		return loc(rdata)
	}
	return names(zone.Text(rrtype, rdata))
}

// ownerName spells a name as the server does.
func ownerName(name string) string { return names(name) }

// names takes the escapes that the server does not write out of everything but quoted strings: it escapes dots,
// backslashes, and bytes that are not printable; a blank is \032.
func names(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(text): // no name or string ends so
			b.WriteByte(c)
		default:
			i++
			b.WriteString(escape(text[i], quoted))
		}
	}
	return b.String()
}

// escape spells the byte behind a backslash. A digit begins a \DDD, which is the same everywhere.
func escape(c byte, quoted bool) string {
	switch {
	case quoted, c == '.', c == '\\', c >= '0' && c <= '9':
		return `\` + string(c)
	case c == ' ':
		return `\032`
	}
	return string(c)
}

// hexIPv6 avoids the dotted form of mapped addresses, which the server prints and does not read.
func hexIPv6(rdata string) string {
	ip, ok := netip.AddrFromSlice([]byte(rdata))
	if ok && ip.Is4In6() {
		return fmt.Sprintf("::ffff:%x:%x", u16(rdata[12:]), u16(rdata[14:]))
	}
	return ip.String()
}

// loc writes all numbers with their decimals and without leading zeros. The server has zero in the south and west.
func loc(rdata string) string {
	at := func(i int) int64 { return int64(binary.BigEndian.Uint32([]byte(rdata[i : i+4]))) }
	altitude := float64(at(12)-10_000_000) / 100
	return fmt.Sprintf("%s %s %.2fm %sm %sm %sm", degrees(at(4)-1<<31, "N", "S"), degrees(at(8)-1<<31, "E", "W"), altitude,
		metres(rdata[1]), metres(rdata[2]), metres(rdata[3]))
}

// degrees spells thousandths of a second of arc.
func degrees(v int64, positive, other string) string {
	if v <= 0 {
		v, positive = -v, other
	}
	return fmt.Sprintf("%d %d %d.%03d %s", v/3_600_000, v/60_000%60, v/1000%60, v%1000, positive)
}

// metres spells a size of RFC 1876: mantissa and power of ten, in centimetres.
func metres(b byte) string {
	cm := int64(b >> 4)
	for range b & 15 {
		cm *= 10
	}
	return fmt.Sprintf("%d.%02d", cm/100, cm%100)
}

func u16(s string) uint16 { return uint16(s[0])<<8 | uint16(s[1]) }

// parseContent gives the RDATA that the server's text stands for. The server knows no relative names.
func parseContent(rrtype uint16, text string) (string, error) {
	switch rrtype {
	case dns.TypeAPL:
		if text == "" {
			return "", nil
		}
	case dns.TypeIPSECKEY:
		if f := strings.SplitN(text, " ", 4); len(f) == 4 && f[1] == "0" {
			text = strings.Join([]string{f[0], f[1], f[2], ".", f[3]}, " ")
		}
	case dns.TypeCNAME, dns.TypeDNAME, dns.TypeNS, dns.TypePTR, dns.TypeMX, dns.TypeSRV, dns.TypeRP, dns.TypeAFSDB:
		text = nameEscaper.Replace(text)
	case dns.TypeHTTPS, dns.TypeSVCB:
		return parseSVCB(rrtype, text)
	case typeAlias:
		return zone.ParseRData(dns.TypeCNAME, nameEscaper.Replace(text), ".")
	case typeLua:
		return parseLua(text)
	}
	return zone.ParseRData(rrtype, text, ".")
}

// nameEscaper escapes what the server leaves bare in names and a zone file gives a meaning.
var nameEscaper = strings.NewReplacer(`"`, `\"`, `;`, `\;`, `(`, `\(`, `)`, `\)`)

// parseLua reads a type and the script's strings.
func parseLua(text string) (string, error) {
	name, script, _ := strings.Cut(text, " ")
	rrtype, err := parseType(name)
	if err != nil {
		return "", err
	}
	rdata, err := zone.ParseRData(dns.TypeTXT, script, ".")
	return string(binary.BigEndian.AppendUint16(nil, rrtype)) + rdata, err
}
