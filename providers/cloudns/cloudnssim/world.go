package cloudnssim

import (
	"cmp"
	"slices"
	"time"
)

// world is all that the system holds. Server's mutex guards it.
type world struct {
	zones      map[string]*zone
	lastZone   int64
	lastRecord int64
	queue      []job // by due time
}

// job is a record that changes its status when it is due.
type job struct {
	zone   *zone
	record *stored
}

func newWorld() world { return world{zones: map[string]*zone{}} }

// addZone puts a zone into the world and gives it an id, unless it has one.
func (w *world) addZone(z *zone) {
	if z.ID == 0 {
		z.ID = w.lastZone + 1
	}
	w.lastZone = max(w.lastZone, z.ID)
	w.zones[z.Name] = z
}

// sorted gives the zones by id.
func (w *world) sorted() []*zone {
	out := make([]*zone, 0, len(w.zones))
	for _, z := range w.zones {
		out = append(out, z)
	}
	slices.SortFunc(out, func(a, b *zone) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// put places a record whose id, status and due time are set.
func (w *world) put(z *zone, r *stored, removedBlocks bool) {
	w.lastRecord = max(w.lastRecord, r.ID)
	if r.Status == PendingRemoval {
		z.removed[r.ID] = r
		if removedBlocks {
			z.noteKey(r.Record, 1)
		}
	} else {
		if r.Status != Gone {
			z.note(r.Record, 1)
		}
		z.insert(r)
	}
	w.enqueue(z, r)
}

// enqueue has a record's status end when it is due.
func (w *world) enqueue(z *zone, r *stored) {
	if r.Status != PendingActive && r.Status != PendingRemoval {
		return
	}
	i, _ := slices.BinarySearchFunc(w.queue, r.Due, func(j job, due time.Time) int {
		if j.record.Due.After(due) {
			return 1
		}
		return -1 // those of the same time keep their order
	})
	w.queue = slices.Insert(w.queue, i, job{z, r})
}

// settle ends the pending statuses that are due.
func (s *Server) settle(now time.Time) {
	n := 0
	for ; n < len(s.queue) && !s.queue[n].record.Due.After(now); n++ {
		s.end(s.queue[n])
	}
	s.queue = slices.Delete(s.queue, 0, n)
}

func (s *Server) end(j job) {
	r := j.record
	if r.Status == PendingActive {
		s.activate(j.zone, r)
		return
	}
	r.Due = time.Time{}
	delete(j.zone.removed, r.ID)
	if s.o.RemovedBlocks {
		j.zone.noteKey(r.Record, -1)
	}
}

// activate has a record become active, or whatever a switch makes of it.
func (s *Server) activate(z *zone, r *stored) {
	if s.o.NeverActive {
		return
	}
	r.Due, r.Status = time.Time{}, Active
	if s.o.PendingFails || s.o.PendingVanishes {
		z.note(r.Record, -1)
		r.Status = Gone
	}
	if s.o.PendingVanishes {
		z.takeOut(r)
	}
}

// pending sets a record's status to one that ends after the delay.
func (s *Server) pending(z *zone, r *stored, status Status) {
	now := s.o.Now()
	r.Status, r.Due = status, now.Add(max(s.o.ActivateAfter, 0))
	s.enqueue(z, r)
}

// today is a ctime.
func (s *Server) today() string { return s.o.Now().Format(time.DateOnly) }
