package designatesim

import (
	"cmp"
	"fmt"
	"strings"
)

// RecordSet is a set as v2 has it.
type RecordSet struct {
	ID          string
	Name        string
	Type        string
	TTL         *int
	Description *string
	Records     []string
	Managed     bool // made by the system: it cannot be changed
}

// Record is a record as v1 has it.
type Record struct {
	ID          string
	Name        string
	Type        string
	Data        string
	Priority    *int
	TTL         *int // of its set
	Description *string
}

// AddZone makes a zone as the service makes a new one: ACTIVE, with SOA and NS.
func (s *Server) AddZone(origin string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	name := strings.ToLower(origin)
	if s.byName[name] != nil {
		return nil
	}
	if !isZoneName(name) {
		return fmt.Errorf("zone %q: not a name that the API can hold", origin)
	}
	z := &zone{Name: name, Project: s.o.ProjectID, Email: "hostmaster@example.org", TTL: usualTTL}
	s.open(z)
	z.Due = s.o.Now().Add(-s.o.ErrorFor)
	for _, r := range z.Sets {
		r.Due = z.Due
	}
	return nil
}

// zoneNamed gives a zone by its origin.
func (s *Server) zoneNamed(origin string) (*zone, error) {
	s.settle()
	if z := s.byName[strings.ToLower(origin)]; z != nil {
		return z, nil
	}
	return nil, fmt.Errorf("zone %q: there is none", origin)
}

// Plant puts sets into a zone as they are, past all checks and quotas. They are ACTIVE.
func (s *Server) Plant(origin string, sets ...RecordSet) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return err
	}
	for _, in := range sets {
		if z.find(in.Name, in.Type) != nil || z.byID[in.ID] != nil {
			return fmt.Errorf("zone %q: there is a set %s %s, or one with its id", origin, in.Name, in.Type)
		}
		r := s.newSet(z, in.Name, in.Type)
		r.ID = cmp.Or(in.ID, r.ID)
		r.TTL, r.Description, r.Managed, r.Due = in.TTL, in.Description, in.Managed, z.CreatedAt.Add(-s.o.ErrorFor)
		z.addSet(r)
		z.replace(r, in.Records, r.CreatedAt)
	}
	return nil
}

// PlantRecords puts records into a zone as they are, past all checks and quotas. The TTL is that of their set where there is
// none yet.
func (s *Server) PlantRecords(origin string, records ...Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return err
	}
	for _, in := range records {
		if z.records[in.ID] != nil {
			return fmt.Errorf("zone %q: there is a record %s", origin, in.ID)
		}
		r := z.find(in.Name, in.Type)
		if r == nil {
			r = s.newSet(z, in.Name, in.Type)
			r.TTL = in.TTL
			z.addSet(r)
		}
		z.addRecord(r, &record{ID: cmp.Or(in.ID, uuid()), Data: joined(in.Priority, in.Data), Description: in.Description, CreatedAt: s.o.Now()})
	}
	return nil
}

// RecordSets gives the sets of a zone, nil where there is no zone.
func (s *Server) RecordSets(origin string) []RecordSet {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return nil
	}
	out := []RecordSet{}
	for _, r := range z.live() {
		out = append(out, RecordSet{r.ID, r.Name, r.Type, r.TTL, r.Description, r.values(), r.Managed})
	}
	return out
}

// Records gives the records of a zone as v1 lists them, those that linger among them; nil where there is no zone.
func (s *Server) Records(origin string) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return nil
	}
	out := []Record{}
	for _, r := range z.live() {
		for _, rec := range r.Records {
			priority, data := rec.parts()
			out = append(out, Record{rec.ID, r.Name, r.Type, data, priority, r.TTL, rec.Description})
		}
	}
	return out
}

// ZoneID gives the id of a zone, "" where there is none.
func (s *Server) ZoneID(origin string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return ""
	}
	return z.ID
}
