package designatesim

// updateSet is PUT /zones/{id}/recordsets/{id}. Keys that are left out stay as they are.
func (s *Server) updateSet(q *request) (reply, error) {
	r, err := s.setOf(q)
	if err != nil {
		return reply{}, err
	}
	if err := q.manual(r); err != nil {
		return reply{}, err
	}
	f, err := s.readForm(q, "recordset", "id", "name", "type", "ttl", "records", "description")
	if err != nil {
		return reply{}, err
	}
	now := *r
	values := f.fillSet(&now)
	if !f.has("records") {
		values = r.values()
	}
	if err := f.unchanged(r); err != nil {
		return reply{}, err
	}
	s.checkSet(f, &now, values)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	if err := s.mayReplace(q, r, now.TTL, len(values)); err != nil {
		return reply{}, err
	}
	at := s.o.Now()
	r.TTL, r.Description, r.UpdatedAt = now.TTL, now.Description, &at
	r.Version++
	s.begin(&r.change, "UPDATE")
	r.zone.replace(r, values, at)
	out := s.written(q, r, 200)
	out.location = ""
	return out, nil
}

// unchanged refuses another id, name or type: they may be told, but not changed.
func (f *form) unchanged(r *set) error {
	for key, now := range map[string]string{"id": r.ID, "name": r.Name, "type": r.Type} {
		if f.has(key) && f.fields[key] != now {
			return unknownKeys("recordset", key)
		}
	}
	return nil
}

// manual refuses to change what the system made. To ask for that right does not help (zones/recordsets.py put_one).
func (c caller) manual(r *set) error {
	switch {
	case r.Managed && !c.editManaged:
		return badRequest("Managed records may not be updated")
	case r.Type == "SOA":
		return badRequest("Updating SOA recordsets is not allowed")
	case r.Type == "NS" && r.Name == r.zone.Name:
		return badRequest("Updating a root zone NS record is not allowed")
	}
	return nil
}

// mayReplace tells what stands in the way of a set's other values (central update_recordset).
func (s *Server) mayReplace(q *request, r *set, ttl *int, values int) error {
	if err := writable(r.zone); err != nil {
		return err
	}
	if err := s.lowTTL(q.caller, ttl); err != nil {
		return err
	}
	if err := soleCNAME(r.Type, values); err != nil {
		return err
	}
	if err := s.place(r.zone, r.Name, r.Type, r); err != nil {
		return err
	}
	return s.roomForRecords(r.zone, r, values)
}

// deleteSet is DELETE /zones/{id}/recordsets/{id}. The set is gone at once.
func (s *Server) deleteSet(q *request) (reply, error) {
	r, err := s.setOf(q)
	if err != nil {
		return reply{}, err
	}
	switch {
	case r.Type == "SOA":
		return reply{}, badRequest("Deleting a SOA recordset is not allowed")
	case r.Managed:
		return reply{}, badRequest("Managed records may not be deleted")
	}
	if err := writable(r.zone); err != nil {
		return reply{}, err
	}
	body := s.setBody(q, r)
	if len(r.Records) > 0 {
		body["status"], body["action"] = pending, "DELETE"
	}
	r.zone.dropSet(r)
	s.touch(r.zone, "UPDATE")
	return reply{status: 202, body: body}, nil
}
