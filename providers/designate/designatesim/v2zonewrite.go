package designatesim

import (
	"cmp"
	"slices"
	"strings"
)

// usualTTL is that of a zone that is made without one (designate/conf/dns.py default_ttl).
const usualTTL = 3600

// createZone is POST /zones.
func (s *Server) createZone(q *request) (reply, error) {
	f, err := s.readForm(q, "zone", "name", "email", "type", "ttl", "description", "masters", "attributes", "pool_id")
	if err != nil {
		return reply{}, err
	}
	z := &zone{Name: deref(f.text("name", 255)), Project: q.project, Type: cmp.Or(deref(f.text("type", 16)), "PRIMARY"), TTL: usualTTL}
	f.need("name")
	if f.has("name") && !isZoneName(z.Name) {
		f.bad("format", "zonename", "'"+z.Name+"' is not a 'zonename'", "name")
	}
	ttl := f.fillZone(z)
	if z.Type == "PRIMARY" {
		f.need("email")
	}
	if err := f.zoneErr(); err != nil {
		return reply{}, err
	}
	if strings.Count(z.Name, ".") < 2 {
		return reply{}, refuse(400, "invalid_zone_name", "More than one label is required")
	}
	if err := s.lowTTL(q.caller, ttl); err != nil {
		return reply{}, err
	}
	if err := s.mayOpen(z.Name, q.project); err != nil {
		return reply{}, err
	}
	s.open(z)
	body := s.zoneBody(q, z)
	return reply{status: s.accepted(z.change, 201), body: body, location: q.base + "/zones/" + z.ID}, nil
}

// fillZone takes over and checks the fields that a zone can always have.
func (f *form) fillZone(z *zone) (ttl *int) {
	if f.has("email") && f.fields["email"] == nil {
		f.bad("type", "string", "None is not of type 'string'", "email")
	}
	if email := f.text("email", 255); email != nil {
		if z.Email = *email; !isEmail(*email) {
			f.bad("format", "email", "'"+*email+"' is not a 'email'", "email")
		}
	}
	if !slices.Contains([]string{"PRIMARY", "SECONDARY"}, z.Type) {
		f.bad("enum", []string{"SECONDARY", "PRIMARY"}, "'"+z.Type+"' is not one of ['SECONDARY', 'PRIMARY']", "type")
	}
	if z.Type == "SECONDARY" {
		f.need("masters")
	}
	if ttl = f.number("ttl", 0, 1<<31-1); ttl != nil {
		z.TTL = *ttl
	}
	if f.has("description") {
		z.Description = f.text("description", 160)
	}
	if f.has("masters") {
		z.Masters = f.list("masters")
	}
	f.fillAttributes(z)
	return ttl
}

// zoneErr is err. To say that a zone has no TTL, as a set may, passes all checks and fails in the database.
func (f *form) zoneErr() error {
	if err := f.err(); err != nil || !f.has("ttl") || f.fields["ttl"] != nil {
		return err
	}
	return refuse(500, "unknown", "")
}

func (f *form) fillAttributes(z *zone) {
	in, is := f.fields["attributes"].(object)
	if f.has("attributes") && !is {
		f.bad("type", "object", "attributes is not of type 'object'", "attributes")
	}
	for k, v := range in {
		text, is := v.(string)
		if !is {
			f.bad("type", "string", "an attribute is not of type 'string'", "attributes", k)
			continue
		}
		if z.Attributes == nil {
			z.Attributes = map[string]string{}
		}
		z.Attributes[k] = text
	}
}

// updateZone is PATCH /zones/{id}.
func (s *Server) updateZone(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	f, err := s.readForm(q, "zone", "name", "email", "ttl", "description", "masters", "pool_id")
	if err != nil {
		return reply{}, err
	}
	if err := f.renames(z); err != nil {
		return reply{}, err
	}
	now := *z
	ttl := f.fillZone(&now)
	if err := f.zoneErr(); err != nil {
		return reply{}, err
	}
	if z.Deleted {
		return reply{}, badRequest("Can not update a deleting zone")
	}
	if err := s.lowTTL(q.caller, ttl); err != nil {
		return reply{}, err
	}
	*z = now
	s.touch(z, "UPDATE")
	return reply{status: s.accepted(z.change, 200), body: s.zoneBody(q, z)}, nil
}

// renames refuses a name, the zone's own too.
func (f *form) renames(z *zone) error {
	switch {
	case !f.has("name"):
		return nil
	case f.fields["name"] == z.Name:
		return badRequest("Renaming a zone is not allowed")
	}
	return unknownKeys("zone", "name")
}

// deleteZone is DELETE /zones/{id}.
func (s *Server) deleteZone(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	if err := s.close(z); err != nil {
		return reply{}, err
	}
	body := s.zoneBody(q, z)
	body["status"], body["action"] = pending, "DELETE"
	return reply{status: 202, body: body}, nil
}

// close deletes a zone, which then goes when it is due.
func (s *Server) close(z *zone) error {
	if z.Deleted {
		return badRequest("Can not delete a deleting zone")
	}
	if len(s.children(z.Name)) > 0 {
		return refuse(400, "zone_has_sub_zone", "Please delete any subzones before deleting this zone")
	}
	z.Deleted = true
	s.begin(&z.change, "DELETE")
	return nil
}
