package huaweisim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RecordSet is a set as a test plants or finds it.
type RecordSet struct {
	ID          string // "" in Plant: a new one
	Name        string
	Type        string
	TTL         int
	Records     []string
	Description string
	Line        string // "" in Plant: default_view
	Weight      *int   // nil in Plant: null, and the only set of its key
	Status      string // "" in Plant: ACTIVE; also those that no client can make, such as FREEZE or ERROR
	Default     bool
	AliasTarget map[string]string // resource_type, resource_domain_name; such a set is shown without records
	Tags        map[string]string
}

// AddZone makes a zone as the service makes a new one, ACTIVE already.
func (s *Server) AddZone(origin string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	name := strings.ToLower(origin)
	switch {
	case s.zoneByName[name] != nil:
		return nil
	case !isZoneName(name):
		return fmt.Errorf("zone %q: not a name that the API can hold", origin)
	}
	z := s.open(name, "hostmaster@example.org", usualTTL)
	z.Due = time.Time{}
	for _, r := range z.sets {
		r.Due = time.Time{}
	}
	return nil
}

// zoneNamed gives a zone by its origin.
func (s *Server) zoneNamed(origin string) (*zone, error) {
	s.settle()
	if z := s.zoneByName[strings.ToLower(origin)]; z != nil {
		return z, nil
	}
	return nil, fmt.Errorf("zone %q: there is none", origin)
}

// ZoneID gives the id of a zone, "" where there is none.
func (s *Server) ZoneID(origin string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if z, err := s.zoneNamed(origin); err == nil {
		return z.ID
	}
	return ""
}

// SetZoneStatus makes a zone be in a steady status: ACTIVE, DISABLE, FREEZE, ERROR.
func (s *Server) SetZoneStatus(origin, status string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err == nil {
		z.Steady, z.Action, z.Due = status, "", time.Time{}
	}
	return err
}

// Plant puts sets into a zone as they are, past all checks and quotas.
func (s *Server) Plant(origin string, sets ...RecordSet) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return err
	}
	for _, in := range sets {
		if s.setByID[in.ID] != nil {
			return fmt.Errorf("zone %q: there is a set %s", origin, in.ID)
		}
		r := &set{
			ID: cmp.Or(in.ID, newID()), Name: in.Name, Type: in.Type, TTL: cmp.Or(in.TTL, usualTTL), Records: in.Records,
			Description: in.Description, Line: cmp.Or(in.Line, defaultLine), Weight: in.Weight, Weighted: in.Weight != nil,
			Default: in.Default, AliasTarget: in.AliasTarget, CreatedAt: s.o.Now(),
		}
		r.Steady = in.Status
		for key, value := range in.Tags {
			r.Tags = append(r.Tags, tag{key, value})
		}
		s.addSet(z, r)
	}
	return nil
}

// FailNext makes the next set that is created or updated at a name end in ERROR, with what was written, and one that is deleted
// be PENDING_DELETE for ever.
func (s *Server) FailNext(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing[strings.ToLower(name)] = true
}

// RecordSets gives the sets of a zone in the order in which they were made, those that are being deleted among them; nil where
// there is no zone. Values are as they were written.
func (s *Server) RecordSets(origin string) []RecordSet {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, err := s.zoneNamed(origin)
	if err != nil {
		return nil
	}
	out := []RecordSet{}
	for _, r := range z.sets {
		one := RecordSet{
			ID: r.ID, Name: r.Name, Type: r.Type, TTL: r.TTL, Records: slices.Clone(r.Records), Description: r.Description,
			Line: r.Line, Weight: r.Weight, Status: r.at(s.o.Now()), Default: r.Default, AliasTarget: r.AliasTarget,
		}
		for _, t := range r.Tags {
			if one.Tags == nil {
				one.Tags = map[string]string{}
			}
			one.Tags[t.Key] = t.Value
		}
		out = append(out, one)
	}
	return out
}
