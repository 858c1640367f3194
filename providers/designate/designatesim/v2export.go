package designatesim

import (
	"fmt"
	"slices"
	"strings"
)

// exportBody is an export as v2 shows it (designate/objects/adapters/api_v2/zone_export.py).
func (t *task) exportBody(q *request) object {
	zoneID, message := t.text()
	links := object{"self": q.base + "/zones/tasks/exports/" + t.ID}
	var location any
	if t.Status == complete {
		location = "designate://v2/zones/tasks/exports/" + t.ID + "/export"
		links["export"] = q.base + "/zones/tasks/exports/" + t.ID + "/export"
	}
	return object{
		"id": t.ID, "status": t.Status, "zone_id": zoneID, "message": message, "location": location, "project_id": t.Project,
		"version": 1, "created_at": stamp(&t.CreatedAt), "updated_at": stamp(t.UpdatedAt), "links": links,
	}
}

// createExport is POST /zones/{id}/tasks/export.
func (s *Server) createExport(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	if err := within("api_export_size", len(z.byID), s.quotasOf(z.Project).ExportSize); err != nil {
		return reply{}, err
	}
	t := s.newTask(q)
	t.ZoneID = z.ID
	s.exports = append(s.exports, t)
	return reply{status: 202, body: t.exportBody(q), location: q.base + "/zones/tasks/exports/" + t.ID}, nil
}

// listExports is GET /zones/tasks/exports.
func (s *Server) listExports(q *request) (reply, error) {
	return listTasks(q, "exports", s.exports, func(t *task) object { return t.exportBody(q) })
}

// showExport is GET /zones/tasks/exports/{id}.
func (s *Server) showExport(q *request) (reply, error) {
	t, err := taskOf(q, s.exports, "ZoneExport")
	if err != nil {
		return reply{}, err
	}
	return ok(t.exportBody(q))
}

// deleteExport is DELETE /zones/tasks/exports/{id}.
func (s *Server) deleteExport(q *request) (reply, error) {
	t, err := taskOf(q, s.exports, "ZoneExport")
	if err != nil {
		return reply{}, err
	}
	s.exports = slices.DeleteFunc(s.exports, func(o *task) bool { return o == t })
	return reply{status: 204}, nil
}

// showExportText is GET /zones/tasks/exports/{id}/export: the zone as it is now.
func (s *Server) showExportText(q *request) (reply, error) {
	t, err := taskOf(q, s.exports, "ZoneExport")
	if err != nil {
		return reply{}, err
	}
	z := s.byID[t.ZoneID]
	if t.Status != complete || z == nil {
		return reply{}, badRequest("Zone export is not ready")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN %s\n$TTL %d\n\n", z.Name, z.TTL)
	for _, r := range z.live() {
		for _, v := range r.values() {
			fmt.Fprintln(&b, r.line(v))
		}
	}
	return reply{status: 200, media: "text/dns", text: b.String()}, nil
}

// line is a record of a zone file.
func (r *set) line(value string) string {
	ttl := " "
	if r.TTL != nil {
		ttl = fmt.Sprintf(" %d ", *r.TTL)
	}
	return r.Name + ttl + "IN " + r.Type + " " + value
}
