package zone

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// MaxRData is the most octets that one RDATA can have (RFC 1035 §3.2.1: RDLENGTH has 16 bits).
const MaxRData = 65535

// RData gives the RDATA of a record in canonical wire form: no compression, names of the types of RFC 4034 §6.2 (as
// RFC 3597 §7 and RFC 6840 §5.1 amend it) in lower case. A record in the generic form of RFC 3597 gives the same bytes as
// its typed form. The error is that of a record which has no wire form.
func RData(rr dns.RR) (string, error) {
	buf := make([]byte, dns.Len(rr)+1)
	end, err := dns.PackRR(rr, buf, 0, nil, false)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", rr.Header().Name, TypeString(rr.Header().Rrtype), err)
	}
	_, start, err := dns.UnpackDomainName(buf, 0)
	if err != nil {
		return "", err
	}
	start += 10 // type, class, TTL, RDLENGTH
	Canonical(rr.Header().Rrtype, buf[start:end])
	return string(buf[start:end]), nil
}

// Canonical folds the embedded names of an uncompressed wire-form RDATA in place. Bytes too short for their type are left
// as they are: that they are wrong is for the parser to say.
func Canonical(rrtype uint16, rdata []byte) {
	switch rrtype {
	case dns.TypeNS, dns.TypeMD, dns.TypeMF, dns.TypeCNAME, dns.TypeMB, dns.TypeMG, dns.TypeMR, dns.TypePTR,
		dns.TypeMINFO, dns.TypeRP, dns.TypeDNAME:
		lower(rdata)
	case dns.TypeMX, dns.TypeAFSDB, dns.TypeRT, dns.TypePX, dns.TypeKX:
		lower(from(rdata, 2))
	case dns.TypeSRV:
		lower(from(rdata, 6))
	case dns.TypeSOA:
		lower(rdata[:max(len(rdata)-20, 0)]) // five 32-bit numbers follow the two names
	case dns.TypeNAPTR:
		rest := from(rdata, 4)
		for range 3 { // flags, services, regexp
			if len(rest) > 0 {
				rest = from(rest, 1+int(rest[0]))
			}
		}
		lower(rest)
	case dns.TypeNXT:
		lower(rdata[:nameLen(rdata)])
	case dns.TypeSIG, dns.TypeRRSIG:
		signer := from(rdata, 18)
		lower(signer[:nameLen(signer)])
	}
}

func from(b []byte, i int) []byte { return b[min(i, len(b)):] }

// nameLen gives how many octets the uncompressed name at the start of b has.
func nameLen(b []byte) int {
	for i := 0; i < len(b); i += 1 + int(b[i]) {
		if b[i] == 0 {
			return i + 1
		}
	}
	return len(b)
}

// NewRR makes the record that a canonical RDATA stands for.
func NewRR(name string, rrtype uint16, ttl uint32, rdata string) (dns.RR, error) {
	h := dns.RR_Header{Name: name, Rrtype: rrtype, Class: dns.ClassINET, Ttl: ttl, Rdlength: uint16(len(rdata))}
	rr, _, err := dns.UnpackRRWithHeader(h, []byte(rdata), 0)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", name, TypeString(rrtype), err)
	}
	escapeOctets(rr)
	return rr, nil
}

// escapeOctets puts right what miekg/dns unpacks without the escapes that it expects when it packs and prints.
func escapeOctets(rr dns.RR) {
	switch rr := rr.(type) {
	case *dns.CAA:
		rr.Value = strings.ReplaceAll(rr.Value, `\`, `\\`)
	case *dns.URI:
		rr.Target = strings.ReplaceAll(rr.Target, `\`, `\\`)
	}
}

// Text gives a canonical RDATA in presentation form, as a zone file has it: names absolute, character-strings quoted. The
// same bytes always give the same text, and the text reads back as the same bytes: where miekg/dns has no such text, as
// for bytes that their type does not allow, it is the generic form of RFC 3597 §5.
func Text(rrtype uint16, rdata string) string {
	rr, err := NewRR(".", rrtype, 0, rdata)
	if err == nil && len(rdata) > 0 && !opaque(rr) {
		text := strings.TrimPrefix(rr.String(), rr.Header().String())
		if back, err := ParseRData(rrtype, text, "."); err == nil && back == rdata {
			return text
		}
	}
	return fmt.Sprintf(`\# %d %x`, len(rdata), rdata)
}

// opaque tells the records that miekg/dns does not print as RDATA: unknown types with another header, NULL raw.
func opaque(rr dns.RR) bool {
	switch rr.(type) {
	case *dns.RFC3597, *dns.NULL:
		return true
	}
	return false
}

// ParseRData gives the canonical RDATA of a presentation form such as a provider's API prints it. Relative names are taken
// below origin.
func ParseRData(rrtype uint16, text, origin string) (string, error) {
	if rdata, ok := fastRData(rrtype, text); ok {
		return rdata, nil
	}
	return parseRData(rrtype, text, origin)
}

func parseRData(rrtype uint16, text, origin string) (string, error) {
	if strings.ContainsAny(text, "\n\r") {
		return "", fmt.Errorf("%s RDATA: line break", TypeString(rrtype))
	}
	zp := dns.NewZoneParser(strings.NewReader(". 0 IN "+TypeString(rrtype)+" "+text+"\n"), origin, "")
	rr, ok := zp.Next()
	if !ok || zp.Err() != nil {
		return "", fmt.Errorf("%s RDATA %q: %w", TypeString(rrtype), text, zp.Err())
	}
	if strings.HasPrefix(strings.TrimLeft(text, " \t"), `\#`) {
		escapeOctets(rr) // the generic form was unpacked
	}
	return RData(rr)
}

// TypeString gives a type's mnemonic, or TYPE123 for one without (RFC 3597 §5).
func TypeString(rrtype uint16) string { return dns.Type(rrtype).String() }

// ParseType reads a type's mnemonic or TYPE123, in any case.
func ParseType(s string) (uint16, error) {
	s = strings.ToUpper(s)
	if t, ok := dns.StringToType[s]; ok {
		return t, nil
	}
	var t uint16
	if n, err := fmt.Sscanf(s, "TYPE%d", &t); err != nil || n != 1 || s != fmt.Sprintf("TYPE%d", t) {
		return 0, fmt.Errorf("no such record type: %s", s)
	}
	return t, nil
}
