package designatesim

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// draft is a record as a body has it.
type draft struct {
	name, kind, data string
	priority, ttl    *int
	description      *string
}

func draftOf(rec *record) draft {
	priority, data := rec.parts()
	return draft{rec.set.Name, rec.set.Type, data, priority, rec.set.TTL, rec.Description}
}

// readRecord reads a body over a draft.
func (s *Server) readRecord(q *request, d draft) (*form, draft, error) {
	f, err := s.readForm(q, "Record", "name", "type", "data", "priority", "ttl", "description")
	if err != nil {
		return nil, d, err
	}
	for key, to := range map[string]*string{"name": &d.name, "type": &d.kind, "data": &d.data} {
		if !f.has(key) {
			continue
		}
		v := f.text(key, 255)
		if *to = deref(v); f.fields[key] == nil {
			f.bad("type", "string", "None is not of type 'string'", key)
		}
	}
	if f.has("priority") {
		d.priority = f.number("priority", 0, 65535)
	}
	if f.has("ttl") {
		d.ttl = f.number("ttl", 1, 1<<31-1)
	}
	if f.has("description") {
		d.description = f.text("description", 160)
	}
	return f, d, nil
}

// The types of v1. SOA is there to be read.
var typesV1 = []string{"A", "AAAA", "CNAME", "MX", "SRV", "TXT", "SPF", "NS", "PTR", "SSHFP", "SOA"}

// checkDraft notes what is wrong with a record (designate/resources/schemas/v1/record.json, designate/schema/format.py).
func (s *Server) checkDraft(f *form, d draft) {
	if f.problems != nil {
		return
	}
	if !isHostName(d.name) || strings.EqualFold(d.name, s.rejected) {
		f.bad("format", nil, fmt.Sprintf("'%s' is not a 'hostname'", d.name), "name")
	}
	if !slices.Contains(typesV1, d.kind) {
		f.bad("enum", nil, fmt.Sprintf("'%s' is not one of %v", d.kind, typesV1), "type")
		return
	}
	needs := d.kind == "MX" || d.kind == "SRV"
	if needs != (d.priority != nil) {
		f.bad("type", nil, fmt.Sprintf("%v is not of the type that a %s record needs", deref(d.priority), d.kind), "priority")
	}
	if !isNameV1(d.kind, d.name) {
		f.bad("format", nil, fmt.Sprintf("'%s' is no name of a %s record", d.name, d.kind), "name")
	}
	if !isDataV1(d.kind, d.data) {
		f.bad("format", nil, fmt.Sprintf("'%s' is no data of a %s record", d.data, d.kind), "data")
	}
}

var (
	reversePattern = regexp.MustCompile(`(?i)^([0-9]{1,3}\.){4}in-addr\.arpa\.$|^([0-9a-f]\.){32}ip6\.arpa\.$`)
	sshfpPattern   = regexp.MustCompile(`^[12] 1 [0-9A-Fa-f]{40}$`)
)

func isNameV1(kind, name string) bool {
	switch kind {
	case "PTR":
		return reversePattern.MatchString(name)
	case "SRV":
		return servicePattern.MatchString(name)
	}
	return true
}

func isDataV1(kind, data string) bool {
	switch kind {
	case "A":
		a, err := netip.ParseAddr(data)
		return err == nil && a.Is4() && !a.IsUnspecified()
	case "AAAA":
		return isIPv6(data)
	case "CNAME", "NS", "PTR", "MX":
		return isHostName(data)
	case "SRV":
		p := strings.Split(data, " ")
		return len(p) == 3 && isNumber(p[0], 65535) && isNumber(p[1], 65535) && isHostName(p[2])
	case "TXT", "SPF":
		return !strings.HasSuffix(data, `\`)
	case "SSHFP":
		return sshfpPattern.MatchString(data)
	}
	return true
}
