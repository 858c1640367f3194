package parse

import (
	"encoding/hex"

	"github.com/miekg/dns"
	"github.com/zonesync/zonesync/zone"
)

// generic reads `\# length hex` (RFC 3597 §5), which every type may be written in.
func (r *rdataReader) generic() *fault {
	r.take()
	if !r.more() {
		return r.short()
	}
	t := r.take()
	size, ok := parseUint(r.e.word(t), zone.MaxRData)
	if !ok {
		return r.bad(t, "not a length up to 65535: "+show(r.e.word(t)), `\# length hex`)
	}
	if f := r.hex(); f != nil {
		return f
	}
	if len(r.out) != int(size) {
		return r.bad(t, "length and hex digits disagree", "two digits are one octet")
	}
	return r.canonical(t)
}

// hex reads all tokens that are left as one row of hex digits.
func (r *rdataReader) hex() *fault {
	if !r.more() {
		return nil
	}
	first := r.tokens[r.next]
	r.buf = r.buf[:0]
	for r.more() {
		r.buf = append(r.buf, r.e.word(r.take())...)
	}
	var err error
	if r.out, err = hex.AppendDecode(r.out, r.buf); err != nil {
		return r.bad(first, "not hex digits: "+show(r.buf), "")
	}
	return nil
}

// canonical checks the octets in out against their type, where it is known, and brings them into canonical form.
func (r *rdataReader) canonical(t token) *fault {
	if _, known := dns.TypeToRR[r.code]; !known {
		return nil
	}
	size := len(r.out)
	rr, err := zone.NewRR(".", r.code, 0, string(r.out))
	if err == nil && (size > 0 || mayBeEmpty(r.code)) && !lacksTarget(r.code, string(r.out)) {
		return r.pack(t, rr, size)
	}
	return r.bad(t, "octets do not fit the type", "")
}

// lacksTarget tells octets that end before the name which their type points to; miekg/dns takes them for an empty name.
func lacksTarget(code uint16, rdata string) bool {
	offset, _, ok := targetAt(code, rdata)
	return ok && (offset >= len(rdata) || nameEnd(rdata[offset:]) == 0)
}

func mayBeEmpty(code uint16) bool { return code == dns.TypeAPL || code == dns.TypeNULL }
