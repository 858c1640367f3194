package state

import (
	"fmt"

	"github.com/zonesync/zonesync/zone"
)

// decoder reads what an encoder wrote. After the first fault it gives zeros, and err tells.
type decoder struct {
	text       string
	name, file string
	err        error
}

func newDecoder(packed []byte, format uint64) *decoder {
	text, err := unpack(packed)
	d := &decoder{text: text, err: err}
	if got := d.number(); got != format {
		d.fail("format")
	}
	return d
}

func decodeZone(packed []byte) (zone.Zone, error) {
	d := newDecoder(packed, formatZone)
	z := zone.Zone{Origin: d.word()}
	if n := d.count(); n > 0 {
		z.Sets = make([]zone.RRset, n)
	}
	for i := range z.Sets {
		d.set(&z.Sets[i])
	}
	return z, d.end()
}

func decodeChanges(r Ref, packed []byte) ([]Change, error) {
	d := newDecoder(packed, formatChanges)
	changes := make([]Change, d.count())
	for i := range changes {
		changes[i] = Change{
			Ref: r, Before: d.optional(), After: d.optional(), Outcome: d.word(), Cause: d.word(),
			File: d.word(), Line: int(d.number()), Commit: d.word(), Author: d.word(),
		}
	}
	return changes, d.end()
}

func (d *decoder) optional() *zone.RRset {
	if d.number() == 0 {
		return nil
	}
	s := new(zone.RRset)
	d.set(s)
	return s
}

func (d *decoder) set(s *zone.RRset) {
	s.Name = d.again(&d.name)
	s.View = d.word()
	s.Type = uint16(d.number())
	s.TTL = uint32(d.number())
	s.Data = d.data()
	s.Pos.File = d.again(&d.file)
	s.Pos.Line = uint32(d.number())
	s.Comment = d.word()
}

// data reads values, and makes sure that they end where they say.
func (d *decoder) data() zone.Data {
	text := d.word()
	for rest := text; rest != ""; {
		if len(rest) < 2 || len(rest) < 2+int(rest[0])<<8+int(rest[1]) {
			d.fail("values")
			return ""
		}
		rest = rest[2+int(rest[0])<<8+int(rest[1]):]
	}
	return zone.Data(text)
}

func (d *decoder) number() uint64 {
	var n uint64
	for i := 0; i < len(d.text) && i < 10; i++ {
		b := d.text[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			d.text = d.text[i+1:]
			return n
		}
	}
	d.fail("number")
	return 0
}

// count reads how many of something follow; each of them takes a byte at least.
func (d *decoder) count() int {
	n := d.number()
	if n > uint64(len(d.text)) {
		d.fail("count")
		return 0
	}
	return int(n)
}

func (d *decoder) word() string { return d.take(d.number()) }

func (d *decoder) again(last *string) string {
	if n := d.number(); n > 0 {
		*last = d.take(n - 1)
	}
	return *last
}

func (d *decoder) take(n uint64) string {
	if n > uint64(len(d.text)) {
		d.fail("word")
		return ""
	}
	s := d.text[:n]
	d.text = d.text[n:]
	return s
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: a body's %s", ErrCorrupt, what)
	}
	d.text = ""
}

func (d *decoder) end() error {
	if d.err == nil && d.text != "" {
		d.fail("end")
	}
	return d.err
}
