package parse

import (
	"bytes"
	"strings"
)

// tokenKind tells tokens apart by their quotes.
type tokenKind uint8

const (
	plain  tokenKind = iota // no quote in it
	quoted                  // "a string", its quotes included
	mixed                   // key="value", as SVCB parameters have it
)

// token is one word of an entry, by its place in the entry's text.
type token struct {
	start, end int
	kind       tokenKind
}

// entry is one logical line: up to the line end that no parentheses enclose. It is used again for the next one.
type entry struct {
	text       []byte  // the whole file (or what stands for it); tokens and comments are places in it
	start, end int     // end is behind the line end
	line       int     // of start
	blank      bool    // begins with a blank: the owner is the last one
	tokens     []token // without parentheses
	comments   []token // from the semicolon to the end of its line
}

// word gives a token's text, quotes included.
func (e *entry) word(t token) []byte { return e.text[t.start:t.end] }

// place gives line and column of an offset in the entry, from 1.
func (e *entry) place(offset int) (line, column int) {
	before := e.text[e.start:offset]
	line = e.line + bytes.Count(before, []byte("\n"))
	return line, len(before) - bytes.LastIndexByte(before, '\n')
}

// comment gives the comment that belongs to the record: that of its first line, or of its last. Comments further in
// explain single fields.
func (e *entry) comment() string {
	for _, c := range e.comments {
		text := e.text[e.start:c.start]
		if bytes.IndexByte(text, '\n') < 0 || bytes.IndexByte(e.text[c.end:e.end], '\n') == e.end-c.end-1 {
			return splitComment(string(e.word(c)), nil)
		}
	}
	return ""
}

const ignoreMark = "zonesync:ignore"

// ignores tells whether a comment of the entry silences a rule.
func (e *entry) ignores(rule string) bool {
	found := false
	for _, c := range e.comments {
		if bytes.Contains(e.word(c), []byte(ignoreMark)) {
			splitComment(string(e.word(c)), func(r string) { found = found || r == rule })
		}
	}
	return found
}

// splitComment gives a comment's own words, without its semicolons and without the parts that silence rules; those rules
// go to silence.
func splitComment(s string, silence func(rule string)) string {
	s = strings.TrimSpace(strings.TrimLeft(s, ";"))
	if !strings.Contains(s, ignoreMark) {
		return s
	}
	var own []string
	for part := range strings.SplitSeq(s, ";") {
		words := strings.Fields(part)
		switch {
		case len(words) == 0:
		case words[0] != ignoreMark:
			own = append(own, strings.TrimSpace(part))
		case len(words) > 1 && silence != nil:
			silence(words[1])
		}
	}
	return strings.Join(own, "; ")
}
