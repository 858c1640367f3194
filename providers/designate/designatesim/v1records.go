package designatesim

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// parts gives priority and data of a record, which are stored as one (designate/utils.py extract_priority_from_data).
func (r *record) parts() (*int, string) {
	if r.set.Type != "MX" && r.set.Type != "SRV" {
		return nil, r.Data
	}
	first, rest, _ := strings.Cut(r.Data, " ")
	n, err := strconv.Atoi(first)
	if err != nil || rest == "" {
		return nil, r.Data
	}
	return &n, rest
}

// joined is data as it is stored.
func joined(priority *int, data string) string {
	if priority == nil {
		return data
	}
	return strconv.Itoa(*priority) + " " + data
}

// recordBody is a record as v1 shows it, with its set's name, type and TTL (designate/resources/schemas/v1/record.json).
func recordBody(rec *record) object {
	r := rec.set
	priority, data := rec.parts()
	return object{
		"id": rec.ID, "domain_id": r.zone.ID, "name": r.Name, "type": r.Type, "ttl": r.TTL, "priority": priority, "data": data,
		"description": rec.Description, "created_at": stamp(&rec.CreatedAt), "updated_at": stamp(rec.UpdatedAt),
	}
}

// recordOf gives the record that a path names.
func (s *Server) recordOf(q *request) (*record, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return nil, err
	}
	if rec := z.records[q.args[1]]; rec != nil {
		return rec, nil
	}
	return nil, notFound("Record")
}

// listRecords is GET /domains/{id}/records: all of them, those among them that are being deleted, whatever the query says.
func (s *Server) listRecords(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	list := []object{}
	for _, r := range z.live() {
		for _, rec := range r.Records {
			list = append(list, recordBody(rec))
		}
	}
	return ok(object{"records": list})
}

// showRecord is GET /domains/{id}/records/{id}.
func (s *Server) showRecord(q *request) (reply, error) {
	rec, err := s.recordOf(q)
	if err != nil {
		return reply{}, err
	}
	return ok(recordBody(rec))
}

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
