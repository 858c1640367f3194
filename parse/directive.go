package parse

import (
	"bytes"
	"fmt"

	"github.com/zonesync/zonesync/zone"
)

// directive reads an entry that begins with a dollar sign.
func (p *parser) directive(e *entry) *fault {
	switch string(bytes.ToUpper(e.word(e.tokens[0]))) {
	case "$ORIGIN":
		return p.setOrigin(e)
	case "$TTL":
		return p.setTTL(e)
	case "$INCLUDE":
		return p.include(e)
	case "$GENERATE":
		return p.generate(e)
	}
	return syntaxAt(e.tokens[0].start, "unknown directive "+show(e.word(e.tokens[0])), "there are $ORIGIN, $TTL, $INCLUDE and $GENERATE")
}

// arguments refuses a directive with less than low or more than high arguments.
func arguments(e *entry, low, high int) *fault {
	switch n := len(e.tokens) - 1; {
	case n < low:
		return syntaxAt(e.tokens[n].end, fmt.Sprintf("%s needs %d argument(s)", e.word(e.tokens[0]), low), "")
	case n > high:
		return syntaxAt(e.tokens[high+1].start, "unexpected "+show(e.word(e.tokens[high+1])), "")
	}
	return nil
}

func (p *parser) setOrigin(e *entry) *fault {
	if f := arguments(e, 1, 1); f != nil {
		return f
	}
	d, f := p.domain(e, e.tokens[1])
	if f != nil {
		return f
	}
	p.origin, p.ownerRaw = d, nil
	first := p.main
	p.main = false
	if first && !zone.Below(d.text, p.apex.text) && !zone.Below(p.apex.text, d.text) { // BIND writes files that begin with "$ORIGIN ."
		return &fault{offset: e.tokens[1].start, rule: "wrong-origin",
			message: "$ORIGIN " + d.text + " has nothing to do with the zone " + p.apex.text, hint: "the file's name says which zone it is"}
	}
	return nil
}

// domain reads a name that a directive has, below the origin of the moment.
func (p *parser) domain(e *entry, t token) (domain, *fault) {
	wire, err := appendName(nil, e.word(t), p.origin.wire)
	if err != nil {
		return domain{}, syntaxAt(t.start, "bad name "+show(e.word(t))+": "+err.Error(), nameHint(err))
	}
	return domain{text: nameText(&p.names, wire), wire: wire}, nil
}

func (p *parser) setTTL(e *entry) *fault {
	if f := arguments(e, 1, 1); f != nil {
		return f
	}
	word := e.word(e.tokens[1])
	ttl, ok, tooLong := parseTTL(word)
	switch {
	case tooLong:
		return syntaxAt(e.tokens[1].start, "TTL "+show(word)+" is over 2147483647", "")
	case !ok:
		return syntaxAt(e.tokens[1].start, "not a TTL: "+show(word), "seconds, or 1w2d3h4m5s")
	}
	p.ttl, p.hasTTL = ttl, true
	return nil
}
