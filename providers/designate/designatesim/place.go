package designatesim

import "strings"

// place tells whether a name of a zone may hold a set of a type (central _is_valid_recordset_placement and
// _is_valid_recordset_placement_subzone). except is the set itself where it is there already.
func (s *Server) place(z *zone, name, kind string, except *set) error {
	if name != z.Name && !strings.HasSuffix(name, "."+z.Name) {
		return invalidLocation("RecordSet is not contained within it's parent zone")
	}
	if owner := s.parent("." + name); owner != z {
		return invalidLocation("RecordSet belongs in a child zone: %s", owner.Name)
	}
	if kind == "CNAME" && name == z.Name {
		return invalidLocation("CNAME recordsets may not be created at the zone apex")
	}
	for _, other := range z.names[name] {
		if other != except && (kind == "CNAME" || other.Type == "CNAME") {
			return invalidLocation("CNAME recordsets may not share a name with any other records")
		}
	}
	return nil
}

// soleCNAME refuses a second value of a CNAME.
func soleCNAME(kind string, values int) error {
	if kind == "CNAME" && values > 1 {
		return badRequest("CNAME recordsets may not have more than 1 record")
	}
	return nil
}

// lowTTL refuses a TTL below the operator's least.
func (s *Server) lowTTL(c caller, ttl *int) error {
	if ttl != nil && *ttl < s.o.MinTTL && !c.admin {
		return refuse(400, "invalid_ttl", "TTL is below the minimum: %d", s.o.MinTTL)
	}
	return nil
}

// writable refuses writes to a zone that cannot have any.
func writable(z *zone) error {
	if z.Deleted {
		return badRequest("Can not alter a zone that is being deleted")
	}
	if z.Type == "SECONDARY" {
		return forbidden()
	}
	return nil
}
