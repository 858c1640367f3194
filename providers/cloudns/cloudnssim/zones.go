package cloudnssim

import (
	"slices"
	"strings"
)

// approved gives a zone of the user that an administrator has let in.
func (s *Server) approved(name string) (*zone, error) {
	z, ok := s.zones[name]
	switch {
	case !ok:
		return nil, semantic("zone not exists")
	case z.Foreign:
		return nil, &refusal{6, "permission denied"}
	case z.Status != Active:
		return nil, &refusal{12, "invalid zone " + name}
	}
	return z, nil
}

// own gives the user's zones, those that are not approved too.
func (s *Server) own() []*zone {
	return slices.DeleteFunc(s.sorted(), func(z *zone) bool { return z.Foreign })
}

// zoneLoadMulti lists the user's zones.
func (s *Server) zoneLoadMulti(p *params) (any, error) {
	return part(s, p, s.own(), -1, s.zoneView)
}

// zoneCheck lists those of the user's zones that are named.
func (s *Server) zoneCheck(p *params) (any, error) {
	names := strings.Split(p.values["zones"], ",")
	asked := slices.DeleteFunc(s.own(), func(z *zone) bool { return !slices.Contains(names, z.Name) })
	return part(s, p, asked, -1, s.zoneView)
}

// zoneNew stores an application for a zone.
func (s *Server) zoneNew(p *params) (any, error) {
	name := p.values["z"]
	if !hostname(name) {
		return nil, invalid("z")
	}
	if _, taken := s.zones[name]; taken {
		return nil, &refusal{8, "duplicate zone"}
	}
	z := newZone(name)
	z.Status, z.CTime = PendingActive, s.today()
	s.addZone(z)
	return "zone adding request has been submitted, please wait for the approvement", nil
}

// zoneDelete stores an application to delete a zone.
func (s *Server) zoneDelete(z *zone, _ *params) (any, error) {
	z.Status = PendingRemoval
	return "zone deletion request has been submitted, please wait for the approvement", nil
}

// canonical gives the name of a zone as the API has it.
func canonical(origin string) string { return strings.ToLower(strings.TrimSuffix(origin, ".")) }
