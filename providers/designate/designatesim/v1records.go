package designatesim

import (
	"strconv"
	"strings"
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
