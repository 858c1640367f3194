package designatesim

import "cmp"

// open puts a new zone into the world, with the SOA and NS that the system makes (central create_zone).
func (s *Server) open(z *zone) {
	now := s.o.Now()
	z.ID, z.CreatedAt, z.Version, z.Serial = uuid(), now, 1, now.Unix()
	z.Type = cmp.Or(z.Type, "PRIMARY")
	z.index()
	s.begin(&z.change, "CREATE")
	if z.Type == "PRIMARY" {
		s.manage(z, "SOA", z.soa(s.o.Nameservers[0]))
		s.manage(z, "NS", s.o.Nameservers...)
	}
	s.add(z)
}

// manage makes a set of the system at the apex.
func (s *Server) manage(z *zone, kind string, values ...string) {
	r := s.newSet(z, z.Name, kind)
	r.Managed = true
	z.addSet(r)
	z.replace(r, values, r.CreatedAt)
}

// newSet gives an empty set that is not yet in its zone.
func (s *Server) newSet(z *zone, name, kind string) *set {
	r := &set{ID: uuid(), Name: name, Type: kind, Version: 1, CreatedAt: s.o.Now(), zone: z}
	s.begin(&r.change, "CREATE")
	return r
}

// mayOpen tells what stands in the way of a zone of a project (central create_zone).
func (s *Server) mayOpen(name, project string) error {
	if s.byName[name] != nil {
		return duplicate("Zone")
	}
	if p := s.parent(name); p != nil && p.Project != project {
		return refuse(403, "illegal_child", "Unable to create subzone in another tenants zone")
	}
	for _, c := range s.children(name) {
		if c.Project != project {
			return refuse(403, "illegal_parent", "Unable to create zone because another tenant owns a subzone of the zone")
		}
	}
	return s.roomForZone(project)
}
