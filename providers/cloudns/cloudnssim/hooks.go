package cloudnssim

import "fmt"

// AddZone makes an active zone of the user without records.
func (s *Server) AddZone(origin string) error { return s.plantZone(origin, false) }

// AddForeignZone makes a zone of somebody else, to whose records the user has no right.
func (s *Server) AddForeignZone(origin string) error { return s.plantZone(origin, true) }

func (s *Server) plantZone(origin string, foreign bool) error {
	name := canonical(origin)
	if !hostname(name) {
		return fmt.Errorf("zone %q: not a name that the API can hold", origin)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, exists := s.zones[name]; exists {
		return nil
	}
	z := newZone(name)
	z.Foreign, z.CTime = foreign, s.today()
	s.addZone(z)
	return nil
}

// Approve is the administrator's: it grants the application that zone_new or zone_delete has stored.
func (s *Server) Approve(origin string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[canonical(origin)]
	if !ok || z.Status == Active {
		return fmt.Errorf("zone %q: there is no application", origin)
	}
	if z.Status == PendingActive {
		z.Status = Active
		return nil
	}
	delete(s.zones, z.Name)
	return nil
}

// Plant puts records into a zone as they are, past all checks of the API. An ID of 0 gets the next one; any other must be
// above all that were given before. Mind the status: the zero value is pending, and ends as any.
func (s *Server) Plant(origin string, records ...Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[canonical(origin)]
	if !ok {
		return fmt.Errorf("zone %q: there is none", origin)
	}
	for _, r := range records {
		if r.ID == 0 {
			r.ID = s.lastRecord + 1
		}
		if r.ID <= s.lastRecord {
			return fmt.Errorf("zone %q: ids increase, and %d is not new", origin, r.ID)
		}
		s.put(z, &stored{Record: r, Due: s.o.Now().Add(max(s.o.ActivateAfter, 0))}, s.o.RemovedBlocks)
	}
	return nil
}

// Records gives the records of a zone as rec_load_all lists them all, nil where there is no zone.
func (s *Server) Records(origin string) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.o.Now())
	z, ok := s.zones[canonical(origin)]
	if !ok {
		return nil
	}
	out := []Record{}
	for _, r := range z.listed(s.o.ShowRemoved) {
		out = append(out, r.Record)
	}
	return out
}
