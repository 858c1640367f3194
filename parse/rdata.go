package parse

import (
	"encoding/binary"
	"net/netip"

	"github.com/miekg/dns"
	"github.com/zonesync/zonesync/zone"
)

// rdataReader reads the tokens of one RDATA into canonical wire form. The types that zones are full of have a way of their
// own here; miekg/dns reads the others (see typed). A fuzz test holds both to the same bytes.
type rdataReader struct {
	p      *parser
	e      *entry
	code   uint16
	rrtype token
	tokens []token
	next   int
	out    []byte
	buf    []byte // for one string
}

// rdata reads the RDATA of a record. The bytes are good until the next call.
func (p *parser) rdata(e *entry, h header) ([]byte, *fault) {
	r := &p.reader
	*r = rdataReader{p: p, e: e, code: h.code, rrtype: h.rrtype, tokens: h.rdata, out: r.out[:0], buf: r.buf}
	f := r.read()
	switch {
	case f != nil:
		return nil, f
	case r.more():
		return nil, r.bad(r.tokens[r.next], "unexpected "+show(e.word(r.tokens[r.next])), r.layout())
	case len(r.out) > zone.MaxRData:
		return nil, r.bad(r.tokens[0], "more than 65535 octets", "")
	}
	return r.out, nil
}

func (r *rdataReader) read() *fault {
	if len(r.tokens) > 0 && string(r.e.word(r.tokens[0])) == `\#` {
		return r.generic()
	}
	if len(r.tokens) == 0 && r.code != dns.TypeAPL { // RFC 3123 §4: an APL may have no items
		return r.bad(r.rrtype, "no RDATA", r.layout())
	}
	switch r.code {
	case dns.TypeA, dns.TypeAAAA:
		return r.address()
	case dns.TypeNS, dns.TypeCNAME, dns.TypePTR, dns.TypeDNAME:
		return r.name()
	case dns.TypeMX:
		return r.numbersAndName(1)
	case dns.TypeSRV:
		return r.numbersAndName(3)
	case dns.TypeTXT, dns.TypeSPF:
		return r.text()
	}
	if r.compact() {
		return nil
	}
	return r.typed()
}

func (r *rdataReader) more() bool { return r.next < len(r.tokens) }

func (r *rdataReader) take() token {
	r.next++
	return r.tokens[r.next-1]
}

// bad makes the fault of a token.
func (r *rdataReader) bad(t token, message, hint string) *fault {
	return &fault{offset: t.start, rule: "bad-rdata", message: zone.TypeString(r.code) + ": " + message, hint: hint}
}

// short is the fault of an RDATA that ends too soon.
func (r *rdataReader) short() *fault {
	return &fault{offset: r.tokens[len(r.tokens)-1].end, rule: "bad-rdata", message: zone.TypeString(r.code) + ": something is missing", hint: r.layout()}
}

func (r *rdataReader) address() *fault {
	t := r.take()
	raw := r.e.word(t)
	a, err := netip.ParseAddr(string(raw))
	switch {
	case err != nil || a.Zone() != "":
		return r.bad(t, "not an address: "+show(raw), "")
	case r.code == dns.TypeA && !a.Is4():
		return r.bad(t, "IPv6 address "+show(raw), "IPv6 addresses have type AAAA")
	case r.code == dns.TypeAAAA && a.Is4():
		return r.bad(t, "IPv4 address "+show(raw), "IPv4 addresses have type A")
	}
	r.out = append(r.out, a.AsSlice()...)
	return nil
}

func (r *rdataReader) name() *fault {
	if !r.more() {
		return r.short()
	}
	t := r.take()
	raw := r.e.word(t)
	var err error
	if r.out, err = appendName(r.out, raw, r.p.origin.wire); err != nil {
		return r.bad(t, "bad name "+show(raw)+": "+err.Error(), nameHint(err))
	}
	return nil
}

// numbersAndName reads what MX and SRV have: 16-bit numbers and a name.
func (r *rdataReader) numbersAndName(numbers int) *fault {
	for range numbers {
		if !r.more() {
			return r.short()
		}
		t := r.take()
		n, ok := parseUint(r.e.word(t), 1<<16-1)
		if !ok {
			return r.bad(t, "not a number up to 65535: "+show(r.e.word(t)), r.layout())
		}
		r.out = binary.BigEndian.AppendUint16(r.out, uint16(n))
	}
	return r.name()
}
