package parse

import (
	"bytes"
	"fmt"
)

// generate reads BIND's `$GENERATE start-stop[/step] owner [TTL] [class] type rdata`: one record for each number, with the
// number in place of `$` and `${offset,width,base}`. The first record that is wrong ends it. Its text is held to the limits
// of a file, and counts as an include's does.
func (p *parser) generate(e *entry) *fault {
	if f := arguments(e, 4, 1<<16); f != nil {
		return f
	}
	t := e.tokens[1]
	r, ok := parseRange(string(e.word(t)))
	if !ok {
		return syntaxAt(t.start, "not a range: "+show(e.word(t)), "start-stop or start-stop/step")
	}
	if n := r.count(); n > p.limits.Generate {
		return &fault{offset: t.start, rule: "limits", message: fmt.Sprintf("%d records of one line, over %d", n, p.limits.Generate)}
	}
	parts, ok := templates(e)
	if !ok {
		return syntaxAt(e.tokens[2].start, "bad ${offset,width,base}", "base is one of d, o, x, X, n, N")
	}
	outer := p.from
	p.from = e
	defer func() { p.from = outer }()
	var text []byte
	var made int64
	for i := r.start; i <= r.stop && !p.stopped(); i += r.step {
		text = text[:0]
		for _, part := range parts {
			text = part.appendTo(text, i)
		}
		if made += int64(len(text)); made > p.limits.FileBytes {
			return &fault{offset: t.start, rule: "limits", message: fmt.Sprintf("more than %d bytes of one line", p.limits.FileBytes)}
		}
		p.bytes.Add(int64(len(text)))
		if f := p.generated(text, i); f != nil {
			f.offset = e.tokens[0].start
			return f
		}
	}
	return nil
}

// generated reads the record of one number.
func (p *parser) generated(text []byte, i int64) *fault {
	var e entry
	more, f := newScanner(text).next(&e)
	if f == nil && more {
		f = p.record(&e)
	}
	p.ownerRaw = nil // the text is written over
	if f != nil {
		f.message = fmt.Sprintf("record %d: %s", i, f.message)
	}
	return f
}

// span is the numbers of a $GENERATE.
type span struct{ start, stop, step int64 }

func (s span) count() int { return int((s.stop-s.start)/s.step) + 1 }

func parseRange(text string) (span, bool) {
	numbers, step, stepped := bytes.Cut([]byte(text), []byte("/"))
	start, stop, ok := bytes.Cut(numbers, []byte("-"))
	const most = 1<<31 - 1
	a, okA := parseUint(start, most)
	b, okB := parseUint(stop, most)
	s := span{start: int64(a), stop: int64(b), step: 1}
	if stepped {
		n, okN := parseUint(step, most)
		s.step, ok = int64(n), ok && okN && n > 0
	}
	return s, ok && okA && okB && a <= b
}
