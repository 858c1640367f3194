package parse

import "github.com/miekg/dns"

// How many octets the digests of known types have (RFC 4255, RFC 6594; RFC 4034, RFC 4509, RFC 5933, RFC 6605; RFC 8976).
var (
	sshfpSizes  = map[uint8]int{1: 20, 2: 32}
	dsSizes     = map[uint8]int{1: 20, 2: 32, 3: 32, 4: 48}
	zonemdSizes = map[uint8]int{1: 48, 2: 64}
)

// wrongDigest says what is wrong with the digest of a record that has one; "" when nothing is.
func wrongDigest(rr dns.RR) string {
	switch rr := rr.(type) {
	case *dns.SSHFP:
		return digest(len(rr.FingerPrint)/2, sshfpSizes[rr.Type])
	case *dns.DS:
		return digest(len(rr.Digest)/2, dsSizes[rr.DigestType])
	case *dns.CDS:
		return digest(len(rr.Digest)/2, dsSizes[rr.DigestType])
	case *dns.DLV:
		return digest(len(rr.Digest)/2, dsSizes[rr.DigestType])
	case *dns.TA:
		return digest(len(rr.Digest)/2, dsSizes[rr.DigestType])
	case *dns.ZONEMD:
		return digest(len(rr.Digest)/2, zonemdSizes[rr.Hash])
	}
	return ""
}

// digest checks an octet count; 0 wanted means that the type is not known, and any will do but none at all.
func digest(octets, want int) string {
	if octets == 0 || want != 0 && octets != want {
		return "the digest has the wrong length for its type"
	}
	return ""
}
