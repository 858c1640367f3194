package parse

import "bytes"

// part is a piece of a file that can be read apart from the others: it begins with an entry that names its owner, and
// knows the $ORIGIN and $TTL that hold there. Only a TTL that is inherited from a record before it is missing (settle).
type part struct {
	pos, stop, line int
	state
}

// splitter looks for the places between parts. It looks at single bytes only where a parenthesis could join lines.
type splitter struct {
	parser // reads $ORIGIN and $TTL
	text   []byte
	pos    int
	line   int
}

// split cuts a file into parts of at least size bytes. However it is cut, the parts together give the same records and
// findings, because a part begins only where the parser, whatever it read before, begins a new entry too.
func (p *parser) split(text []byte, size int) []part {
	s := splitter{parser: parser{reading: p.reading, state: p.state}, text: text, line: 1}
	parts := []part{{line: 1, state: p.state}}
	for s.pos < len(text) {
		if s.pos-parts[len(parts)-1].pos >= size && beginsRecord(text[s.pos]) {
			parts[len(parts)-1].stop = s.pos
			parts = append(parts, part{pos: s.pos, line: s.line, state: s.inherited()})
		}
		s.skip()
	}
	parts[len(parts)-1].stop = len(text)
	return parts
}

// beginsRecord tells whether a line that begins with this byte names its owner.
func beginsRecord(c byte) bool {
	return classes[c] == inWord && c != '$'
}

// skip goes to the next line that no parenthesis joins to this one.
func (s *splitter) skip() {
	end := lineEndAt(s.text, s.pos)
	if s.text[s.pos] != '$' && bytes.IndexByte(s.text[s.pos:end], '(') < 0 {
		s.pos, s.line = end, s.line+1
		return
	}
	lines := scanner{text: s.text, pos: s.pos, line: s.line, stop: end}
	var e entry
	if ok, f := lines.next(&e); ok && f == nil && e.text[e.start] == '$' {
		s.heed(&e)
	}
	s.pos, s.line = lines.pos, lines.line
}

// heed takes what a directive says about the entries after it. That it may be wrong is for the parser to tell.
func (s *splitter) heed(e *entry) {
	switch string(bytes.ToUpper(e.word(e.tokens[0]))) {
	case "$ORIGIN":
		_ = s.setOrigin(e)
	case "$TTL":
		_ = s.setTTL(e)
	}
}

func (s *splitter) inherited() state {
	return state{origin: s.origin, ttl: s.ttl, hasTTL: s.hasTTL}
}
