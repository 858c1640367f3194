package parse

import (
	"bytes"

	"github.com/zonesync/zonesync/zone"
)

// parser reads one file, or a part of it, and the files that it includes. The zero state of its names and TTLs is that of
// a file's beginning.
type parser struct {
	*reading
	state
	place
	view string
	from *entry // the $GENERATE line that the entry was made of, or nil

	out     output
	missing []problem // records without a TTL
	names   arena
	rdatas  arena
	scratch []byte
	reader  rdataReader
}

// state is what one entry hands on to the next.
type state struct {
	origin   domain
	ttl      uint32 // of $TTL
	hasTTL   bool
	last     uint32 // the last stated TTL of this part
	hasLast  bool
	owner    string
	inZone   bool   // the owner
	lost     bool   // the owner could not be read
	ownerRaw []byte // how the owner was written
}

// place is the file that the parser is in.
type place struct {
	file  string   // below the root
	shown string   // as the user wrote it
	above []string // the files that include this one
	main  bool     // at the beginning of a base or view file, before its first $ORIGIN or record, sound or not
}

// output is what a parser finds.
type output struct {
	records []zone.Record
	pending []pending
	last    uint32 // the TTL that the next part inherits,
	hasLast bool   // where this one states any
	report  report
}

// pending is a record whose TTL nothing before it in this part of the file tells.
type pending struct {
	record  int
	soa     bool
	minimum uint32 // of the SOA
}

// checkEvery is after how many entries the parser looks whether it shall stop.
const checkEvery = 1 << 10

// run reads the entries of a scanner.
func (p *parser) run(s *scanner) {
	e := new(entry)
	for n := 1; ; n++ {
		if n%checkEvery == 0 && p.stopped() {
			return
		}
		more, f := s.next(e)
		switch {
		case !more:
			return
		case f != nil:
			p.lostOwner(e)
		case !e.blank && e.text[e.start] == '$':
			f = p.directive(e)
		default:
			f = p.record(e)
		}
		if f != nil {
			p.fault(e, f)
		}
	}
}

// lostOwner takes what it can from an entry that could not be cut into tokens: entries after it may inherit its owner.
func (p *parser) lostOwner(e *entry) {
	p.main = p.main && e.text[e.start] == '$'
	switch {
	case e.blank || e.text[e.start] == '$':
	case len(e.tokens) == 0 || p.setOwner(e, e.tokens[0]) != nil:
		p.lost, p.ownerRaw = true, nil
	}
}

// fault reports what is wrong with an entry: an error.
func (p *parser) fault(e *entry, f *fault) { p.tell(e, f, Error) }

func (p *parser) tell(e *entry, f *fault, s Severity) {
	at, offset := e, f.offset
	if p.from != nil {
		at, offset = p.from, p.from.tokens[0].start
	}
	// An error takes its record out of the zone. Silencing it would make a delete of a mistake, except for what is of
	// another zone anyway.
	if (s == Warning || f.rule == "out-of-zone") && at.ignores(f.rule) {
		return
	}
	line, column := at.place(offset)
	p.out.report.add(Finding{File: p.shown, Line: line, Column: column, Rule: f.rule, Severity: s, Message: f.message, Hint: f.hint})
}

// setOwner makes a token the owner of this record and of those after it that name none.
func (p *parser) setOwner(e *entry, t token) *fault {
	raw := e.word(t)
	if p.ownerRaw != nil && bytes.Equal(raw, p.ownerRaw) {
		return nil
	}
	wire, err := appendName(p.scratch[:0], raw, p.origin.wire)
	p.scratch = wire
	if err != nil {
		p.lost, p.ownerRaw = true, nil
		return syntaxAt(t.start, "bad owner "+show(raw)+": "+err.Error(), nameHint(err))
	}
	p.owner, p.ownerRaw, p.lost = nameText(&p.names, wire), raw, false
	p.inZone = zone.Below(p.owner, p.apex.text)
	return nil
}

// nameHint says how a bad name may be cured.
func nameHint(err error) string {
	switch err {
	case errNotASCII:
		return "write international names in their ASCII form, xn--…"
	case errNameQuote:
		return "names are written without quotes"
	}
	return ""
}

// maxShown is how much of a bad token a message quotes.
const maxShown = 40

// show quotes a token for a message.
func show(raw []byte) string {
	if len(raw) > maxShown {
		return quoteASCII(raw[:maxShown]) + "…"
	}
	return quoteASCII(raw)
}

// warn reports what is odd about an entry whose record is kept.
func (p *parser) warn(e *entry, offset int, message, hint string) {
	p.tell(e, &fault{offset: offset, rule: "txt-too-long", message: message, hint: hint}, Warning)
}
