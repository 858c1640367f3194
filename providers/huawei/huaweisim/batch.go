package huaweisim

import (
	"encoding/json"
	"net/http"

	"github.com/zonesync/zonesync/internal/simulator"
)

// How many one bulk call takes.
const (
	maxDeletes = 100
	maxUpdates = 50
	maxLines   = 50
)

// updateSets is the bulk PUT, all or nothing. What is left out does not stay: the TTL becomes the usual one, the weight null and
// the description empty.
func (s *Server) updateSets(q *request) (reply, error) {
	z := q.zone
	in, err := q.items(maxUpdates, "id", "records", "ttl", "weight", "description")
	if err != nil {
		return reply{}, err
	}
	sets, to := make([]*set, len(in)), make([]set, len(in))
	seen := map[*set]bool{}
	for i, one := range in {
		r, err := s.setWith(z, one.ID)
		if err != nil {
			return reply{}, err
		}
		if seen[r] {
			return reply{}, malformed("record set %s comes twice", r.ID)
		}
		seen[r], sets[i], to[i] = true, r, *r
		to[i].TTL, to[i].Records, to[i].Weight = deref(one.TTL, usualTTL), one.Records, one.Weight
		to[i].Description = deref(one.Description, "")
		if err := s.mayUpdate(r, &to[i]); err != nil {
			return reply{}, err
		}
	}
	for i, r := range sets {
		s.update(r, &to[i])
	}
	return s.many(q, sets, s.setBody), nil
}

// deleteSets is the bulk DELETE of one zone.
func (s *Server) deleteSets(q *request) (reply, error) {
	return s.deleteMany(q, "recordset_ids")
}

// deleteAllSets is the bulk DELETE over all zones.
func (s *Server) deleteAllSets(q *request) (reply, error) {
	return s.deleteMany(q, "recordset_ids", "zone_type")
}

// deleteMany passes over what is not there, and tells what it has deleted. A fault makes it stop half way.
func (s *Server) deleteMany(q *request, keys ...string) (reply, error) {
	var in struct {
		ZoneType     string   `json:"zone_type"`
		RecordsetIDs []string `json:"recordset_ids"`
	}
	if err := decode(q.body, &in, keys...); err != nil {
		return reply{}, err
	}
	switch {
	case len(in.RecordsetIDs) == 0 || len(in.RecordsetIDs) > maxDeletes:
		return reply{}, malformed("recordset_ids must have 1 to %d items", maxDeletes)
	case q.zone == nil && in.ZoneType != "public":
		return reply{}, malformed("zone_type is mandatory, and there are public zones only")
	}
	found, err := s.deletable(q.zone, in.RecordsetIDs)
	if err != nil {
		return reply{}, err
	}
	if _, struck := s.Take(simulator.HalfBatch); struck {
		found = found[:len(found)/2]
	}
	for _, r := range found {
		s.drop(r)
	}
	return s.many(q, found, s.deletedBody), nil
}

// deletable gives the sets with these ids, each once. One that may not be deleted spoils the request.
func (s *Server) deletable(z *zone, ids []string) ([]*set, error) {
	found := []*set{}
	seen := map[string]bool{}
	for _, id := range ids {
		r := s.setByID[id]
		if r == nil || seen[id] || z != nil && r.zone != z {
			continue
		}
		if err := s.isNormal(r.zone); err != nil {
			return nil, err
		}
		if err := s.mayDelete(r); err != nil {
			return nil, err
		}
		seen[id] = true
		found = append(found, r)
	}
	return found, nil
}

// many answers with sets.
func (s *Server) many(q *request, sets []*set, body func(*request, *set) object) reply {
	list := []object{}
	for _, r := range sets {
		list = append(list, body(q, r))
	}
	return reply{http.StatusAccepted, object{"recordsets": list, "metadata": object{"total_count": len(list)}}}
}

// createLines makes the sets of one name and type on several lines, all or none.
func (s *Server) createLines(q *request) (reply, error) {
	z := q.zone
	var in struct {
		item
		Lines []json.RawMessage `json:"lines"`
	}
	if err := decode(q.body, &in, "name", "type", "description", "lines"); err != nil {
		return reply{}, err
	}
	if in.Name == "" || in.Type == "" || len(in.Lines) == 0 || len(in.Lines) > maxLines {
		return reply{}, malformed("name and type are mandatory, and lines must have 1 to %d items", maxLines)
	}
	var sets []*set
	for _, body := range in.Lines {
		r, err := s.oneLine(z, in.item, body)
		if err != nil {
			return reply{}, err
		}
		for _, o := range sets {
			if o.sameKey(r) {
				return reply{}, z.exists(o)
			}
		}
		sets = append(sets, r)
	}
	if err := s.room(len(sets)); err != nil {
		return reply{}, err
	}
	for _, r := range sets {
		s.beginSet(r, "CREATE")
		s.addSet(z, r)
	}
	return s.many(q, sets, s.setBody), nil
}

// oneLine makes the set of one line, if it can be in the zone.
func (s *Server) oneLine(z *zone, in item, body []byte) (*set, error) {
	if err := decode(body, &in, "line", "records", "ttl", "weight"); err != nil {
		return nil, err
	}
	if in.Line == "" || in.Records == nil {
		return nil, malformed("line and records are mandatory")
	}
	r, err := s.newSet(z, in)
	if err != nil {
		return nil, err
	}
	return r, z.clash(r)
}
