package cloudnssim

import (
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// defaultNumber is how many records rec_load_all gives unasked. The other lists give all.
const defaultNumber = 100

// listing gives records of a zone as a part of them all.
func (s *Server) listing(z *zone, p *params, all []*stored, otherwise int64) (*slice, error) {
	return part(s, p, all, otherwise, s.view(z))
}

// recLoadAll lists the records of a zone.
func (s *Server) recLoadAll(z *zone, p *params) (any, error) {
	out, err := s.listing(z, p, z.listed(s.o.ShowRemoved), defaultNumber)
	if err != nil {
		return nil, err
	}
	if _, ok := s.Take(simulator.Truncated); ok {
		out.Data = out.Data[:len(out.Data)/2]
	}
	return out, nil
}

// recLoadSize tells how many records a zone has.
func (s *Server) recLoadSize(z *zone, _ *params) (any, error) {
	return s.integer(int64(len(z.listed(s.o.ShowRemoved)))), nil
}

// recLoad gives one record, null where there is none.
func (s *Server) recLoad(z *zone, p *params) (any, error) {
	id := p.integer("rid", ids, 0)
	r := z.find(id)
	if p.err != nil || r == nil {
		return nil, p.err
	}
	return s.view(z)(r), nil
}

// recLoadByName lists the records of one name.
func (s *Server) recLoadByName(z *zone, p *params) (any, error) {
	return s.selection(z, p, func(r *stored) bool { return r.Name == p.values["name"] })
}

// recSearch lists the records with a text in their names or contents.
func (s *Server) recSearch(z *zone, p *params) (any, error) {
	k := p.values["k"]
	return s.selection(z, p, func(r *stored) bool { return strings.Contains(r.Name, k) || strings.Contains(r.Content, k) })
}

// recLoadByPrefix lists the records whose names match a pattern with at most two stars, not side by side.
func (s *Server) recLoadByPrefix(z *zone, p *params) (any, error) {
	pattern := p.values["name"]
	if strings.Count(pattern, "*") > 2 || strings.Contains(pattern, "**") {
		return nil, invalid("name")
	}
	return s.selection(z, p, func(r *stored) bool { return matches(pattern, r.Name) })
}

// selection lists the records that are chosen.
func (s *Server) selection(z *zone, p *params, chosen func(r *stored) bool) (any, error) {
	var all []*stored
	for _, r := range z.records {
		if chosen(r) {
			all = append(all, r)
		}
	}
	return s.listing(z, p, all, -1)
}

// matches tells whether a name is a pattern's, in which a star is any text.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return pattern == name
	}
	name, front := strings.CutPrefix(name, parts[0])
	name, back := strings.CutSuffix(name, parts[last])
	return front && back && (last == 1 || strings.Contains(name, parts[1]))
}
