package designatesim

import "fmt"

// zoneOf gives the zone that a path names.
func (s *Server) zoneOf(q *request) (*zone, error) {
	if z := s.byID[q.args[0]]; z != nil && q.sees(z.Project) {
		return z, nil
	}
	return nil, notFound("Zone")
}

// zoneBody is a zone as v2 shows it (designate/objects/adapters/api_v2/zone.py).
func (s *Server) zoneBody(q *request, z *zone) object {
	status, action := s.status(z.change)
	return object{
		"id": z.ID, "name": z.Name, "email": z.Email, "ttl": z.TTL, "serial": z.Serial, "description": z.Description,
		"type": z.Type, "masters": append([]string{}, z.Masters...), "attributes": attributes(z), "status": status, "action": action,
		"version": z.Version, "pool_id": "794ccc2c-d751-44fe-b57f-8894c9f5c842", "project_id": z.Project,
		"created_at": stamp(&z.CreatedAt), "updated_at": stamp(z.UpdatedAt), "transferred_at": nil,
		"links": object{"self": q.base + "/zones/" + z.ID},
	}
}

func attributes(z *zone) map[string]string {
	if z.Attributes == nil {
		return map[string]string{}
	}
	return z.Attributes
}

// listZones is GET /zones.
func (s *Server) listZones(q *request) (reply, error) {
	var all []*zone
	for _, z := range s.zones {
		if q.sees(z.Project) {
			all = append(all, z)
		}
	}
	return listing[*zone]{
		key: "zones", filters: []string{"name", "type", "email", "status", "description", "ttl"},
		sorts: []string{"created_at", "id", "updated_at", "name", "tenant_id", "serial", "ttl", "status"},
		value: s.zoneValue,
		body:  func(z *zone) object { return s.zoneBody(q, z) },
	}.show(q, all)
}

// zoneValue gives what a zone has for a key to filter or sort by.
func (s *Server) zoneValue(z *zone, key string) []string {
	switch key {
	case "id":
		return []string{z.ID}
	case "name":
		return []string{z.Name}
	case "type":
		return []string{z.Type}
	case "email":
		return []string{z.Email}
	case "status":
		status, _ := s.status(z.change)
		return []string{status}
	case "description":
		return optional(z.Description)
	case "ttl":
		return numeral(z.TTL, true)
	case "serial":
		return numeral(int(z.Serial), true)
	case "updated_at":
		return []string{fmt.Sprint(stamp(z.UpdatedAt))}
	}
	return nil
}

// showZone is GET /zones/{id}.
func (s *Server) showZone(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	return ok(s.zoneBody(q, z))
}

// listNameservers is GET /zones/{id}/nameservers.
func (s *Server) listNameservers(q *request) (reply, error) {
	if _, err := s.zoneOf(q); err != nil {
		return reply{}, err
	}
	list := []object{}
	for i, ns := range s.o.Nameservers {
		list = append(list, object{"hostname": ns, "priority": i + 1})
	}
	return ok(object{"nameservers": list})
}
