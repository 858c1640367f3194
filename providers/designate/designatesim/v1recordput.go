package designatesim

import "time"

// updateRecord is PUT /domains/{id}/records/{id}. What is left out is taken from the record as long as the body is checked;
// the value that is stored is made of the body alone.
func (s *Server) updateRecord(q *request) (reply, error) {
	rec, err := s.recordOf(q)
	if err != nil {
		return reply{}, err
	}
	r := rec.set
	if r.Managed && !q.editManaged {
		return reply{}, badRequest("Managed records may not be updated")
	}
	f, d, err := s.readRecord(q, draftOf(rec))
	if err != nil {
		return reply{}, err
	}
	kind := d.kind
	if s.checkDraft(f, d); f.err() != nil {
		return reply{}, f.err()
	}
	if err := writable(r.zone); err != nil {
		return reply{}, err
	}
	if err := s.storeBody(f, rec, d); err != nil {
		return reply{}, err
	}
	if kind != r.Type {
		return reply{}, badRequest("Changing a recordsets type is not allowed")
	}
	if err := s.alterSet(q, f, r, d); err != nil {
		return reply{}, err
	}
	return ok(recordBody(rec))
}

// storeBody gives a record the data and description of a body.
func (s *Server) storeBody(f *form, rec *record, d draft) error {
	if f.has("priority") && !f.has("data") && d.priority != nil {
		return refuse(500, "unknown", "")
	}
	if f.has("data") {
		var priority *int
		if f.has("priority") {
			priority = d.priority
		}
		data := joined(priority, d.data)
		if rec.set.holds(data, rec) {
			return duplicate("Record")
		}
		rec.Data = data
	}
	rec.Description = d.description
	rec.set.zone.keep(rec) // the action that was DELETE is now UPDATE
	rec.touched(s.o.Now())
	s.touch(rec.set.zone, "UPDATE")
	return nil
}

func (r *record) touched(now time.Time) { r.UpdatedAt = &now }

// alterSet gives a set the TTL and name of a body: they are those of all its records.
func (s *Server) alterSet(q *request, f *form, r *set, d draft) error {
	if f.has("ttl") {
		if err := s.lowTTL(q.caller, d.ttl); err != nil {
			return err
		}
		r.TTL = d.ttl
	}
	if d.name == r.Name {
		return nil
	}
	if r.zone.find(d.name, r.Type) != nil {
		return duplicate("RecordSet")
	}
	if err := s.place(r.zone, d.name, r.Type, r); err != nil {
		return err
	}
	r.zone.rename(r, d.name)
	return nil
}
