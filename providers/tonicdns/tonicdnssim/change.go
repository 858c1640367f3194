package tonicdnssim

import "net/http"

// changeZone is POST /zone/:name: fields of the zone, then all deletions, then all additions, in one transaction.
func (s *Server) changeZone(c call) reply {
	doc, refused := c.decodeFor()
	if refused != nil {
		return *refused
	}
	d := s.readZone(doc)
	if refused := d.refusal(); refused != nil {
		return *refused
	}
	if !d.hasName && !d.hasKind && !d.hasMaster && !d.hasRecords {
		return fail(http.StatusBadRequest, "ZONE_NO_CHANGES", "Nothing is to be changed.")
	}
	z := s.table.visible(c.id)
	if z == nil {
		return notFound()
	}
	if refused := s.barred(z, d); refused != nil {
		return *refused
	}
	return s.commit(d.check.work, z, d.check.wholes(true), d.check.wholes(false), func() { s.alter(z, d) })
}

// barred gives the refusal of a change that this zone cannot have.
func (s *Server) barred(z *zoneRows, d *zoneDoc) *reply {
	var refused reply
	kind := z.Type
	if d.hasKind {
		kind = d.kind
	}
	renamed := d.hasName && fold(d.name) != fold(z.Name)
	d.masterMisplaced(kind)
	switch {
	case d.refusal() != nil:
		return d.refusal()
	case d.kind == "SLAVE" && d.hasRecords:
		refused = fail(http.StatusBadRequest, "ZONE_IS_SLAVE", "The records of a zone that becomes a SLAVE cannot be changed.")
	case renamed && s.table.zones[fold(d.name)] != nil:
		refused = fail(http.StatusInternalServerError, "ZONE_MODIFY_FAILED", "The zone could not be changed.")
	case kind == "SLAVE" && len(d.check.entries) > 0:
		refused = isSlave()
	case renamed && len(d.check.wholes(false)) > 0: // they are inserted by the old name
		refused = fail(http.StatusNotFound, "ZONE_NOT_FOUND", "The zone does not exist.")
	default:
		return nil
	}
	return &refused
}

// alter sets the fields that were given. A zone that is no SLAVE has no master.
func (s *Server) alter(z *zoneRows, d *zoneDoc) {
	if d.hasName {
		s.table.rename(z, d.name)
	}
	if d.hasKind {
		z.Type = d.kind
	}
	if d.hasMaster {
		z.Master = d.master
	}
	if z.Type != "SLAVE" {
		z.Master = ""
	}
}
