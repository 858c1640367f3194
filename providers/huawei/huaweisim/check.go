package huaweisim

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxWeight   = 1000
	maxWeighted = 20
)

// lines are those of the system (Huawei Cloud DNS, "Configuring ISP Lines", "Configuring Region Lines"); of the finer ones
// only the form is known here.
var (
	lines       = []string{defaultLine, "Dianxin", "Liantong", "Yidong", "Jiaoyuwang", "Tietong", "Pengboshi", "CN", "Abroad"}
	linePattern = regexp.MustCompile(`^(Dianxin|Liantong|Yidong|Jiaoyuwang|Tietong|Pengboshi|CN|Abroad)_[A-Z][A-Za-z_]*$`)
)

// newSet makes a set of what is said of it, if it is right in itself. It is not in the zone yet.
func (s *Server) newSet(z *zone, in item) (*set, error) {
	r := &set{
		ID: newID(), Name: strings.ToLower(in.Name), Type: in.Type, TTL: deref(in.TTL, usualTTL), Records: in.Records,
		Description: deref(in.Description, ""), Line: cmp.Or(in.Line, defaultLine), Weight: in.Weight, Weighted: in.Weight != nil,
		Tags: in.Tags, CreatedAt: s.o.Now(),
	}
	if r.Weight == nil && r.Type != "MX" {
		r.Weight = new(1)
	}
	switch in.Status {
	case "DISABLE":
		r.Steady = disable
	case "", "ENABLE":
	default:
		return nil, malformed("status is ENABLE or DISABLE")
	}
	if !slices.Contains(lines, r.Line) && !linePattern.MatchString(r.Line) {
		return nil, bad("DNS.0806", "The line %s is not supported.", r.Line)
	}
	if err := checkName(z, r.Name, r.Type); err != nil {
		return nil, err
	}
	return r, s.checkContent(r)
}

func checkName(z *zone, name, kind string) error {
	rest, wild := strings.CutPrefix(name, "*.")
	switch {
	case name != z.Name && !strings.HasSuffix(name, "."+z.Name), !isName(rest), len(name) > 254, wild && kind == "NS":
		return bad("DNS.0304", "The record set name %s is invalid.", name)
	case name == z.Name && kind == "NS":
		return bad("DNS.0307", "The NS record set of the zone is the system's.")
	}
	return nil
}

// checkContent looks at what an update may change.
func (s *Server) checkContent(r *set) error {
	switch {
	case r.Name == s.rejected:
		return bad("DNS.0308", "The value of record set %s is invalid.", r.Name)
	case !isTTL(r.TTL):
		return bad("DNS.0319", "The TTL of the record set must be from 1 to 2147483647.")
	case utf8.RuneCountInString(r.Description) > 255:
		return bad("DNS.0305", "The description of the record set is invalid.")
	case r.Weight != nil && (*r.Weight < 0 || *r.Weight > maxWeight || r.Type == "MX"):
		return bad("DNS.0323", "The weight of the record set is invalid.")
	}
	return checkValues(r.Type, r.Records)
}

// clash refuses a new set that cannot be beside those that are there. One that is being deleted is there still.
func (z *zone) clash(r *set) error {
	same := 0
	for _, o := range z.byName[r.Name] {
		switch {
		case o.Line != r.Line:
		case o.Type != r.Type:
			// The system's sets at the apex are beside everything.
			if (o.Type == "CNAME" || r.Type == "CNAME") && !o.Default {
				return z.exists(o)
			}
		case o.Weighted != r.Weighted:
			return bad("DNS.0016", "Record sets with and without weight: %s %s on line %s", o.Name, o.Type, o.Line)
		case !o.Weighted:
			return z.exists(o)
		default:
			same++
		}
	}
	if same >= maxWeighted {
		return bad("DNS.0322", "There are %d weighted record sets %s %s on line %s already.", same, r.Name, r.Type, r.Line)
	}
	return nil
}

func (z *zone) exists(o *set) error {
	return bad("DNS.0312", "The record set conflicts with record set %s, type %s, line %s.", o.Name, o.Type, o.Line)
}

// room refuses more sets than the account may have.
func (s *Server) room(more int) error {
	if s.counted+more > s.o.Quota {
		return refuse(http.StatusForbidden, "DNS.0403", "Insufficient record set quota.")
	}
	return nil
}

// isSteady refuses a write to a set that is on its way, or that the provider has frozen.
func (s *Server) isSteady(r *set) error {
	if at := r.at(s.o.Now()); !slices.Contains([]string{active, disable, failed}, at) {
		return refuse(http.StatusConflict, "DNS.0314", "Record set %s is not in a steady state: %s", r.ID, at)
	}
	return nil
}

// setWith gives the set of a zone with an id.
func (s *Server) setWith(z *zone, id string) (*set, error) {
	r := s.setByID[id]
	switch {
	case !isID(id):
		return nil, bad("DNS.0309", "Record set id %s is invalid.", id)
	case r == nil || r.zone != z:
		return nil, refuse(http.StatusNotFound, "DNS.0313", "Record set %s does not exist.", id)
	}
	return r, nil
}

func (r *set) String() string { return fmt.Sprintf("%s %s %s", r.Name, r.Type, r.Line) }
