package designatesim

import (
	"crypto/sha256"
	"fmt"
)

// domainBody is a domain as v1 shows it (designate/resources/schemas/v1/domain.json).
func domainBody(z *zone) object {
	return object{
		"id": z.ID, "name": z.Name, "email": z.Email, "ttl": z.TTL, "serial": z.Serial, "description": z.Description,
		"created_at": stamp(&z.CreatedAt), "updated_at": stamp(z.UpdatedAt),
	}
}

// listDomains is GET /domains: all of them, whatever the query says.
func (s *Server) listDomains(q *request) (reply, error) {
	list := []object{}
	for _, z := range s.zones {
		if q.sees(z.Project) && z.Type == "PRIMARY" && !z.Deleted {
			list = append(list, domainBody(z))
		}
	}
	return ok(object{"domains": list})
}

// showDomain is GET /domains/{id}.
func (s *Server) showDomain(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	return ok(domainBody(z))
}

// createDomain is POST /domains. It answers 200, not 201.
func (s *Server) createDomain(q *request) (reply, error) {
	f, err := s.readForm(q, "Domain", "name", "email", "ttl", "description")
	if err != nil {
		return reply{}, err
	}
	z := &zone{Name: deref(f.text("name", 255)), Project: q.project, TTL: usualTTL}
	f.need("name", "email")
	if f.has("name") && !isZoneName(z.Name) {
		f.bad("format", "domainname", "'"+z.Name+"' is not a 'domainname'", "name")
	}
	f.fillDomain(z)
	if err := f.err(); err != nil {
		return reply{}, err
	}
	if err := s.lowTTL(q.caller, f.number("ttl", 1, 1<<31-1)); err != nil {
		return reply{}, err
	}
	if err := s.mayOpen(z.Name, q.project); err != nil {
		return reply{}, err
	}
	s.open(z)
	return reply{status: 200, body: domainBody(z), location: q.base + "/domains/" + z.ID}, nil
}

// fillDomain takes over and checks what can be changed.
func (f *form) fillDomain(z *zone) {
	if email := f.text("email", 255); email != nil {
		if z.Email = *email; !isEmail(*email) {
			f.bad("format", "email", "'"+*email+"' is not a 'email'", "email")
		}
	}
	if ttl := f.number("ttl", 1, 1<<31-1); ttl != nil {
		z.TTL = *ttl
	}
	if f.has("description") {
		z.Description = f.text("description", 160)
	}
}

// updateDomain is PUT /domains/{id}. What is left out stays as it is; the name may be told, but not changed.
func (s *Server) updateDomain(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	f, err := s.readForm(q, "Domain", "name", "email", "ttl", "description")
	if err != nil {
		return reply{}, err
	}
	now := *z
	f.fillDomain(&now)
	if f.has("name") && f.fields["name"] != z.Name {
		return reply{}, badRequest("Renaming a domain is not allowed")
	}
	if err := f.err(); err != nil {
		return reply{}, err
	}
	if err := s.lowTTL(q.caller, f.number("ttl", 1, 1<<31-1)); err != nil {
		return reply{}, err
	}
	*z = now
	s.touch(z, "UPDATE")
	return ok(domainBody(z))
}

// deleteDomain is DELETE /domains/{id}.
func (s *Server) deleteDomain(q *request) (reply, error) {
	z, err := s.zoneOf(q)
	if err != nil {
		return reply{}, err
	}
	return reply{status: 200}, s.close(z)
}

// listDomainServers is GET /domains/{id}/servers.
func (s *Server) listDomainServers(q *request) (reply, error) {
	if _, err := s.zoneOf(q); err != nil {
		return reply{}, err
	}
	return s.servers()
}

// listServers is GET /servers.
func (s *Server) listServers(q *request) (reply, error) {
	if !q.admin {
		return reply{}, forbidden()
	}
	return s.servers()
}

func (s *Server) servers() (reply, error) {
	list := []object{}
	for _, name := range s.o.Nameservers {
		list = append(list, serverBody(name))
	}
	return ok(object{"servers": list})
}

// serverBody is a name server, whose id goes by its name.
func serverBody(name string) object {
	h := sha256.Sum256([]byte(name))
	id := fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
	return object{"id": id, "name": name, "created_at": "2016-10-06T00:00:00.000000", "updated_at": nil}
}

// showServer is GET /servers/{id}.
func (s *Server) showServer(q *request) (reply, error) {
	if !q.admin {
		return reply{}, forbidden()
	}
	for _, name := range s.o.Nameservers {
		if body := serverBody(name); body["id"] == q.args[0] {
			return ok(body)
		}
	}
	return reply{}, notFound("Server")
}
