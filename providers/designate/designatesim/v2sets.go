package designatesim

import (
	"fmt"

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
		return optional(r.Description)
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
