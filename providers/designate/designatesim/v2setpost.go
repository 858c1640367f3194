package designatesim

import (
	"fmt"
	"slices"
)

// createSet is POST /zones/{id}/recordsets.
func (s *Server) createSet(q *request) (reply, error) {
	f, err := s.readForm(q, "recordset", "name", "type", "ttl", "records", "description")
	if err != nil {
		return reply{}, err
	}
	in := &set{Name: deref(f.text("name", 255)), Type: deref(f.text("type", 16))}
	values := f.fillSet(in)
	s.checkSet(f, in, values)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	if in.Name == "" {
		return reply{}, invalidObject("")
	}
	if in.Type == "SOA" {
		return reply{}, badRequest("Creating a SOA recordset is not allowed")
	}
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	if err := s.mayAdd(q, z, in, len(values)); err != nil {
		return reply{}, err
	}
	r := s.newSet(z, in.Name, in.Type)
	r.TTL, r.Description = in.TTL, in.Description
	z.addSet(r)
	z.replace(r, values, r.CreatedAt)
	return s.written(q, r, 201), nil
}

// mayAdd tells what stands in the way of a new set (central create_recordset).
func (s *Server) mayAdd(q *request, z *zone, in *set, values int) error {
	if err := writable(z); err != nil {
		return err
	}
	if err := s.roomForSet(z); err != nil {
		return err
	}
	if err := s.lowTTL(q.caller, in.TTL); err != nil {
		return err
	}
	if err := soleCNAME(in.Type, values); err != nil {
		return err
	}
	if err := s.place(z, in.Name, in.Type, z.find(in.Name, in.Type)); err != nil {
		return err
	}
	if err := s.roomForRecords(z, in, values); err != nil {
		return err
	}
	if z.find(in.Name, in.Type) != nil {
		return duplicate("RecordSet")
	}
	return nil
}

// fillSet takes over the fields that can be written, and gives the values without those that come twice.
func (f *form) fillSet(r *set) []string {
	if f.has("ttl") {
		r.TTL = f.number("ttl", 0, 1<<31-1)
	}
	if f.has("description") {
		r.Description = f.text("description", 160)
	}
	var values []string
	for _, v := range f.list("records") {
		if !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

// written is the answer to a write of a set. A set without values has nothing to be done.
func (s *Server) written(q *request, r *set, done int) reply {
	s.touch(r.zone, "UPDATE")
	status := s.accepted(r.change, done)
	if len(r.Records) == 0 {
		status = done
	}
	body := s.setBody(q, r)
	return reply{status: status, body: body, location: fmt.Sprint(body["links"].(object)["self"])}
}
