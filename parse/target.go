package parse

import (
	"bytes"

	"github.com/miekg/dns"
)

// targetAt says where in its RDATA a type has the name that it points to: the octet where it begins, and the token of the
// presentation form. Types whose names are no targets, such as the mailboxes of SOA and RP, are not among them.
func targetAt(rrtype uint16, rdata string) (offset, token int, ok bool) {
	switch rrtype {
	case dns.TypeNS, dns.TypeCNAME, dns.TypeDNAME, dns.TypePTR:
		return 0, 0, true
	case dns.TypeMX, dns.TypeKX, dns.TypeAFSDB, dns.TypeRT, dns.TypeSVCB, dns.TypeHTTPS:
		return 2, 1, true
	case dns.TypeSRV:
		return 6, 3, true
	case dns.TypeNAPTR:
		offset = 4
		for range 3 { // flags, services, regexp
			if offset < len(rdata) {
				offset += 1 + int(rdata[offset])
			}
		}
		return offset, 5, true
	}
	return 0, 0, false
}

// targetReader reads the names that RDATA points to.
type targetReader struct {
	origin []byte // wire form
	buf    []byte
	names  arena
}

func newTargetReader(origin string) *targetReader {
	d, err := newDomain(origin)
	if err != nil {
		panic("parse: zone with a bad origin: " + err.Error()) // a zone.Zone's is canonical
	}
	return &targetReader{origin: d.wire}
}

// inside gives the target of a record when it lies in the zone, with its token in the presentation form. It is asked for
// every record, and most targets lie elsewhere: those cost no memory. The root, which says "no target" wherever it stands,
// is never inside.
func (r *targetReader) inside(rrtype uint16, rdata string) (name string, token int, ok bool) {
	offset, token, ok := targetAt(rrtype, rdata)
	if !ok || offset >= len(rdata) {
		return "", 0, false
	}
	n := nameEnd(rdata[offset:])
	if n <= 1 {
		return "", 0, false
	}
	r.buf = append(r.buf[:0], rdata[offset:offset+n]...)
	for i, c := range r.buf {
		r.buf[i] = lowerByte(c) // SVCB and some others keep their capitals
	}
	if !bytes.HasSuffix(r.buf, r.origin) || !labelStart(r.buf, n-len(r.origin)) {
		return "", 0, false
	}
	return nameText(&r.names, r.buf), token, true
}

// nameEnd gives the length of the uncompressed name at the start of b, 0 when there is none.
func nameEnd(b string) int {
	for i := 0; i < len(b); i += 1 + int(b[i]) {
		if b[i] == 0 {
			return i + 1
		}
	}
	return 0
}

// labelStart tells whether a label of a wire-form name begins at octet at.
func labelStart(name []byte, at int) bool {
	i := 0
	for i < at {
		i += 1 + int(name[i])
	}
	return i == at
}
