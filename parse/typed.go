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
	if f := r.checkFields(); f != nil {
		return f
	}
	text, params, f := r.plainText()
	if f != nil {
		return f
	}
	line := ". 0 IN " + zone.TypeString(r.code) + " " + text + "\n"
	zp := dns.NewZoneParser(strings.NewReader(line), r.p.origin.text, "")
	rr, ok := zp.Next()
	if err := zp.Err(); !ok || err != nil {
		return r.refused(err)
	}
	addParameters(rr, params)
	return r.pack(r.first(), rr, -1)
}

// plainText gives the RDATA in the spelling that miekg/dns knows, and the parameters that it knows in none.
func (r *rdataReader) plainText() (string, []dns.SVCBKeyValue, *fault) {
	var words []string
	var params []dns.SVCBKeyValue
	for r.more() {
		t := r.take()
		if f := r.checkWord(t); f != nil {
			return "", nil, f
		}
		word := string(r.e.word(t))
		switch {
		case r.isService() && r.next > 2: // behind priority and name
			p, f := r.parameter(t)
			if f != nil {
				return "", nil, f
			}
			if p != nil {
				params = append(params, p)
				continue
			}
		case r.code == dns.TypeNAPTR && t.kind == plain && r.next > 2 && r.next < 6: // strings need no quotes
			word = `"` + word + `"`
		}
		words = append(words, word)
	}
	text := strings.Join(words, " ")
	if r.code == dns.TypeLOC {
		full, ok := fullLocation(text)
		if !ok {
			return "", nil, r.bad(r.first(), "RDATA does not fit the type", r.layout())
		}
		text = full
	}
	return text, params, nil
}

// first gives the token that the RDATA begins with, or the type where there is none.
func (r *rdataReader) first() token {
	if len(r.tokens) > 0 {
		return r.tokens[0]
	}
	return r.rrtype
}

func (r *rdataReader) isService() bool { return r.code == dns.TypeSVCB || r.code == dns.TypeHTTPS }

// checkWord refuses what miekg/dns lets pass in any type.
func (r *rdataReader) checkWord(t token) *fault {
	raw := r.e.word(t)
	if t.kind == mixed && !r.isService() {
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
	return r.bad(r.first(), "RDATA does not fit the type", r.layout())
}

// pack appends the canonical wire form of a record's RDATA, which must have size octets unless that is negative, and which
// must read back as the same.
func (r *rdataReader) pack(t token, rr dns.RR, size int) *fault {
	rdata, err := zone.RData(rr)
	if err != nil || size >= 0 && len(rdata) != size {
		return r.bad(t, "octets do not fit the type", r.layout())
	}
	back, err := zone.NewRR(".", r.code, 0, rdata)
	if err != nil {
		return r.bad(t, "RDATA does not fit the type", r.layout())
	}
	if why := wrong(back); why != "" {
		return r.bad(t, why, r.layout())
	}
	if again, err := zone.RData(back); err != nil || again != rdata {
		return r.bad(t, "RDATA does not fit the type", r.layout())
	}
	r.out = append(r.out[:0], rdata...)
	return nil
}
