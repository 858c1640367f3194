package tonicdnssim

import "net/netip"

// zoneDoc is the body of a zone call, read and checked. A null counts as absent.
type zoneDoc struct {
	name, kind, master string
	hasName, hasKind   bool
	hasMaster          bool
	hasRecords         bool
	check              *check // of the records; never nil

	codes, lines []string // of what is invalid
}

func (d *zoneDoc) fault(code, line string) {
	d.codes, d.lines = append(d.codes, code), append(d.lines, line)
}

// readZone checks everything that can be checked without the zone.
func (s *Server) readZone(doc map[string]any) *zoneDoc {
	d := &zoneDoc{hasName: doc["name"] != nil, hasKind: doc["type"] != nil, hasMaster: doc["master"] != nil, hasRecords: doc["records"] != nil}
	d.name, _ = doc["name"].(string)
	if d.hasName && !isHost(d.name) {
		d.fault("ZONE_INVALID_DOMAIN", "name: not a valid domain name")
	}
	d.kind, _ = doc["type"].(string)
	if d.hasKind && !isKind(d.kind) {
		d.fault("ZONE_INVALID_TYPE", "type: not MASTER, SLAVE or NATIVE")
	}
	var isString bool
	d.master, isString = doc["master"].(string)
	if d.hasMaster && (!isString || d.master != "" && !isIP(d.master)) {
		d.fault("ZONE_INVALID_MASTER", "master: not an IP address")
	}
	var records any = []any{}
	if d.hasRecords {
		records = doc["records"]
	}
	d.check = s.newCheck(records)
	if lines := d.check.lines(); lines != nil {
		d.codes, d.lines = append(d.codes, "ZONE_INVALID_RECORDS"), append(d.lines, lines...)
	}
	return d
}

// masterMisplaced adds the one fault that needs the zone's type: only a SLAVE has a master.
func (d *zoneDoc) masterMisplaced(kind string) {
	if d.master != "" && kind != "SLAVE" && isIP(d.master) {
		d.fault("ZONE_INVALID_MASTER", "master: only for SLAVE zones")
	}
}

// refusal gives the answer where something is invalid.
func (d *zoneDoc) refusal() *reply {
	if d.codes == nil {
		return nil
	}
	refused := invalid(d.lines, invalidDetail{1 + len(d.check.entries), d.codes})
	return &refused
}

func isKind(s string) bool { return s == "MASTER" || s == "SLAVE" || s == "NATIVE" }

func isIP(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Zone() == ""
}
