package tonicdnssim

import "fmt"

// validateZone is VALIDATE /zone: the zone's own fields, without the database.
func (s *Server) validateZone(c call) reply {
	doc, sound := c.decode()
	if !sound {
		return malformed()
	}
	delete(doc, "records")
	d := s.readZone(doc)
	if !d.hasName {
		return missing("name")
	}
	d.masterMisplaced(d.kind)
	if refused := d.refusal(); refused != nil {
		return *refused
	}
	return done()
}

// validateRecords is VALIDATE /record and POST /record. Of two lists, the errors of entries are lost.
func (s *Server) validateRecords(c call) reply {
	doc, sound := c.decode()
	if !sound {
		return malformed()
	}
	list := doc["records"]
	if list == nil {
		list = doc["entries"]
	}
	if list == nil {
		return missing("records")
	}
	lines, details := s.newCheck(list).explain()
	if lines != nil {
		return invalid(lines, details)
	}
	return done()
}

// explain gives each entry's codes. One that lacks something is counted and told in the text, and is not in the list, so that
// the running number is no index.
func (c *check) explain() (lines []string, details []invalidDetail) {
	details = []invalidDetail{}
	for _, e := range c.entries {
		if len(e.faults) == 0 && e.whole() {
			continue
		}
		id := len(lines) + 1
		if !e.whole() {
			lines = append(lines, fmt.Sprintf("%d: a name, a type and a content are required", id))
			continue
		}
		line, detail := fmt.Sprintf("%d: %s %s", id, e.row.Name, e.row.Type), invalidDetail{ID: id}
		for _, f := range e.faults {
			line += ": " + f.text
			detail.Code = append(detail.Code, f.code)
		}
		lines, details = append(lines, line), append(details, detail)
	}
	return lines, details
}
