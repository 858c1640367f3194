package parse

import (
	"cmp"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/zone"
)

// locate turns the problems of zone-level rules into findings: it reads their lines again for the columns, and for what the
// comments there silence.
func (r *reading) locate(problems []problem, rep *report) {
	slices.SortStableFunc(problems, func(a, b problem) int { return comparePos(a.pos, b.pos) })
	var s *scanner
	var e entry
	for i, p := range problems {
		if i == 0 || problems[i-1].pos.File != p.pos.File {
			s = newScanner(r.files[strings.TrimPrefix(p.pos.File, r.prefix)])
		}
		if i == 0 || problems[i-1].pos != p.pos {
			s.goTo(int(p.pos.Line))
			e = entry{}
			_, _ = s.next(&e) // the parser has read it before
		}
		if e.ignores(p.rule) {
			continue
		}
		line, column := e.place(e.offset(p.field, p.token))
		rep.add(Finding{File: p.pos.File, Line: line, Column: column, Rule: p.rule, Severity: p.severity, Message: p.message, Hint: p.hint})
	}
}

func comparePos(a, b zone.Pos) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

// goTo moves forward to the beginning of a line.
func (s *scanner) goTo(line int) {
	for s.line < line && s.pos < len(s.text) {
		s.pos = lineEndAt(s.text, s.pos)
		s.line++
	}
}

// offset gives where a part of a record begins. For a $GENERATE line that is its beginning, for a part that is not there
// the one that comes nearest.
func (e *entry) offset(f field, n int) int {
	if len(e.tokens) == 0 {
		return e.start
	}
	first := e.tokens[0].start
	if f == fieldOwner || e.text[e.start] == '$' {
		return first
	}
	tokens := e.tokens
	if !e.blank {
		tokens = tokens[1:]
	}
	h, fault := readHeader(e, tokens)
	switch {
	case fault != nil:
		return first
	case f == fieldTTL && h.hasTTL:
		return h.ttlAt
	case f == fieldRData && len(h.rdata) > 0:
		return h.rdata[min(n, len(h.rdata)-1)].start
	}
	return h.rrtype.start
}
