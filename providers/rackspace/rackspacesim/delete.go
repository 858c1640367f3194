package rackspacesim

import (
	"net/http"
	"slices"
)

// deleteRecords is DELETE /domains/{id}/records?id=…&id=…. Each record is tried, and none comes back.
func (s *Server) deleteRecords(q *request) (work, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, err
	}
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
			stopped := s.halved && i >= len(ids)/2
			if f := s.remove(d, id, stopped); f != nil {
				faults = append(faults, f)
			}
		}
		d.sweep()
		return nil, deleteFault(faults)
	}, nil
}

// deleteRecord is DELETE /domains/{id}/records/{rid}.
func (s *Server) deleteRecord(q *request) (work, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		if f := s.remove(d, q.args[1], false); f != nil {
			return nil, f
		}
		d.sweep()
		return nil, nil
	}, nil
}

// remove makes a record unfindable; sweep does the rest for many at once.
func (s *Server) remove(d *domain, id string, stopped bool) *fault {
	r := d.byID[id]
	switch {
	case r == nil:
		return s.lost(d, id)
	case stopped:
		f := s.kept(d, id, "could not be deleted.")
		f.Message, f.Code = dnsFault().Message, http.StatusInternalServerError
		return f
	case r.Name == s.rejected:
		return s.kept(d, id, "cannot be deleted.")
	case d.lastNS(r):
		return s.kept(d, id, "is the last name server of the domain.")
	}
	delete(d.byID, id)
	d.note(r, -1)
	return nil
}
