package parse

import (
	"bytes"
	"encoding/binary"

	"github.com/miekg/dns"
	"github.com/zonesync/zonesync/zone"
)

// header is what stands before the RDATA, the owner left out.
type header struct {
	rrtype token
	code   uint16
	rdata  []token
	ttl    uint32
	hasTTL bool
	ttlAt  int // where the TTL stands
}

// record reads an entry that is a resource record.
func (p *parser) record(e *entry) *fault {
	p.main = false
	tokens := e.tokens
	if !e.blank {
		if f := p.setOwner(e, tokens[0]); f != nil {
			return f
		}
		tokens = tokens[1:]
	}
	if p.lost {
		return nil // told where the owner was lost
	}
	if p.owner == "" {
		return syntaxAt(tokens[0].start, "record without an owner", "a line that begins with a blank takes the owner of the record before it")
	}
	h, f := readHeader(e, tokens)
	if f != nil {
		return f
	}
	if h.hasTTL {
		p.last, p.hasLast = h.ttl, true
	}
	if f := p.checkOwner(e, h); f != nil {
		return f
	}
	rdata, f := p.rdata(e, h)
	if f != nil {
		return f
	}
	p.keep(e, h, rdata)
	return nil
}

// readHeader reads TTL, class and type: RFC 1035 §5.1 lets TTL and class come in either order.
func readHeader(e *entry, tokens []token) (header, *fault) {
	var h header
	class := false
	for i, t := range tokens {
		word := e.word(t)
		switch {
		case !class && isClass(word):
			if !isIN(word) {
				return h, syntaxAt(t.start, "class "+show(word)+" is not supported", "provider zones have class IN; leave the class out")
			}
			class = true
		case word[0] >= '0' && word[0] <= '9':
			if f := h.setTTL(t.start, word); f != nil {
				return h, f
			}
		default:
			h.rrtype, h.rdata = t, tokens[i+1:]
			return h, h.setType(word)
		}
	}
	return h, syntaxAt(e.tokens[len(e.tokens)-1].end, "record without a type", "")
}

func isIN(word []byte) bool { return len(word) == 2 && bytes.EqualFold(word, []byte("IN")) }

func isClass(word []byte) bool {
	if len(word) == 2 {
		return isIN(word) || bytes.EqualFold(word, []byte("CH")) || bytes.EqualFold(word, []byte("HS")) || bytes.EqualFold(word, []byte("CS"))
	}
	return len(word) > 5 && bytes.EqualFold(word[:5], []byte("CLASS"))
}

func (h *header) setTTL(offset int, word []byte) *fault {
	ttl, ok, tooLong := parseTTL(word)
	switch {
	case h.hasTTL:
		return syntaxAt(offset, "second TTL "+show(word), "")
	case tooLong:
		return syntaxAt(offset, "TTL "+show(word)+" is over 2147483647", "")
	case !ok:
		return syntaxAt(offset, "neither a TTL nor a type: "+show(word), "a line that does not begin with a blank begins with the owner")
	}
	h.ttl, h.hasTTL, h.ttlAt = ttl, true, offset
	return nil
}

func (h *header) setType(word []byte) *fault {
	code, ok := parseType(word)
	switch {
	case !ok:
		return syntaxAt(h.rrtype.start, "no such record type: "+show(word), "types without a name here are written TYPE123")
	case isMeta(code):
		return syntaxAt(h.rrtype.start, "type "+show(word)+" is for questions, not for zones", "")
	}
	h.code = code
	return nil
}

// parseType reads a mnemonic or TYPE123, in any case.
func parseType(word []byte) (uint16, bool) {
	var buf [16]byte
	if len(word) > len(buf) {
		return 0, false
	}
	upper := buf[:len(word)]
	for i, c := range word {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		upper[i] = c
	}
	if code, ok := dns.StringToType[string(upper)]; ok {
		return code, true
	}
	digits, ok := bytes.CutPrefix(upper, []byte("TYPE"))
	if !ok {
		return 0, false
	}
	n, ok := parseUint(digits, 1<<16-1)
	return uint16(n), ok
}

// isMeta tells the types that no zone can have (RFC 6895 §3.1).
func isMeta(code uint16) bool { return code == 0 || code == dns.TypeOPT || code >= 128 && code <= 255 }

// checkOwner refuses what is not in the zone.
func (p *parser) checkOwner(e *entry, h header) *fault {
	at := h.rrtype.start
	if !e.blank {
		at = e.tokens[0].start
	}
	apex := p.apex.text
	switch {
	case h.code == dns.TypeSOA && p.owner != apex:
		return &fault{offset: at, rule: "wrong-origin", message: "SOA of " + p.owner + " in the zone " + apex,
			hint: "the file's name says which zone it is"}
	case p.inZone:
		return nil
	}
	return &fault{offset: at, rule: "out-of-zone", message: p.owner + " is not in the zone " + apex,
		hint: "the $ORIGIN here is " + p.origin.text}
}

// keep adds a record that is sound by itself.
func (p *parser) keep(e *entry, h header, rdata []byte) {
	r := zone.Record{
		Key:     zone.Key{Name: p.owner, Type: h.code, View: p.view},
		RData:   p.rdatas.keep(rdata),
		Pos:     zone.Pos{File: p.shown, Line: uint32(e.line)},
		Comment: e.comment(),
	}
	if p.from != nil {
		r.Pos.Line, r.Comment = uint32(p.from.line), p.from.comment()
	}
	switch {
	case h.hasTTL:
		r.TTL = h.ttl
	case p.hasTTL:
		r.TTL = p.ttl
	case p.hasLast:
		r.TTL = p.last
	default:
		w := pending{record: len(p.out.records)}
		if w.soa = h.code == dns.TypeSOA; w.soa {
			w.minimum = binary.BigEndian.Uint32(rdata[len(rdata)-4:])
		}
		p.out.pending = append(p.out.pending, w)
	}
	p.out.records = append(p.out.records, r)
	p.records.Add(1)
}
