package parse

import (
	"bytes"
	"runtime"

	"github.com/zonesync/zonesync/zone"
	"golang.org/x/sync/errgroup"
)

// defaultPart is the size of the parts that a file is cut into. It is large beside the cost of a part, and small enough
// that all cores are busy to the end.
const defaultPart = 1 << 20

// readParts reads the parts of a file, several at once, and gives what each of them found, in order, and the records of all.
func (p *parser) readParts(text []byte) ([]output, []zone.Record) {
	parts := p.split(text, p.partSize)
	outputs := make([]output, len(parts))
	room := newRoom(text, parts)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, part := range parts {
		g.Go(func() error {
			w := &parser{reading: p.reading, state: part.state, place: p.place, view: p.view}
			w.main = i == 0
			w.out.records = room.parts[i]
			w.run(&scanner{text: text, pos: part.pos, line: part.line, stop: part.stop})
			w.out.last, w.out.hasLast = w.last, w.hasLast
			outputs[i] = w.out
			return nil
		})
	}
	_ = g.Wait() // none gives an error
	p.settle(outputs)
	return outputs, room.join(outputs)
}

// room is one array for the records of all parts, with a place for every line, so that they need not be copied together.
// Its pages that stay unused cost no memory.
type room struct {
	all   []zone.Record
	parts [][]zone.Record // pieces of all, empty
}

func newRoom(text []byte, parts []part) room {
	lines := make([]int, len(parts))
	total := 0
	for i, p := range parts {
		lines[i] = bytes.Count(text[p.pos:p.stop], []byte("\n")) + 1
		total += lines[i]
	}
	r := room{all: make([]zone.Record, total), parts: make([][]zone.Record, len(parts))}
	rest := r.all
	for i, n := range lines {
		r.parts[i], rest = rest[:0:n], rest[n:]
	}
	return r
}

// join puts the records of all parts together. They move left within the array, unless $INCLUDE or $GENERATE made more
// records than a part has lines, so that append has moved it out.
func (r room) join(outputs []output) []zone.Record {
	total, moved := 0, false
	for i, o := range outputs {
		total += len(o.records)
		moved = moved || cap(o.records) != cap(r.parts[i])
	}
	joined := r.all[:0]
	if moved {
		joined = make([]zone.Record, 0, total)
	}
	for i := range outputs {
		joined = append(joined, outputs[i].records...)
		outputs[i].records = nil
	}
	return joined
}
