package parse

import (
	"strings"

	"github.com/miekg/dns"
	"github.com/zonesync/zonesync/zone"
)

// typed lets miekg/dns read the RDATA, as a record on one line of its own.
func (r *rdataReader) typed() *fault {
	if _, known := dns.TypeToRR[r.code]; !known {
		return r.bad(r.tokens[0], "RDATA of a type that is not known here", `write it as \# length hex (RFC 3597)`)
	}
	line := []byte(". 0 IN " + zone.TypeString(r.code))
	for r.more() {
		t := r.take()
		if f := r.checkWord(t); f != nil {
			return f
		}
		line = append(append(line, ' '), r.e.word(t)...)
	}
	zp := dns.NewZoneParser(strings.NewReader(string(line)+"\n"), r.p.origin.text, "")
	rr, ok := zp.Next()
	if err := zp.Err(); !ok || err != nil {
		return r.refused(err)
	}
	first := r.rrtype
	if len(r.tokens) > 0 {
		first = r.tokens[0]
	}
	return r.pack(first, rr, -1)
}

// checkWord refuses what miekg/dns lets pass in any type.
func (r *rdataReader) checkWord(t token) *fault {
	raw := r.e.word(t)
	if t.kind == mixed && r.code != dns.TypeSVCB && r.code != dns.TypeHTTPS {
		return r.bad(t, "quote in the middle of "+show(raw), "put a blank before the string")
	}
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] >= 0x7f:
			return r.bad(t, "not ASCII: "+show(raw), `write other bytes as \DDD`)
		case raw[i] == '\\':
			_, n := unescape(raw[i:])
			if n == 0 {
				return r.bad(t, "bad escape in "+show(raw), `\DDD is a number up to 255`)
			}
			i += n - 1
		}
	}
	return nil
}

// refused says in our words what miekg/dns did not like. Its message has the token, quoted, before its last words.
func (r *rdataReader) refused(err error) *fault {
	if err != nil {
		text := err.Error()
		if i := strings.LastIndex(text, " at line: "); i >= 0 {
			text = text[:i]
		}
		for _, t := range r.tokens {
			if raw := show(r.e.word(t)); strings.HasSuffix(text, ": "+raw) {
				return r.bad(t, "not right: "+raw, r.layout())
			}
		}
	}
	t := r.rrtype
	if len(r.tokens) > 0 {
		t = r.tokens[0]
	}
	return r.bad(t, "RDATA does not fit the type", r.layout())
}

// pack appends the canonical wire form of a record's RDATA, which must have size octets unless that is negative, and which
// must be readable again.
func (r *rdataReader) pack(t token, rr dns.RR, size int) *fault {
	if why := wrong(rr); why != "" {
		return r.bad(t, why, r.layout())
	}
	rdata, err := zone.RData(rr)
	if err != nil || size >= 0 && len(rdata) != size {
		return r.bad(t, "octets do not fit the type", r.layout())
	}
	if _, err := zone.NewRR(".", r.code, 0, rdata); err != nil {
		return r.bad(t, "RDATA does not fit the type", r.layout())
	}
	r.out = append(r.out[:0], rdata...)
	return nil
}
