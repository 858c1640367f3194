package huaweisim

import (
	"net/http"
	"strings"
)

func (s *Server) showSet(q *request) (reply, error) {
	return reply{http.StatusOK, s.setBody(q, q.set)}, nil
}

// createSet is POST of one set.
func (s *Server) createSet(q *request) (reply, error) {
	keys := []string{"name", "type", "records", "ttl", "description", "tags"}
	if !s.o.OTC {
		keys = append(keys, "status")
	}
	if q.v21 {
		keys = append(keys, "line", "weight")
	}
	var in item
	if err := decode(q.body, &in, keys...); err != nil {
		return reply{}, err
	}
	if in.Name == "" || in.Type == "" || in.Records == nil {
		return reply{}, malformed("name, type and records are mandatory")
	}
	r, err := s.insert(q.zone, in)
	if err != nil {
		return reply{}, err
	}
	body := s.setBody(q, r)
	if r.Steady == disable {
		body["status"] = disable
	}
	return reply{http.StatusAccepted, body}, nil
}

// insert makes a set in a zone.
func (s *Server) insert(z *zone, in item) (*set, error) {
	r, err := s.newSet(z, in)
	if err != nil {
		return nil, err
	}
	if err := z.clash(r); err != nil {
		return nil, err
	}
	if err := s.room(1); err != nil {
		return nil, err
	}
	s.beginSet(r, "CREATE")
	s.addSet(z, r)
	return r, nil
}

// updateSet is PUT of one set. What is left out stays as it is, and so does the description when it is "".
func (s *Server) updateSet(q *request) (reply, error) {
	r := q.set
	keys := []string{"name", "type", "records", "ttl", "description"}
	if q.v21 {
		keys = append(keys, "weight")
	}
	var in item
	if err := decode(q.body, &in, keys...); err != nil {
		return reply{}, err
	}
	if (in.Name == "" || in.Type == "") && (q.v21 || s.o.OTC) {
		return reply{}, malformed("name and type are mandatory")
	}
	if in.Name != "" && strings.ToLower(in.Name) != r.Name {
		return reply{}, bad("DNS.0304", "The name of a record set cannot be changed.")
	}
	if in.Type != "" && in.Type != r.Type {
		return reply{}, bad("DNS.0307", "The type of a record set cannot be changed.")
	}
	to := *r
	if in.Records != nil {
		to.Records = in.Records
	}
	if in.Description != nil && *in.Description != "" {
		to.Description = *in.Description
	}
	to.TTL = deref(in.TTL, r.TTL)
	if in.Weight != nil {
		to.Weight = in.Weight
	}
	if err := s.mayUpdate(r, &to); err != nil {
		return reply{}, err
	}
	s.update(r, &to)
	return reply{http.StatusAccepted, s.setBody(q, r)}, nil
}

// mayUpdate tells whether a set can become as to is.
func (s *Server) mayUpdate(r, to *set) error {
	if r.Default {
		return bad("DNS.0318", "The default record set %s cannot be updated.", r)
	}
	if err := s.isSteady(r); err != nil {
		return err
	}
	return s.checkContent(to)
}

// update makes a set as to is.
func (s *Server) update(r, to *set) {
	if deref(to.Weight, -1) != deref(r.Weight, -1) {
		r.Weighted = to.Weight != nil
	}
	now := s.o.Now()
	r.Records, r.TTL, r.Description, r.Weight, r.UpdatedAt = to.Records, to.TTL, to.Description, to.Weight, &now
	if r.Steady == failed {
		r.Steady = ""
	}
	s.beginSet(r, "UPDATE")
}

// deleteSet answers with the set, its values left out.
func (s *Server) deleteSet(q *request) (reply, error) {
	r := q.set
	if err := s.mayDelete(r); err != nil {
		return reply{}, err
	}
	s.drop(r)
	return reply{http.StatusAccepted, s.deletedBody(q, r)}, nil
}

func (s *Server) mayDelete(r *set) error {
	if r.Default {
		return bad("DNS.0317", "The default record set %s cannot be deleted.", r)
	}
	return s.isSteady(r)
}

// drop begins to delete a set. One that FailNext speaks of never goes. It does not count against the quota from now on.
func (s *Server) drop(r *set) {
	if r.Action == "DELETE" {
		return
	}
	if !r.Default {
		s.counted--
	}
	s.begin(&r.status, "DELETE")
	if s.failing[r.Name] {
		delete(s.failing, r.Name)
		return
	}
	s.dying = append(s.dying, r)
}

func (s *Server) deletedBody(q *request, r *set) object {
	body := s.setBody(q, r)
	delete(body, "records")
	return body
}
