package parse

import (
	"strings"

	"github.com/miekg/dns"
)

// wrong says what is wrong with a record that miekg/dns reads and that name servers refuse; "" when nothing is.
func wrong(rr dns.RR) string {
	switch rr := rr.(type) {
	case *dns.SSHFP:
		return digest(len(rr.FingerPrint)/2, sshfpSizes[rr.Type])
	case *dns.DS:
		return digest(len(rr.Digest)/2, dsSizes[rr.DigestType])
	case *dns.CDS:
		return digest(len(rr.Digest)/2, dsSizes[rr.DigestType])
	case *dns.HTTPS:
		return wrongService(rr.Value)
	case *dns.SVCB:
		return wrongService(rr.Value)
	case *dns.CAA:
		if rr.Tag == "" || strings.ContainsFunc(rr.Tag, notAlphanumeric) {
			return "a tag has letters and digits only (RFC 8659)"
		}
	}
	return ""
}

// How many octets the digests of known types have (RFC 4255, RFC 6594; RFC 4034, RFC 4509, RFC 5933, RFC 6605).
var (
	sshfpSizes = map[uint8]int{1: 20, 2: 32}
	dsSizes    = map[uint8]int{1: 20, 2: 32, 3: 32, 4: 48}
)

// digest checks an octet count; 0 wanted means that the type is not known, and any will do.
func digest(octets, want int) string {
	if want != 0 && octets != want {
		return "the digest has the wrong length for its type"
	}
	return ""
}

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
