package designatesim

import "maps"

// showLimits is GET /limits (designate/api/v2/controllers/limits.py).
func (s *Server) showLimits(q *request) (reply, error) {
	if s.o.V1 {
		quotas := s.quotasOf(q.project)
		return ok(object{"limits": object{"absolute": object{"maxDomains": quotas.Zones, "maxDomainRecords": quotas.ZoneRecords}}})
	}
	quotas := s.quotasOf(q.project)
	return ok(object{
		"max_zones": quotas.Zones, "max_zone_recordsets": quotas.ZoneRecordSets, "max_zone_records": quotas.ZoneRecords,
		"max_recordset_records": quotas.RecordSetRecords, "min_ttl": s.minTTL(),
		"max_zone_name_length": 255, "max_recordset_name_length": 255, "max_page_limit": maxPage,
	})
}

// minTTL is null where the operator set none.
func (s *Server) minTTL() any {
	if s.o.MinTTL == 0 {
		return nil
	}
	return s.o.MinTTL
}

// showQuotas is GET /quotas/{project} (designate/api/v2/controllers/quotas.py).
func (s *Server) showQuotas(q *request) (reply, error) {
	if q.args[0] != q.project && !q.allProjects {
		return reply{}, forbidden()
	}
	return ok(s.quotasOf(q.args[0]))
}

// governs tells whether the caller may set the quotas of a project: of another's only where it asks for all of them.
func (c caller) governs(project string) bool { return c.admin && c.sees(project) }

// updateQuotas is PATCH /quotas/{project}.
func (s *Server) updateQuotas(q *request) (reply, error) {
	if !q.governs(q.args[0]) {
		return reply{}, forbidden()
	}
	now := s.quotasOf(q.args[0])
	fields := map[string]*int{
		"zones": &now.Zones, "zone_recordsets": &now.ZoneRecordSets, "zone_records": &now.ZoneRecords,
		"recordset_records": &now.RecordSetRecords, "api_export_size": &now.ExportSize,
	}
	var keys []string
	for k := range maps.Keys(fields) {
		keys = append(keys, k)
	}
	f, err := s.readForm(q, "quota", keys...)
	if err != nil {
		return reply{}, err
	}
	for key, to := range fields {
		if n := f.number(key, -1, 1<<31-1); n != nil {
			*to = *n
		}
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	s.quotas[q.args[0]] = now
	return ok(now)
}

// deleteQuotas is DELETE /quotas/{project}: the operator's hold again.
func (s *Server) deleteQuotas(q *request) (reply, error) {
	if !q.governs(q.args[0]) {
		return reply{}, forbidden()
	}
	delete(s.quotas, q.args[0])
	return reply{status: 204}, nil
}
