package designatesim

import "slices"

// createRecord is POST /domains/{id}/records: first the set, where there is none, then the record. The TTL counts for a new
// set only, and where the record then fails an empty set is left.
func (s *Server) createRecord(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	f, d, err := s.readRecord(q, draft{})
	if err != nil {
		return reply{}, err
	}
	f.need("name", "type", "data")
	if s.checkDraft(f, d); f.err() != nil {
		return reply{}, f.err()
	}
	r, err := s.setFor(q, z, d)
	if err != nil {
		return reply{}, err
	}
	data := joined(d.priority, d.data)
	if r.holds(data, nil) {
		return reply{}, duplicate("Record")
	}
	if err := s.mayGrow(r); err != nil {
		return reply{}, err
	}
	rec := &record{ID: uuid(), Data: data, Description: d.description, CreatedAt: s.o.Now()}
	z.addRecord(r, rec)
	s.touch(z, "UPDATE")
	return reply{status: 200, body: recordBody(rec), location: q.base + "/domains/" + z.ID + "/records/" + rec.ID}, nil
}

// setFor finds the set of a record, or makes it.
func (s *Server) setFor(q *request, z *zone, d draft) (*set, error) {
	if d.kind == "SOA" {
		return nil, badRequest("SOA records cannot be manually created.")
	}
	if err := writable(z); err != nil {
		return nil, err
	}
	if r := z.find(d.name, d.kind); r != nil {
		return r, nil
	}
	if err := s.lowTTL(q.caller, d.ttl); err != nil {
		return nil, err
	}
	if err := s.roomForSet(z); err != nil {
		return nil, err
	}
	if err := s.place(z, d.name, d.kind, nil); err != nil {
		return nil, err
	}
	r := s.newSet(z, d.name, d.kind)
	r.TTL = d.ttl
	z.addSet(r)
	return r, nil
}

// mayGrow tells whether a set may have one record more.
func (s *Server) mayGrow(r *set) error {
	if err := soleCNAME(r.Type, len(r.Records)+1); err != nil {
		return err
	}
	return s.roomForRecords(r.zone, r, len(r.Records)+1)
}

// holds tells whether a set has a value, be it one that is being deleted.
func (r *set) holds(data string, except *record) bool {
	return slices.ContainsFunc(r.Records, func(o *record) bool { return o != except && o.Data == data })
}

// deleteRecord is DELETE /domains/{id}/records/{id}. The record stays listed until the back end has confirmed.
func (s *Server) deleteRecord(q *request) (reply, error) {
	rec, err := s.recordOf(q)
	if err != nil {
		return reply{}, err
	}
	z := rec.set.zone
	if rec.set.Managed {
		return reply{}, badRequest("Managed records may not be deleted")
	}
	if err := writable(z); err != nil {
		return reply{}, err
	}
	if rec.GoesAt == nil {
		at := s.o.Now().Add(max(s.o.Linger, 0))
		rec.GoesAt = &at
		z.leaving = append(z.leaving, rec)
	}
	s.touch(z, "UPDATE")
	z.release(s.o.Now())
	return reply{status: 200}, nil
}
