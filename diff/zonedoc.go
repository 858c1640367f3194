package diff

import (
	"github.com/zonesync/zonesync/zone"
)

// NewZoneDoc tells a plan. Provider, type, file, calls, seconds, warnings and errors are for the caller to add.
func NewZoneDoc(p Plan) ZoneDoc {
	z := ZoneDoc{
		Zone: p.Origin, Status: p.status(), Fingerprint: p.Fingerprint, Hash: p.Hash,
		Changes: make([]ChangeDoc, len(p.Items)), Held: p.Held, Hint: p.ReleaseHint(),
	}
	for i, it := range p.Items {
		z.Changes[i] = newChangeDoc(it)
	}
	return z
}

func (p Plan) status() string {
	switch {
	case p.Empty():
		return StatusInSync
	case len(p.Changes()) == 0:
		return StatusHeld
	}
	return StatusChanges
}

func newChangeDoc(it Item) ChangeDoc {
	k := it.Key()
	c := ChangeDoc{
		Op: it.Op().String(), Name: k.Name, Type: zone.TypeString(k.Type), View: k.View, Cause: it.Cause, Held: it.Held, Note: it.Note,
		Data: []string{}, OldData: []string{},
	}
	if it.New != nil {
		c.TTL, c.Data = it.New.TTL, it.New.Text()
		c.File, c.Line = it.New.Pos.File, int(it.New.Pos.Line)
	}
	if it.Old != nil {
		c.OldTTL, c.OldData = it.Old.TTL, it.Old.Text()
	}
	return c
}

// Sum makes the document ready to print: it counts its changes and calls into Summary and turns what JSON would show as
// null into empty lists. Of an apply document only what was done counts as created, updated or deleted.
func (d *Document) Sum() {
	d.Summary = Summary{}
	d.Zones = notNil(d.Zones)
	for i := range d.Zones {
		z := &d.Zones[i]
		z.Changes = notNil(z.Changes)
		d.Summary.Calls += z.Calls
		if z.Status == StatusError {
			d.Summary.Errors++
		}
		for j := range z.Changes {
			c := &z.Changes[j]
			c.Data, c.OldData = notNil(c.Data), notNil(c.OldData)
			d.Summary.add(*c)
		}
	}
}

func (s *Summary) add(c ChangeDoc) {
	switch {
	case c.Held != "":
		s.Held++
	case c.Outcome != "" && c.Outcome != "done":
	case c.Op == zone.Create.String():
		s.Create++
	case c.Op == zone.Update.String():
		s.Update++
	case c.Op == zone.Delete.String():
		s.Delete++
	}
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
