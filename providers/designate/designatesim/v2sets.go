package designatesim

import (
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/internal/simulator"
)

// setOf gives the set that a path names.
func (s *Server) setOf(q *request) (*set, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return nil, err
	}
	if r := z.byID[q.args[1]]; r != nil {
		return r, nil
	}
	return nil, notFound("RecordSet")
}

// setBody is a set as v2 shows it (designate/objects/adapters/api_v2/recordset.py).
func (s *Server) setBody(q *request, r *set) object {
	status, action := s.status(r.change)
	if len(r.Records) == 0 {
		status, action = active, "NONE"
	}
	z := r.zone
	return object{
		"id": r.ID, "name": r.Name, "type": r.Type, "ttl": r.TTL, "records": r.values(), "description": r.Description,
		"status": status, "action": action, "version": r.Version, "zone_id": z.ID, "zone_name": z.Name, "project_id": z.Project,
		"created_at": stamp(&r.CreatedAt), "updated_at": stamp(r.UpdatedAt),
		"links": object{"self": q.base + "/zones/" + z.ID + "/recordsets/" + r.ID},
	}
}

// listSets is GET /zones/{id}/recordsets.
func (s *Server) listSets(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	return s.listed(q, z.live())
}

// listAllSets is GET /recordsets, over all zones of the project.
func (s *Server) listAllSets(q *request) (reply, error) {
	var all []*set
	for _, z := range s.zones {
		if q.sees(z.Project) {
			all = append(all, z.live()...)
		}
	}
	return s.listed(q, all)
}

func (s *Server) listed(q *request, all []*set) (reply, error) {
	_, short := s.Take(simulator.Truncated)
	return listing[*set]{
		key: "recordsets", filters: []string{"name", "type", "ttl", "data", "status", "description", "zone_id"},
		sorts: []string{"created_at", "id", "updated_at", "zone_id", "tenant_id", "name", "type", "ttl", "records"},
		short: short, value: s.setValue,
		body: func(r *set) object { return s.setBody(q, r) },
	}.show(q, all)
}

// setValue gives what a set has for a key to filter or sort by.
func (s *Server) setValue(r *set, key string) []string {
	switch key {
	case "id":
		return []string{r.ID}
	case "name":
		return []string{r.Name}
	case "type":
		return []string{r.Type}
	case "data", "records":
		return r.values()
	case "ttl":
		return numeral(deref(r.TTL), r.TTL != nil)
	case "status":
		return []string{fmt.Sprint(s.setBody(&request{}, r)["status"])}
	case "description":
		return []string{deref(r.Description)}
	case "zone_id":
		return []string{r.zone.ID}
	case "updated_at":
		return []string{fmt.Sprint(stamp(r.UpdatedAt))}
	}
	return nil
}

// showSet is GET /zones/{id}/recordsets/{id}.
func (s *Server) showSet(q *request) (reply, error) {
	r, err := s.setOf(q)
	if err != nil {
		return reply{}, err
	}
	return ok(s.setBody(q, r))
}

// createSet is POST /zones/{id}/recordsets.
func (s *Server) createSet(q *request) (reply, error) {
	f, err := s.readForm(q, "RecordSet", "name", "type", "ttl", "records", "description")
	if err != nil {
		return reply{}, err
	}
	f.need("name", "type")
	in := &set{Name: deref(f.text("name", 255)), Type: deref(f.text("type", 16))}
	values := f.fillSet(in)
	s.checkSet(f, in, values)
	if err := f.err(); err != nil {
		return reply{}, err
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

// updateSet is PUT /zones/{id}/recordsets/{id}. Keys that are left out stay as they are.
func (s *Server) updateSet(q *request) (reply, error) {
	r, err := s.setOf(q)
	if err != nil {
		return reply{}, err
	}
	if err := manual(r); err != nil {
		return reply{}, err
	}
	f, err := s.readForm(q, "RecordSet", "name", "type", "ttl", "records", "description")
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

// unchanged refuses another name or type: they may be told, but not changed.
func (f *form) unchanged(r *set) error {
	for key, now := range map[string]string{"name": r.Name, "type": r.Type} {
		if f.has(key) && f.fields[key] != now {
			return invalidObject("Provided object does not match schema. Keys ['%s'] are immutable for RecordSet", key)
		}
	}
	return nil
}

// manual refuses to change what the system made (zones/recordsets.py put_one).
func manual(r *set) error {
	switch {
	case r.Type == "SOA":
		return badRequest("Updating SOA recordsets is not allowed")
	case r.Type == "NS" && r.Name == r.zone.Name:
		return badRequest("Updating a root zone NS record is not allowed")
	case r.Managed:
		return badRequest("Managed records may not be updated")
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
	body["status"], body["action"] = pending, "DELETE"
	r.zone.dropSet(r)
	s.touch(r.zone, "UPDATE")
	return reply{status: 202, body: body}, nil
}
