package rackspacesim

import (
	"net/http"
	"slices"
)

// updateDomains is PUT /domains, all or none.
func (s *Server) updateDomains(q *request) (work, error) {
	list, err := readDomains(q)
	if err != nil {
		return nil, err
	}
	return s.alter(list)
}

// updateDomain is PUT /domains/{id}.
func (s *Server) updateDomain(q *request) (work, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, err
	}
	var in domainDraft
	if err := decode(q.body, &in); err != nil {
		return nil, err
	}
	if in.ID != nil && *in.ID != d.ID {
		return nil, badRequest("The id is not that of the path.")
	}
	in.ID = &d.ID
	return s.alter([]domainDraft{in})
}

func (s *Server) alter(list []domainDraft) (work, error) {
	c := s.checker()
	var missing *fault
	var old []*domain
	var now []domain
	for _, in := range list {
		c.who = "Domain"
		if in.ID == nil || in.Name != nil || in.Records != nil || in.Subdomains != nil {
			c.add("An id is required; ttl, emailAddress and comment can be modified, and nothing else.")
			continue
		}
		d := s.byID[*in.ID]
		if d == nil {
			missing = notFound("The domain with ID " + *in.ID + " was not found.")
			continue
		}
		to := *d
		set(&to.Email, in.Email)
		set(&to.TTL, in.TTL)
		set(&to.Comment, in.Comment)
		c.domain(&to)
		old, now = append(old, d), append(now, to)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return func() (any, error) {
		if missing != nil {
			return nil, missing
		}
		for i, d := range old {
			now[i].Updated = stamp(s.o.Now())
			*d = now[i]
		}
		return nil, nil
	}, nil
}

// deleteDomains is DELETE /domains?id=…&id=…. Each is tried.
func (s *Server) deleteDomains(q *request) (work, error) {
	ids := q.query["id"]
	if len(ids) == 0 || slices.Contains(ids, "") {
		return nil, badRequest("There are no ids.")
	}
	if err := entities(len(ids)); err != nil {
		return nil, err
	}
	return func() (any, error) {
		var faults []*fault
		for i, id := range ids {
			if f := s.removeDomain(id, q, s.halved && i >= len(ids)/2); f != nil {
				faults = append(faults, f)
			}
		}
		return nil, deleteFault(faults)
	}, nil
}

// deleteDomain is DELETE /domains/{id}.
func (s *Server) deleteDomain(q *request) (work, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		if f := s.removeDomain(d.ID, q, false); f != nil {
			return nil, f
		}
		return nil, nil
	}, nil
}

// removeDomain takes a domain away. Its subdomains go only when asked for; else they stay, as domains of their own.
func (s *Server) removeDomain(id string, q *request, stopped bool) *fault {
	d := s.byID[id]
	if d == nil {
		return notFound("The domain with ID " + id + " was not found.")
	}
	if stopped || d.Name == s.rejected {
		return &fault{Message: dnsFault().Message, Code: http.StatusInternalServerError, Details: "The domain with ID " + id + " could not be deleted."}
	}
	if q.query.Get("deleteSubdomains") == "true" {
		for _, sub := range s.below(d) {
			s.drop(sub)
		}
	}
	s.drop(d)
	return nil
}
