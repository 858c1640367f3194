package tonicdnssim

import (
	"fmt"
	"strings"
	"time"
)

// AddZone makes a MASTER zone. It has a SOA and an NS record, because a zone without records cannot be reached.
func (s *Server) AddZone(origin string) error { return s.AddZoneType(origin, "MASTER") }

// AddZoneType makes a zone of a type: MASTER, SLAVE or NATIVE. One that exists stays as it is.
func (s *Server) AddZoneType(origin, kind string) error {
	name := strings.TrimSuffix(origin, ".")
	if !isHost(name) || !isKind(kind) {
		return fmt.Errorf("zone %q of type %q: TonicDNS takes no such zone", origin, kind)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	z := &zoneRows{Name: name, Type: kind}
	now := s.o.Now().Unix()
	if kind == "SLAVE" {
		z.Master, z.LastCheck = "192.0.2.53", now
	}
	if s.table.addZone(z) != nil {
		return nil
	}
	for _, r := range []Row{
		{Name: name, Type: "SOA", Content: "ns1.sandbox.test hostmaster.sandbox.test 1 7200 3600 1209600 3600", TTL: 3600},
		{Name: name, Type: "NS", Content: "ns1.sandbox.test", TTL: 3600},
	} {
		r.ChangeDate = now
		s.table.insert(z, r)
	}
	return nil
}

// Plant puts rows into a zone as another program with access to the database would: duplicates, names of other zones and
// types that the API does not know are taken.
func (s *Server) Plant(origin string, rows ...Row) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z := s.table.zones[fold(strings.TrimSuffix(origin, "."))]
	if z == nil {
		return fmt.Errorf("zone %q does not exist", origin)
	}
	for _, r := range rows {
		if err := r.hold(); err != nil {
			return err
		}
	}
	for _, r := range rows {
		s.table.insert(z, r)
	}
	return nil
}

// Rows gives a zone's rows in the order of a listing; none where there is no such zone.
func (s *Server) Rows(origin string) []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	z := s.table.zones[fold(strings.TrimSuffix(origin, "."))]
	if z == nil {
		return nil
	}
	return z.sorted()
}

// ExpireToken ends the token's life.
func (s *Server) ExpireToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop()
}

// EmptyBody makes the next successful GET answer without a body, as the program does where PHP cannot encode a record.
func (s *Server) EmptyBody() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.empty = true
}

// FailCommit makes the next write that would succeed end in 500, with nothing done.
func (s *Server) FailCommit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = true
}

// ServerTime is how long the program would have worked on the writes so far, on the machine where it was measured.
func (s *Server) ServerTime() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.spent
}
