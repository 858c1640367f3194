package huaweisim

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// world is what the service holds. Everything is in the order in which it was made.
type world struct {
	zones      []*zone
	zoneByID   map[string]*zone
	zoneByName map[string]*zone
	sets       []*set // of all zones
	setByID    map[string]*set
	operations map[string]*task // those of many zones, by their ids
	counted    int              // sets that count against the quota
	dying      []*set           // deleted, to go when they are due
	pendings   []*task          // to be carried out when they are due
	last       time.Time        // when the change that was begun last is due
}

func newWorld() world {
	return world{
		zoneByID: map[string]*zone{}, zoneByName: map[string]*zone{}, setByID: map[string]*set{}, operations: map[string]*task{},
	}
}

// status is how far a zone or set is: what was done to it is on its way until it is due.
type status struct {
	Steady string    // what it is when it is due; "" is ACTIVE
	Action string    // CREATE, UPDATE, DELETE
	Due    time.Time // zero: nothing is on its way
}

// Statuses (Huawei Cloud DNS, "Resource Status").
const (
	active  = "ACTIVE"
	disable = "DISABLE"
	failed  = "ERROR"
	pending = "PENDING"
	done    = "DONE" // of tasks
)

func (s status) at(now time.Time) string {
	switch {
	case s.Action == "DELETE" || now.Before(s.Due):
		return pending + "_" + s.Action
	case s.Steady == "":
		return active
	}
	return s.Steady
}

// begin starts a change.
func (s *Server) begin(st *status, action string) {
	due := s.o.Now().Add(s.o.ActiveAfter)
	if next := s.last.Add(s.o.Each); s.o.Each > 0 && next.After(due) {
		due = next
	}
	st.Action, st.Due, s.last = action, due, due
}

// beginSet starts a change of a set. One that FailNext speaks of ends in ERROR.
func (s *Server) beginSet(r *set, action string) {
	s.begin(&r.status, action)
	if s.failing[r.Name] {
		r.Steady = failed
		delete(s.failing, r.Name)
	}
}

func (s *Server) due(t time.Time) bool { return !s.o.Now().Before(t) }

// settle does what is due: tasks are carried out, and what was deleted goes.
func (s *Server) settle() {
	for len(s.pendings) > 0 && s.due(s.pendings[0].Due) {
		s.carryOut(s.pendings[0])
		s.pendings = s.pendings[1:]
	}
	gone := map[*zone]bool{}
	for len(s.dying) > 0 && s.due(s.dying[0].Due) {
		gone[s.dying[0].zone] = true
		s.bury(s.dying[0])
		s.dying = s.dying[1:]
	}
	if len(gone) > 0 {
		s.sets = slices.DeleteFunc(s.sets, s.isGone)
	}
	for z := range gone {
		z.sets = slices.DeleteFunc(z.sets, s.isGone)
	}
	s.zones = slices.DeleteFunc(s.zones, func(z *zone) bool {
		out := z.Action == "DELETE" && s.due(z.Due)
		if out {
			delete(s.zoneByID, z.ID)
			delete(s.zoneByName, z.Name)
		}
		return out
	})
}

func (s *Server) isGone(r *set) bool { return s.setByID[r.ID] != r }

// bury takes a set out of what it is found by.
func (s *Server) bury(r *set) {
	delete(s.setByID, r.ID)
	r.zone.byName[r.Name] = slices.DeleteFunc(r.zone.byName[r.Name], func(o *set) bool { return o == r })
}

// addZone takes a zone in.
func (w *world) addZone(z *zone) {
	z.byName = map[string][]*set{}
	w.zones = append(w.zones, z)
	w.zoneByID[z.ID], w.zoneByName[z.Name] = z, z
}

// addSet takes a set in.
func (w *world) addSet(z *zone, r *set) {
	r.zone = z
	w.sets, z.sets = append(w.sets, r), append(z.sets, r)
	w.setByID[r.ID] = r
	z.byName[r.Name] = append(z.byName[r.Name], r)
	switch {
	case r.Action == "DELETE":
		w.dying = append(w.dying, r)
	case !r.Default:
		w.counted++
	}
}

// newID gives a new random id.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// isID tells whether a text may be an id.
func isID(text string) bool {
	return len(text) == 32 && strings.Trim(text, "0123456789abcdef") == ""
}

// stamp spells a time as the examples have it, UTC without a zone letter; nil is null.
func stamp(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000")
}
