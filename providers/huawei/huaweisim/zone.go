package huaweisim

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// zone is a public zone.
type zone struct {
	ID          string
	Name        string
	Description string
	Email       string
	TTL         int // of the SOA
	Tags        []tag
	CreatedAt   time.Time
	UpdatedAt   *time.Time
	Task        *task // that creates sets; it stays until it is deleted
	status

	sets   []*set
	byName map[string][]*set // by the sets' names
}

// open makes a zone with the sets that the system gives it.
func (s *Server) open(name, email string, ttl int) *zone {
	z := &zone{ID: newID(), Name: name, Email: email, TTL: ttl, CreatedAt: s.o.Now()}
	s.begin(&z.status, "CREATE")
	s.addZone(z)
	servers := s.nameservers()
	soa := fmt.Sprintf("%s hostmaster.example.org. (1 7200 900 1209600 %d)", servers[0], usualTTL)
	for _, r := range []*set{
		{Type: "SOA", TTL: ttl, Records: []string{soa}}, {Type: "NS", TTL: 172800, Records: servers},
	} {
		r.ID, r.Name, r.Line, r.Default, r.CreatedAt, r.status = newID(), name, defaultLine, true, z.CreatedAt, z.status
		s.addSet(z, r)
	}
	return z
}

func (s *Server) nameservers() []string {
	if s.o.OTC {
		return []string{"ns1.otc.example.", "ns2.otc.example."}
	}
	return []string{"ns1.huawei.example.", "ns1.huawei.test."}
}

// find looks for the zone and the set that a path names. A zone that is not normal takes no writes.
func (s *Server) find(found route, q *request) (err error) {
	if !strings.HasPrefix(found.path, "zones/*") {
		return nil
	}
	id := q.args[0]
	q.zone = s.zoneByID[id]
	switch {
	case !isID(id):
		return bad("DNS.0301", "Zone id %s is invalid.", id)
	case q.zone == nil:
		return refuse(http.StatusNotFound, "DNS.0302", "Zone %s does not exist.", id)
	}
	if found.verb != get {
		err = s.isNormal(q.zone)
	}
	if err == nil && len(q.args) > 1 {
		q.set, err = s.setWith(q.zone, q.args[1])
	}
	return err
}

func (s *Server) isNormal(z *zone) error {
	switch z.at(s.o.Now()) {
	case active:
		return nil
	case disable:
		return bad("DNS.0213", "Zone %s is disabled.", z.Name)
	}
	return refuse(http.StatusConflict, "DNS.0209", "The status of zone %s is not normal.", z.Name)
}

// zoneBody is a zone as it is shown (Huawei Cloud DNS, "Querying Public Zones").
func (s *Server) zoneBody(q *request, z *zone) object {
	body := object{
		"id": z.ID, "name": z.Name, "description": z.Description, "email": z.Email, "ttl": z.TTL, "serial": 0, "masters": []string{},
		"status": z.at(s.o.Now()), "links": object{"self": q.link("/zones/" + z.ID)}, "pool_id": "00000000570e54ee01570e9939b20019",
		"project_id": projectID, "zone_type": "public", "record_num": len(z.sets),
		"created_at": stamp(&z.CreatedAt), "updated_at": stamp(z.UpdatedAt), "tags": append([]tag{}, z.Tags...),
	}
	if !s.o.OTC {
		body["enterprise_project_id"] = "0"
	}
	return body
}
