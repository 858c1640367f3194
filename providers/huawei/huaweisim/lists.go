package huaweisim

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

func (s *Server) listZones(q *request) (reply, error) {
	kind := q.query.Get("type")
	if !slices.Contains([]string{"", "public", "private"}, kind) {
		return reply{}, malformed("type is public or private")
	}
	l := listing[*zone]{
		key: "zones", next: "/zones",
		id:   func(z *zone) string { return z.ID },
		body: func(z *zone) object { return s.zoneBody(q, z) },
		fits: func(z *zone) bool {
			return kind != "private" && s.isNamed(q, z.Name) && q.is("status", z.at(s.o.Now())) && q.isTagged(z.Tags) &&
				(s.o.OTC || q.is("id", z.ID))
		},
	}
	if !s.o.OTC {
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
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	q.query = maps.Clone(q.query)
	q.query.Set("zone_id", z.ID)
	return s.showSets(q, z.sets)
}

func (s *Server) listAllSets(q *request) (reply, error) {
	kind := q.query.Get("zone_type")
	if !slices.Contains([]string{"", "public", "private"}, kind) {
		return reply{}, malformed("zone_type is public or private")
	}
	if kind == "private" {
		return s.showSets(q, nil)
	}
	return s.showSets(q, s.sets)
}

func (s *Server) showSets(q *request, sets []*set) (reply, error) {
	_, short := s.Take(simulator.Truncated)
	l := listing[*set]{
		key: "recordsets", next: "/recordsets", short: short,
		id:   func(r *set) string { return r.ID },
		body: func(r *set) object { return s.setBody(q, r) },
		fits: func(r *set) bool {
			return s.isNamed(q, r.Name) && q.is("type", r.Type) && q.is("status", r.at(s.o.Now())) && q.is("id", r.ID) &&
				q.is("zone_id", r.zone.ID) && q.isTagged(r.Tags) && (!q.v21 || q.is("line_id", r.Line)) &&
				strings.Contains(strings.Join(r.Records, " "), q.query.Get("records"))
		},
		sorts: map[string]func(a, b *set) int{
			"name": func(a, b *set) int { return strings.Compare(a.Name, b.Name) },
			"type": func(a, b *set) int { return strings.Compare(a.Type, b.Type) },
		},
	}
	if q.v21 {
		l.sorts["created_at"] = nil
		l.sorts["updated_at"] = func(a, b *set) int { return later(a.UpdatedAt, b.UpdatedAt) }
	}
	return l.show(q, sets, !s.o.OTC)
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
		{"quota_key": "zone", "quota_limit": s.o.Quota, "used": len(s.zones), "unit": "count"},
		{"quota_key": "private_zone", "quota_limit": 50, "used": 0, "unit": "count"},
		{"quota_key": "record_set", "quota_limit": s.o.Quota, "used": s.counted, "unit": "count"},
	}}}, nil
}
