package huaweisim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

func (s *Server) listZones(q *request) (reply, error) {
	if !slices.Contains([]string{"", "public", "private"}, q.query.Get("type")) {
		return reply{}, malformed("type is public or private")
	}
	l := listing[*zone]{
		key: "zones", next: "/zones",
		id:   func(z *zone) string { return z.ID },
		body: func(z *zone) object { return s.zoneBody(q, z) },
		exact: map[string]func(z *zone) string{
			"type":   func(*zone) string { return "public" },
			"status": func(z *zone) string { return z.at(s.o.Now()) },
		},
	}
	if is, asked := s.fuzzy(q); asked {
		l.parts = append(l.parts, func(z *zone) bool { return is(z.Name) })
	}
	if is, asked := tagged(q); asked {
		l.parts = append(l.parts, func(z *zone) bool { return is(z.Tags) })
	}
	if !s.o.OTC {
		l.exact["id"] = l.id
		l.sorts = map[string]func(a, b *zone) int{
			"name":       func(a, b *zone) int { return strings.Compare(a.Name, b.Name) },
			"created_at": nil,
			"updated_at": func(a, b *zone) int { return later(a.UpdatedAt, b.UpdatedAt) },
		}
	}
	return l.show(q, s.zones, !s.o.OTC)
}

// listSets is the listing of one zone. Its links lead to that of all zones, with the zone as a filter, as in the examples.
func (s *Server) listSets(q *request) (reply, error) {
	q.query.Set("zone_id", q.zone.ID)
	return s.showSets(q, q.zone.sets)
}

func (s *Server) listAllSets(q *request) (reply, error) {
	if !slices.Contains([]string{"", "public", "private"}, q.query.Get("zone_type")) {
		return reply{}, malformed("zone_type is public or private")
	}
	return s.showSets(q, s.sets)
}

func (s *Server) showSets(q *request, sets []*set) (reply, error) {
	_, short := s.Take(simulator.Truncated)
	l := listing[*set]{
		key: "recordsets", next: "/recordsets", short: short,
		id:   func(r *set) string { return r.ID },
		body: func(r *set) object { return s.setBody(q, r) },
		exact: map[string]func(r *set) string{
			"zone_type": func(*set) string { return "public" },
			"zone_id":   func(r *set) string { return r.zone.ID },
			"id":        func(r *set) string { return r.ID },
			"type":      func(r *set) string { return r.Type },
			"status":    func(r *set) string { return r.at(s.o.Now()) },
		},
		parts: s.setParts(q),
		sorts: map[string]func(a, b *set) int{
			"name": func(a, b *set) int { return strings.Compare(a.Name, b.Name) },
			"type": func(a, b *set) int { return strings.Compare(a.Type, b.Type) },
		},
	}
	if q.v21 {
		l.exact["line_id"] = func(r *set) string { return r.Line }
		l.sorts["created_at"] = nil
		l.sorts["updated_at"] = func(a, b *set) int { return later(a.UpdatedAt, b.UpdatedAt) }
	}
	return l.show(q, sets, !s.o.OTC)
}

// setParts are the filters that look for a part of something.
func (s *Server) setParts(q *request) (tests []func(*set) bool) {
	if is, asked := s.fuzzy(q); asked {
		tests = append(tests, func(r *set) bool { return is(r.Name) })
	}
	if is, asked := tagged(q); asked {
		tests = append(tests, func(r *set) bool { return is(r.Tags) })
	}
	if part := q.query.Get("records"); part != "" {
		tests = append(tests, func(r *set) bool { return strings.Contains(strings.Join(r.Records, " "), part) })
	}
	return tests
}

// listLines is GET /v2.1/system-lines.
func (s *Server) listLines(q *request) (reply, error) {
	limit, err := number(q.query.Get("limit"), maxPage, 1000, "DNS.0006")
	if err != nil {
		return reply{}, err
	}
	list := []object{}
	for _, line := range lines[:min(limit, len(lines))] {
		list = append(list, object{"id": line, "father_id": "", "name": line})
	}
	return reply{http.StatusOK, object{"lines": list, "metadata": object{"total_count": len(lines)}}}, nil
}

// listQuotas is GET /v2/quotamg/dns/quotas (Huawei Cloud DNS, "Querying Tenant Quotas").
func (s *Server) listQuotas(q *request) (reply, error) {
	switch id := q.query.Get("domain_id"); {
	case id == "":
		return reply{}, malformed("domain_id is mandatory")
	case id != domainID:
		return reply{}, refuse(http.StatusForbidden, "DNS.0030", "The account is not the caller's.")
	}
	return reply{http.StatusOK, object{"quotas": []object{
		{"quota_key": "zone", "quota_limit": largeQuota, "used": len(s.zones), "unit": "count"},
		{"quota_key": "private_zone", "quota_limit": 50, "used": 0, "unit": "count"},
		{"quota_key": "record_set", "quota_limit": s.o.Quota, "used": s.counted, "unit": "count"},
	}}}, nil
}
