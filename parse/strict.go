package parse

import (
	"strings"

	"github.com/miekg/dns"
)

// fieldCounts are how many fields the types have of which miekg/dns takes more, or less and fills them up.
var fieldCounts = map[uint16]int{dns.TypeSOA: 7, dns.TypeHINFO: 2, dns.TypeNSEC3PARAM: 4, dns.TypeURI: 3}

// checkFields refuses what miekg/dns does not count, and an URI's target without quotes (RFC 7553 §4.5).
func (r *rdataReader) checkFields() *fault {
	have := len(r.tokens)
	switch n, counted := fieldCounts[r.code]; {
	case counted && have < n:
		return r.short()
	case counted && have > n:
		return r.bad(r.tokens[n], "unexpected "+show(r.e.word(r.tokens[n])), r.layout())
	case r.code == dns.TypeURI && r.tokens[have-1].kind != quoted:
		return r.bad(r.tokens[have-1], "target without quotes: "+show(r.e.word(r.tokens[have-1])), r.layout())
	}
	return nil
}

// wrong says what is wrong with a record that miekg/dns reads and that name servers refuse; "" when nothing is.
func wrong(rr dns.RR) string {
	if lacksData(rr) {
		return "something is missing"
	}
	switch rr := rr.(type) {
	case *dns.HTTPS:
		return wrongService(rr.Value)
	case *dns.SVCB:
		return wrongService(rr.Value)
	case *dns.LOC:
		return wrongPlace(rr)
	case *dns.NAPTR:
		return wrongRewrite(rr.Regexp)
	case *dns.CAA:
		if rr.Tag == "" || strings.ContainsFunc(rr.Tag, notAlphanumeric) {
			return "a tag has letters and digits only (RFC 8659)"
		}
	case *dns.IPSECKEY:
		return gateway(rr.GatewayType)
	case *dns.AMTRELAY:
		return gateway(rr.GatewayType &^ 0x80) // the D bit
	case *dns.X25:
		if len(rr.PSDNAddress) < 4 || strings.ContainsFunc(rr.PSDNAddress, notDigit) {
			return "an address has four digits or more (RFC 1183 §3.1)"
		}
	case *dns.MD, *dns.MF:
		return "the type is obsolete; MX took its place (RFC 1035 §3.3.4)"
	}
	return wrongDigest(rr)
}

// lacksData tells records that end before the key, the signature, or what else they are for.
func lacksData(rr dns.RR) bool {
	switch rr := rr.(type) {
	case *dns.DNSKEY:
		return rr.PublicKey == ""
	case *dns.CDNSKEY:
		return rr.PublicKey == ""
	case *dns.KEY:
		return rr.PublicKey == ""
	case *dns.RKEY:
		return rr.PublicKey == ""
	case *dns.IPSECKEY:
		return rr.PublicKey == "" && rr.Algorithm != 0
	case *dns.CERT:
		return rr.Certificate == ""
	case *dns.TLSA:
		return rr.Certificate == ""
	case *dns.SMIMEA:
		return rr.Certificate == ""
	case *dns.RRSIG:
		return rr.Signature == ""
	case *dns.SIG:
		return rr.Signature == ""
	case *dns.NSEC:
		return len(rr.TypeBitMap) == 0
	}
	return false
}

// gateway checks the kind of a gateway or relay: none, IPv4, IPv6 or a name (RFC 4025 §2.3, RFC 8777 §4.2.3).
func gateway(kind uint8) string {
	if kind > 3 {
		return "there is no such type of gateway"
	}
	return ""
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

func notAlphanumeric(r rune) bool {
	return notDigit(r) && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
