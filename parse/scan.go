package parse

import "bytes"

// maxEntry is the most bytes of one entry. The longest RDATA, every octet written as \DDD, takes a quarter of it.
const maxEntry = 1 << 20

// fault is what is wrong with an entry, and where in it.
type fault struct {
	offset  int
	rule    string
	message string
	hint    string
}

func syntaxAt(offset int, message, hint string) *fault {
	return &fault{offset: offset, rule: "syntax", message: message, hint: hint}
}

// class says what a byte does outside of quotes.
type class uint8

const (
	inWord class = iota
	blank
	lineEnd
	semicolon
	quote
	open
	closing
	escape
	control
)

var classes = func() (c [256]class) {
	for b := range byte(' ') {
		c[b] = control
	}
	c[0x7f] = control
	c[' '], c['\t'], c['\r'], c['\n'], c[';'], c['"'], c['('], c[')'], c['\\'] =
		blank, blank, blank, lineEnd, semicolon, quote, open, closing, escape
	return c
}()

// scanner cuts a zone file's bytes into entries. Every byte is looked at a bounded number of times, whatever is wrong
// with the file: parentheses do not nest (neither Knot nor NSD let them), so the search for a missing one ends at the next.
type scanner struct {
	text []byte
	pos  int
	line int // of pos, from 1
	stop int // no entry begins here or later
	open int // where the parenthesis is that is open now, or -1
}

func newScanner(text []byte) *scanner {
	return &scanner{text: text, line: 1, stop: len(text), open: -1}
}

// next reads the next entry that has tokens; false at the end. After a fault the scanner stands
// where it makes sense to go on.
func (s *scanner) next(e *entry) (bool, *fault) {
	for s.pos < s.stop {
		*e = entry{text: s.text, start: s.pos, end: s.pos, line: s.line, tokens: e.tokens[:0], comments: e.comments[:0]}
		e.blank = classes[s.text[s.pos]] == blank
		if f := s.scan(e); f != nil {
			s.recover(e, f.offset)
			return true, f
		}
		if len(e.tokens) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// scan reads one entry, to behind its line end.
func (s *scanner) scan(e *entry) *fault {
	s.open = -1
	for s.pos < len(s.text) {
		if s.pos-e.start > maxEntry {
			return &fault{offset: e.start, rule: "limits", message: "entry of more than 1 MiB"}
		}
		switch classes[s.text[s.pos]] {
		case blank:
			s.pos++
		case lineEnd:
			s.pos++
			s.line++
			if s.open < 0 {
				e.end = s.pos
				return nil
			}
		case semicolon:
			s.comment(e)
		default:
			if f := s.mark(e); f != nil {
				return f
			}
		}
	}
	e.end = s.pos
	if s.open >= 0 {
		return syntaxAt(s.open, "parenthesis is not closed", "")
	}
	return nil
}

// mark reads what is neither blank nor comment.
func (s *scanner) mark(e *entry) *fault {
	switch classes[s.text[s.pos]] {
	case open:
		if s.open >= 0 {
			return syntaxAt(s.open, "parenthesis is not closed before the next one opens", "")
		}
		s.open = s.pos
		s.pos++
		return nil
	case closing:
		if s.open < 0 {
			return syntaxAt(s.pos, "closing parenthesis without an opening one", "")
		}
		s.open = -1
		s.pos++
		return nil
	}
	return s.token(e)
}

func (s *scanner) comment(e *entry) {
	n := bytes.IndexByte(s.text[s.pos:], '\n')
	if n < 0 {
		n = len(s.text) - s.pos
	}
	e.comments = append(e.comments, token{start: s.pos, end: s.pos + n})
	s.pos += n
}

// token reads one word: up to a blank, or to the closing quote where it begins with one.
func (s *scanner) token(e *entry) *fault {
	t := token{start: s.pos}
	for s.pos < len(s.text) {
		switch classes[s.text[s.pos]] {
		case inWord:
			s.pos++
			continue
		case escape:
			if f := s.escape(); f != nil {
				return f
			}
			continue
		case control:
			return controlAt(s.text, s.pos)
		case quote:
			if f := s.quoted(&t); f != nil {
				return f
			}
			continue
		}
		break
	}
	t.end = s.pos
	e.tokens = append(e.tokens, t)
	return nil
}

// escape steps over a backslash and the byte behind it.
func (s *scanner) escape() *fault {
	if s.pos+1 == len(s.text) || s.text[s.pos+1] == '\n' || s.text[s.pos+1] == '\r' {
		return syntaxAt(s.pos, "backslash at the end of the line", "parentheses join lines")
	}
	if c := s.text[s.pos+1]; classes[c] == control {
		return controlAt(s.text, s.pos+1)
	}
	s.pos += 2
	return nil
}

// quoted steps over a part in quotes.
func (s *scanner) quoted(t *token) *fault {
	if t.kind == quoted {
		return syntaxAt(s.pos, "no blank between two strings", "")
	}
	t.kind = mixed
	if t.start == s.pos {
		t.kind = quoted
	}
	opened := s.pos
	for s.pos++; s.pos < len(s.text) && s.text[s.pos] != '\n'; {
		switch c := s.text[s.pos]; {
		case c == '"':
			s.pos++
			return s.afterQuote(t)
		case c == '\\':
			if f := s.escape(); f != nil {
				return syntaxAt(opened, "quote is not closed on its line", "")
			}
		case classes[c] == control:
			return controlAt(s.text, s.pos)
		default:
			s.pos++
		}
	}
	return syntaxAt(opened, "quote is not closed on its line", "")
}

// afterQuote refuses a word that goes on behind a string.
func (s *scanner) afterQuote(t *token) *fault {
	if s.pos == len(s.text) {
		return nil
	}
	switch classes[s.text[s.pos]] {
	case inWord, escape, quote:
		return syntaxAt(s.pos, "no blank behind the closing quote", "")
	}
	return nil
}

func controlAt(text []byte, offset int) *fault {
	if text[offset] == 0 {
		return syntaxAt(offset, "NUL byte", "the file looks binary, or is UTF-16; zone files are ASCII")
	}
	return syntaxAt(offset, "control character", `write it as \DDD`)
}

// recover goes on behind a fault: at the next line, or, where a parenthesis is open, at the next that does not begin with a
// blank.
func (s *scanner) recover(e *entry, offset int) {
	s.line, _ = e.place(offset)
	s.pos = offset
	for inside := true; inside && s.pos < len(s.text); {
		s.pos = lineEndAt(s.text, s.pos)
		s.line++
		inside = s.open >= 0 && s.pos < len(s.text) && (classes[s.text[s.pos]] == blank || s.text[s.pos] == '\n')
	}
	e.end = lineEndAt(s.text, offset)
	if n := bytes.IndexByte(s.text[offset:e.end], ';'); n >= 0 {
		e.comments = append(e.comments, token{start: offset + n, end: e.end})
	}
}

// lineEndAt gives the place behind the line that offset is on.
func lineEndAt(text []byte, offset int) int {
	if n := bytes.IndexByte(text[offset:], '\n'); n >= 0 {
		return offset + n + 1
	}
	return len(text)
}
