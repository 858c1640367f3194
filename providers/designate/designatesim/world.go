package designatesim

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
)

// world is what the service holds, of all projects.
type world struct {
	zones   []*zone // in the order in which they came
	byID    map[string]*zone
	byName  map[string]*zone
	imports []*task
	exports []*task
	quotas  map[string]Quotas // of projects that have their own
}

func newWorld() world {
	return world{byID: map[string]*zone{}, byName: map[string]*zone{}, quotas: map[string]Quotas{}}
}

func (w *world) add(z *zone) {
	w.zones = append(w.zones, z)
	w.byID[z.ID], w.byName[z.Name] = z, z
}

func (w *world) drop(z *zone) {
	delete(w.byID, z.ID)
	delete(w.byName, z.Name)
	w.zones = slices.DeleteFunc(w.zones, func(o *zone) bool { return o == z })
}

// settle does what is due: zones and records that were deleted go, imports and exports are carried out.
func (s *Server) settle() {
	now := s.o.Now()
	for _, z := range slices.Clone(s.zones) {
		if z.Deleted && !now.Before(z.Due) {
			s.drop(z)
		}
		z.release(now)
	}
	for _, t := range s.imports {
		if t.Status == pending && !now.Before(t.Due) {
			s.carryOutImport(t)
		}
	}
	for _, t := range s.exports {
		if t.Status == pending && !now.Before(t.Due) {
			t.end(complete, "", now)
		}
	}
}

// parent gives the zone that is nearest above a name, the name's own left out.
func (w *world) parent(name string) *zone {
	for {
		_, rest, more := strings.Cut(name, ".")
		if !more || rest == "" {
			return nil
		}
		if z := w.byName[rest]; z != nil {
			return z
		}
		name = rest
	}
}

// children gives the zones below a name.
func (w *world) children(name string) []*zone {
	var out []*zone
	for _, z := range w.zones {
		if strings.HasSuffix(z.Name, "."+name) {
			out = append(out, z)
		}
	}
	return out
}

// uuid gives a new random id.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// stamp spells a time as both versions do, UTC without a zone letter; nil is null.
func stamp(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000")
}
