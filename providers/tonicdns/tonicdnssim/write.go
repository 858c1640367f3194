package tonicdnssim

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// commit ends every transaction: rows go, then rows come, or nothing happens. change is the zone's part of it.
func (s *Server) commit(w work, z *zoneRows, deletions, additions []entry, change func()) reply {
	switch {
	case s.o.NoDeletes && len(deletions) > 0:
		return fail(http.StatusInternalServerError, "RECORD_DELETE_FAILED", "Could not retrieve Zone ID...")
	case slices.ContainsFunc(additions, s.unstorable):
		return fail(http.StatusInternalServerError, "RECORD_INSERT_FAILED", "Failed to insert a record.")
	case s.fail:
		s.fail = false
		return internal()
	}
	change()
	for _, e := range deletions {
		s.table.remove(z, e.row.tuple())
	}
	for _, e := range additions {
		e.row.ChangeDate = s.o.Now().Unix()
		s.table.insert(z, e.row)
	}
	s.spent += w.cost()
	return done()
}

// unstorable tells whether the database refuses a row that the validators take: in strict mode it cuts nothing. Its tables are
// latin1; which characters a connection brings into them is left to chance, so the simulator takes ASCII only.
func (s *Server) unstorable(e entry) bool {
	notASCII := func(c rune) bool { return c >= utf8.RuneSelf }
	return e.unstorable || len(e.row.Content) > s.o.Width || strings.ContainsFunc(e.row.Content, notASCII)
}

func internal() reply {
	return fail(http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "The query could not be executed.")
}

func isSlave() reply {
	return fail(http.StatusConflict, "ZONE_IS_SLAVE", "The records of a SLAVE zone cannot be changed.")
}

// createZone is PUT /zone. Nothing is made that the body does not have, so that a zone may be born out of reach.
func (s *Server) createZone(c call) reply {
	doc, sound := c.decode()
	if !sound {
		return malformed()
	}
	d := s.readZone(doc)
	if !d.hasName || !d.hasKind {
		return missing("name, type")
	}
	d.masterMisplaced(d.kind)
	if !areTemplates(doc["templates"]) {
		d.fault("ZONE_INVALID_TEMPLATES", "templates: not a list of identifiers")
	}
	if refused := d.refusal(); refused != nil {
		return *refused
	}
	switch {
	case s.table.visible(d.name) != nil:
		return fail(http.StatusConflict, "ZONE_ALREADY_EXISTS", "The zone exists already.")
	case s.table.zones[fold(d.name)] != nil: // not found by its records, and then the unique key is in the way
		return internal()
	case d.kind == "SLAVE" && len(d.check.entries) > 0:
		return isSlave()
	}
	z := &zoneRows{Name: d.name, Type: d.kind, Master: d.master}
	return s.commit(d.check.work, z, nil, d.check.all(), func() { _ = s.table.addZone(z) }) // it was looked for above
}

// areTemplates takes identifiers of templates. The simulator has none, and unknown ones are skipped.
func areTemplates(v any) bool {
	list, isList := v.([]any)
	for _, t := range list {
		doc, _ := t.(map[string]any)
		if _, named := doc["identifier"].(string); !named {
			return false
		}
	}
	return v == nil || isList
}

// addRecords is PUT /zone/:name. It inserts every entry, whatever its mode, which is only looked at by the CNAME rule.
func (s *Server) addRecords(c call) reply {
	doc, refused := c.decodeFor()
	switch {
	case refused != nil:
		return *refused
	case doc["records"] == nil:
		return internal()
	}
	d := s.readZone(map[string]any{"records": doc["records"]})
	if refused := d.refusal(); refused != nil {
		return *refused
	}
	z := s.table.visible(c.id)
	switch {
	case z == nil:
		return notFound()
	case z.Type == "SLAVE":
		return isSlave()
	}
	return s.commit(d.check.work, z, nil, d.check.all(), func() {})
}

// deleteRecords is DELETE /zone. The entries' modes matter to the CNAME rule only; all of them go.
func (s *Server) deleteRecords(c call) reply {
	doc, sound := c.decode()
	if !sound {
		return malformed()
	}
	d := s.readZone(map[string]any{"name": doc["name"], "records": doc["records"]})
	if !d.hasName || !d.hasRecords {
		return missing("name, records")
	}
	if refused := d.refusal(); refused != nil {
		return *refused
	}
	z := s.table.visible(d.name)
	switch {
	case z == nil:
		return notFound()
	case z.Type == "SLAVE":
		return isSlave()
	}
	return s.commit(d.check.work, z, d.check.all(), nil, func() {})
}

// deleteZone is DELETE /zone/:name, also of a SLAVE zone. A body is not looked at.
func (s *Server) deleteZone(c call) reply {
	if !isHost(c.id) {
		return invalidIdentifier()
	}
	z := s.table.visible(c.id)
	if z == nil {
		return notFound()
	}
	return s.commit(work{}, z, nil, nil, func() { s.table.removeZone(z) })
}

// decodeFor reads the body of a call that names a zone in its path.
func (c call) decodeFor() (map[string]any, *reply) {
	refused := invalidIdentifier()
	if !isHost(c.id) {
		return nil, &refused
	}
	doc, sound := c.decode()
	if refused = malformed(); !sound {
		return nil, &refused
	}
	return doc, nil
}
