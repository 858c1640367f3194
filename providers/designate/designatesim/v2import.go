package designatesim

import "slices"

// importBody is an import as v2 shows it (designate/objects/adapters/api_v2/zone_import.py).
func (t *task) importBody(q *request) object {
	zoneID, message := t.text()
	links := object{"self": q.base + "/zones/tasks/imports/" + t.ID}
	if t.Status == complete {
		links["zone"] = q.base + "/zones/" + t.ZoneID
	}
	return object{
		"id": t.ID, "status": t.Status, "zone_id": zoneID, "message": message, "project_id": t.Project, "version": 1,
		"created_at": stamp(&t.CreatedAt), "updated_at": stamp(t.UpdatedAt), "links": links,
	}
}

// createImport is POST /zones/tasks/imports. What is wrong with the text is told by the import, not now.
func (s *Server) createImport(q *request) (reply, error) {
	t := s.newTask(q)
	t.Text = string(q.body)
	s.imports = append(s.imports, t)
	if s.o.ActiveAfter < 0 {
		s.carryOutImport(t)
	}
	body := t.importBody(q)
	return reply{status: 202, body: body, location: q.base + "/zones/tasks/imports/" + t.ID}, nil
}

// carryOutImport makes the zone of an import, or tells why not.
func (s *Server) carryOutImport(t *task) {
	now := s.o.Now()
	z, message := s.importZone(t)
	if message != "" {
		t.end(failed, message, now)
		return
	}
	t.ZoneID = z.ID
	t.end(complete, z.Name+" imported", now)
}

// listImports is GET /zones/tasks/imports.
func (s *Server) listImports(q *request) (reply, error) {
	return listTasks(q, "imports", s.imports, func(t *task) object { return t.importBody(q) })
}

// showImport is GET /zones/tasks/imports/{id}.
func (s *Server) showImport(q *request) (reply, error) {
	t, err := taskOf(q, s.imports, "ZoneImport")
	if err != nil {
		return reply{}, err
	}
	return ok(t.importBody(q))
}

// deleteImport is DELETE /zones/tasks/imports/{id}: the task goes, its zone stays.
func (s *Server) deleteImport(q *request) (reply, error) {
	t, err := taskOf(q, s.imports, "ZoneImport")
	if err != nil {
		return reply{}, err
	}
	s.imports = slices.DeleteFunc(s.imports, func(o *task) bool { return o == t })
	return reply{status: 204}, nil
}
