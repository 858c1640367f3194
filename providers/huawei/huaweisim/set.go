package huaweisim

import (
	"net/netip"
	"slices"
	"time"
)

const (
	defaultLine = "default_view"
	usualTTL    = 300
)

// tag is a resource tag.
type tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// set is a record set.
type set struct {
	ID          string
	Name        string
	Type        string
	TTL         int
	Records     []string
	Description string
	Line        string
	// Weight is what is shown. A set that was made without one shows 1 and is the only one of its key; Weighted are those
	// that were given one, and may share the key.
	Weight      *int
	Weighted    bool
	Default     bool // made by the system
	AliasTarget map[string]string
	Tags        []tag
	CreatedAt   time.Time
	UpdatedAt   *time.Time
	status

	zone *zone
}

// sameKey tells whether two sets are for one name, type and line.
func (r *set) sameKey(o *set) bool { return r.Name == o.Name && r.Type == o.Type && r.Line == o.Line }

// setBody is a set as a version shows it (Huawei Cloud DNS, "Querying Record Sets in a Zone"). The order of values is nobody's.
func (s *Server) setBody(q *request, r *set) object {
	body := object{
		"id": r.ID, "name": r.Name, "type": r.Type, "ttl": r.TTL, "records": shown(r), "description": r.Description,
		"status": r.at(s.o.Now()), "default": r.Default, "zone_id": r.zone.ID, "zone_name": r.zone.Name, "project_id": projectID,
		"links": object{"self": q.link("/zones/" + r.zone.ID + "/recordsets/" + r.ID)},
	}
	if !q.v21 {
		body["create_at"], body["update_at"] = stamp(&r.CreatedAt), stamp(r.UpdatedAt)
		return body
	}
	body["created_at"], body["updated_at"] = stamp(&r.CreatedAt), stamp(r.UpdatedAt)
	body["line"], body["weight"], body["health_check_id"] = r.Line, r.Weight, nil
	if r.AliasTarget != nil {
		body["alias_target"] = r.AliasTarget
		delete(body, "records")
	}
	return body
}

// shown gives the values in another order than they were written, and addresses uncompressed.
func shown(r *set) []string {
	out := slices.Clone(r.Records)
	slices.Reverse(out)
	for i, v := range out {
		if a, err := netip.ParseAddr(v); err == nil && r.Type == "AAAA" {
			out[i] = a.StringExpanded()
		}
	}
	return out
}

// link gives the address of a path in the version that was asked.
func (q *request) link(path string) string {
	if q.v21 {
		return q.host + "/v2.1" + path
	}
	return q.host + "/v2" + path
}
