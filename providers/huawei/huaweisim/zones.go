package huaweisim

import (
	"net/http"
	"strings"
	"unicode/utf8"
)

func (s *Server) showZone(q *request) (reply, error) {
	return reply{http.StatusOK, s.zoneBody(q, q.zone)}, nil
}

// zoneInput is what is said of a zone.
type zoneInput struct {
	Name        string  `json:"name"`
	ZoneType    string  `json:"zone_type"`
	Email       *string `json:"email"`
	TTL         *int    `json:"ttl"`
	Description *string `json:"description"`
	Tags        []tag   `json:"tags"`
}

func (in zoneInput) check() error {
	switch {
	case in.TTL != nil && !isTTL(*in.TTL):
		return bad("DNS.0303", "The TTL must be from 1 to 2147483647.")
	case in.Email != nil && *in.Email != "" && !strings.Contains(*in.Email, "@"):
		return malformed("the email is invalid")
	case in.Description != nil && utf8.RuneCountInString(*in.Description) > 255:
		return malformed("the description is too long")
	}
	return nil
}

// createZone answers with a zone that has nothing yet.
func (s *Server) createZone(q *request) (reply, error) {
	var in zoneInput
	if err := decode(q.body, &in, "name", "zone_type", "email", "ttl", "description", "tags"); err != nil {
		return reply{}, err
	}
	name := strings.ToLower(in.Name)
	switch err := in.check(); {
	case err != nil:
		return reply{}, err
	case in.ZoneType != "" && in.ZoneType != "public":
		return reply{}, malformed("there are public zones only")
	case !isZoneName(name):
		return reply{}, bad("DNS.0202", "Zone name %s is invalid.", in.Name)
	case s.zoneByName[name] != nil:
		return reply{}, bad("DNS.0208", "Zone %s already exists.", in.Name)
	}
	z := s.open(name, deref(in.Email, ""), deref(in.TTL, usualTTL))
	z.Description, z.Tags = deref(in.Description, ""), in.Tags
	body := s.zoneBody(q, z)
	body["record_num"] = 0
	return reply{http.StatusAccepted, body}, nil
}

// updateZone keeps what is left out.
func (s *Server) updateZone(q *request) (reply, error) {
	z := q.zone
	var in zoneInput
	if err := decode(q.body, &in, "email", "ttl", "description"); err != nil {
		return reply{}, err
	}
	if err := in.check(); err != nil {
		return reply{}, err
	}
	z.Email, z.TTL, z.Description = deref(in.Email, z.Email), deref(in.TTL, z.TTL), deref(in.Description, z.Description)
	for _, r := range z.byName[z.Name] {
		if r.Type == "SOA" {
			r.TTL = z.TTL
		}
	}
	now := s.o.Now()
	z.UpdatedAt = &now
	s.begin(&z.status, "UPDATE")
	return reply{http.StatusAccepted, s.zoneBody(q, z)}, nil
}

// deleteZone lets a zone go with all that is in it.
func (s *Server) deleteZone(q *request) (reply, error) {
	z := q.zone
	s.begin(&z.status, "DELETE")
	for _, r := range z.sets {
		s.drop(r)
	}
	return reply{http.StatusAccepted, s.zoneBody(q, z)}, nil
}

func (s *Server) listNameservers(*request) (reply, error) {
	list := []object{}
	for i, name := range s.nameservers() {
		list = append(list, object{"hostname": name, "priority": i + 1})
	}
	return reply{http.StatusOK, object{"nameservers": list}}, nil
}
