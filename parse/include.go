package parse

import (
	"fmt"
	"slices"
)

// include reads `$INCLUDE file [origin]`. What the file says of origin, TTL and owner ends with it (RFC 1035 §5.1).
func (p *parser) include(e *entry) *fault {
	if f := arguments(e, 1, 2); f != nil {
		return f
	}
	name, f := p.includeName(e, e.tokens[1])
	if f != nil {
		return f
	}
	text, f := p.content(name)
	if f != nil {
		f.offset = e.tokens[1].start
		return f
	}
	p.bytes.Add(int64(len(text)) + includeCost)
	if p.stopped() {
		return nil
	}
	outer, from := p.state, p.place
	defer func() { p.state, p.place = outer, from }()
	if len(e.tokens) == 3 {
		if p.origin, f = p.domain(e, e.tokens[2]); f != nil {
			return f
		}
	}
	p.place = place{file: name, shown: p.display(name), above: append(slices.Clip(from.above), from.file)}
	p.ownerRaw = nil
	p.run(newScanner(text))
	return nil
}

// includeName gives the path below the root that a token names, when it may be included here.
func (p *parser) includeName(e *entry, t token) (string, *fault) {
	text, err := appendText(nil, e.word(t))
	if err != nil {
		return "", syntaxAt(t.start, "bad file name: "+err.Error(), "")
	}
	name, f := includePath(p.file, string(text))
	switch {
	case f != nil:
	case name == p.file || slices.Contains(p.above, name):
		f = &fault{rule: "limits", message: fmt.Sprintf("%q includes itself", name)}
	case len(p.above) >= p.limits.Depth:
		f = &fault{rule: "limits", message: fmt.Sprintf("includes are nested more than %d deep", p.limits.Depth)}
	default:
		return name, nil
	}
	f.offset = t.start
	return "", f
}
