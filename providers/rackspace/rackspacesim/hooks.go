package rackspacesim

import (
	"fmt"
	"strings"
)

// fold gives the name that the API has for an origin.
func fold(origin string) string { return strings.ToLower(strings.TrimSuffix(origin, ".")) }

// AddZone makes a domain as the service makes a new one, with its two name servers.
func (s *Server) AddZone(origin string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := fold(origin)
	if s.byName[name] != nil {
		return nil
	}
	c := s.checker()
	c.domainName(name)
	if c.err() != nil {
		return fmt.Errorf("zone %q: not a name that the API can hold", origin)
	}
	return s.addDomains([]*domain{newDomain(name, "hostmaster@example.org", defaultTTL)})
}

// Plant puts records into a domain as they are, past all checks and limits of the API. What has no id or dates gets them;
// without a TTL none is shown.
func (s *Server) Plant(origin string, records ...Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.byName[fold(origin)]
	if d == nil {
		return fmt.Errorf("zone %q: there is none", origin)
	}
	for _, r := range records {
		if r.ID == "" {
			r.ID = s.mint(r.Type + "-")
		}
		if d.byID[r.ID] != nil {
			return fmt.Errorf("zone %q: there is a record %s", origin, r.ID)
		}
		r.Created = or(r.Created, stamp(s.o.Now()))
		r.Updated = or(r.Updated, r.Created)
		d.Records = append(d.Records, &r)
		d.byID[r.ID] = &r
		d.note(&r, 1)
	}
	return nil
}

// Records gives the records of a domain as GET shows them, nil where there is no domain. Jobs that are due are done first.
func (s *Server) Records(origin string) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	d := s.byName[fold(origin)]
	if d == nil {
		return nil
	}
	out := []Record{}
	for _, r := range d.Records {
		out = append(out, *r)
	}
	return out
}

// DomainID gives the id of a domain, "" where there is none.
func (s *Server) DomainID(origin string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	if d := s.byName[fold(origin)]; d != nil {
		return d.ID
	}
	return ""
}

// EmptyBody makes the next GET that would succeed answer 200 without a body.
func (s *Server) EmptyBody() { s.arm(func(a *switches) { a.emptyBody = true }) }

// DNSFault makes the next write answer 500 dnsFault, with nothing done.
func (s *Server) DNSFault() { s.arm(func(a *switches) { a.dnsFault = true }) }

// Unavailable makes the next request to the DNS answer 503, with nothing done.
func (s *Server) Unavailable() { s.arm(func(a *switches) { a.unavailable = true }) }

// StickJobs makes jobs stay as they are, for ever or until it is called with false.
func (s *Server) StickJobs(stick bool) { s.arm(func(a *switches) { a.stick = stick }) }

func (s *Server) arm(set func(*switches)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set(&s.armed)
}
