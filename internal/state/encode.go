package state

import (
	"encoding/binary"

	"github.com/zonesync/zonesync/zone"
)

// encoder writes numbers and words, each of which says where it ends.
type encoder struct {
	buf        []byte
	name, file string // of the last set
}

// The first byte of a body says how the rest is to be read.
const (
	formatZone    = 1
	formatChanges = 1
)

// encodeZone gives the body of a zone. Equal zones have equal bodies.
func encodeZone(z zone.Zone) []byte {
	e := encoder{buf: []byte{formatZone}}
	e.word(z.Origin)
	e.number(uint64(len(z.Sets)))
	for i := range z.Sets {
		e.set(&z.Sets[i])
	}
	return e.buf
}

// encodeChanges gives the body of changes of one zone.
func encodeChanges(changes []Change) []byte {
	e := encoder{buf: []byte{formatChanges}}
	e.number(uint64(len(changes)))
	for _, c := range changes {
		e.optional(c.Before)
		e.optional(c.After)
		e.word(c.Outcome)
		e.word(c.Cause)
		e.word(c.File)
		e.number(uint64(c.Line))
		e.word(c.Commit)
		e.word(c.Author)
	}
	return e.buf
}

func (e *encoder) optional(s *zone.RRset) {
	if s == nil {
		e.number(0)
		return
	}
	e.number(1)
	e.set(s)
}

func (e *encoder) set(s *zone.RRset) {
	e.again(&e.name, s.Name)
	e.word(s.View)
	e.number(uint64(s.Type))
	e.number(uint64(s.TTL))
	e.word(string(s.Data))
	e.again(&e.file, s.Pos.File)
	e.number(uint64(s.Pos.Line))
	e.word(s.Comment)
}

func (e *encoder) number(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

func (e *encoder) word(s string) {
	e.number(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// again writes a word that is often the last one of its kind: 0 for that, otherwise its length and 1, and itself.
func (e *encoder) again(last *string, s string) {
	if s == *last {
		e.number(0)
		return
	}
	e.number(uint64(len(s)) + 1)
	e.buf = append(e.buf, s...)
	*last = s
}
