package parse

import "github.com/miekg/dns"

// guessOrigin finds out from a file's content which zone it is: the owner of its SOA, else its first $ORIGIN that is
// absolute; "" when neither is there.
func guessOrigin(text []byte) string {
	s := splitter{parser: parser{reading: &reading{}}}
	lines := newScanner(text)
	var e entry
	first := ""
	for {
		more, f := lines.next(&e)
		switch {
		case !more:
			return first
		case f != nil:
		case !e.blank && e.text[e.start] == '$':
			s.heed(&e)
			if first == "" {
				first = s.origin.text
			}
		case s.ownsSOA(&e):
			return s.owner
		}
	}
}

// ownsSOA tells whether an entry is a SOA, and makes its owner the parser's.
func (p *parser) ownsSOA(e *entry) bool {
	tokens := e.tokens
	if !e.blank {
		if p.setOwner(e, tokens[0]) != nil {
			return false
		}
		tokens = tokens[1:]
	}
	h, f := readHeader(e, tokens)
	return f == nil && h.code == dns.TypeSOA && p.owner != ""
}
