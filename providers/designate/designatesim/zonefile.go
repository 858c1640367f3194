package designatesim

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/simulator"
)

// What an import tells (central _import_zone).
const (
	saysOrigin    = "The $ORIGIN statement is required and must be the first statement in the zonefile."
	saysMalformed = "Malformed zonefile."
	saysSOA       = "An SOA record is required."
	saysQuota     = "Quota exceeded during zone import."
	saysDuplicate = "Duplicate zone."
	saysUndefined = "An undefined error occurred."
)

var originPattern = regexp.MustCompile(`(?i)^\$ORIGIN\s+(\S+)`)

// readZonefile reads the text of an import.
func readZonefile(text string) (origin string, rrs []dns.RR, message string) {
	origin = leadingOrigin(text)
	if origin == "" {
		return "", nil, saysOrigin
	}
	p := dns.NewZoneParser(strings.NewReader(text), "", "")
	for rr, more := p.Next(); more; rr, more = p.Next() {
		if rr.Header().Class != dns.ClassINET {
			return "", nil, saysMalformed
		}
		if !dns.IsSubDomain(origin, rr.Header().Name) {
			continue // as dnspython, which leaves out what lies elsewhere
		}
		rrs = append(rrs, rr)
	}
	switch {
	case p.Err() != nil:
		return "", nil, saysMalformed
	case !isZoneName(origin):
		return "", nil, saysUndefined
	}
	if !slices.ContainsFunc(rrs, isSOA) {
		return "", nil, saysSOA
	}
	return origin, rrs, ""
}

func isSOA(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeSOA }

// leadingOrigin gives the origin that the first statement sets, "" where another comes first.
func leadingOrigin(text string) string {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, ";")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(strings.ToUpper(line), "$TTL") {
			continue
		}
		if m := originPattern.FindStringSubmatch(line); m != nil {
			return m[1]
		}
		return ""
	}
	return ""
}

// importZone makes a zone of an import's text. Values are kept as the parser spells them, without the checks that a call for
// a set makes.
func (s *Server) importZone(t *task) (*zone, string) {
	origin, rrs, message := readZonefile(t.Text)
	if message != "" {
		return nil, message
	}
	if err := s.mayOpen(origin, t.Project); err != nil {
		return nil, importMessage(err)
	}
	soa := rrs[slices.IndexFunc(rrs, isSOA)].(*dns.SOA)
	if soa.Hdr.Ttl == 0 || !isEmail(email(soa.Mbox)) {
		return nil, saysUndefined
	}
	z := &zone{Name: origin, Project: t.Project, Type: "PRIMARY", TTL: int(soa.Hdr.Ttl), Email: email(soa.Mbox)}
	if !isEmail(z.Email) {
		return nil, saysUndefined
	}
	sets, message := s.importSets(z, rrs)
	if message != "" {
		return nil, message
	}
	s.open(z)
	for _, r := range sets {
		r.zone = z
		z.addSet(r)
	}
	return z, ""
}

func importMessage(err error) string {
	switch f := err.(*fault); f.kind {
	case "over_quota":
		return saysQuota
	case "duplicate_zone":
		return saysDuplicate
	}
	return saysUndefined
}

// email gives the address that is made of an SOA's rname. A dot before the @ makes it one that a zone cannot have.
func email(rname string) string {
	return strings.Replace(strings.TrimSuffix(rname, "."), ".", "@", 1)
}

// importSets gives the sets of an import, SOA and NS of the apex left out.
func (s *Server) importSets(z *zone, rrs []dns.RR) ([]*set, string) {
	rejected, _ := s.Take(simulator.Rejected)
	var sets []*set
	byKey := map[string]*set{}
	for _, rr := range rrs {
		h := rr.Header()
		name, kind := h.Name, dns.TypeToString[h.Rrtype]
		if isSOA(rr) || kind == "NS" && name == z.Name {
			continue
		}
		if strings.EqualFold(rejected.Name, name) || !isHostName(name) || !slices.Contains(s.o.Types, kind) {
			return nil, saysUndefined
		}
		r := byKey[name+kind]
		if r == nil {
			r = s.newSet(z, name, kind)
			byKey[name+kind] = r
			sets = append(sets, r)
		}
		r.take(rr, s.o.Now())
	}
	return sets, s.importRoom(z, sets)
}

// take adds a record of a zone file to a set, which has the lowest TTL of its records; 0 is null.
func (r *set) take(rr dns.RR, now time.Time) {
	h := rr.Header()
	if ttl := int(h.Ttl); ttl > 0 && (r.TTL == nil || ttl < *r.TTL) {
		r.TTL = &ttl
	}
	value := strings.TrimPrefix(rr.String(), h.String())
	if h.Rrtype == dns.TypeSSHFP {
		value = strings.ToLower(value)
	}
	if h.Rrtype == dns.TypeCNAME {
		r.Records = nil // dnspython holds one
	}
	if !slices.Contains(r.values(), value) {
		r.Records = append(r.Records, &record{ID: uuid(), Data: value, CreatedAt: now})
	}
}

// importRoom tells whether the sets pass the quotas and each other.
func (s *Server) importRoom(z *zone, sets []*set) string {
	q := s.quotasOf(z.Project)
	records, others, cnames := 0, map[string]int{}, map[string]int{}
	for _, r := range sets {
		records += len(r.Records)
		others[r.Name]++
		if r.Type == "CNAME" {
			cnames[r.Name]++
		}
		if within("", len(r.Records), q.RecordSetRecords) != nil {
			return saysQuota
		}
	}
	if within("", len(sets)+2, q.ZoneRecordSets) != nil || within("", records, q.ZoneRecords) != nil {
		return saysQuota
	}
	for name := range cnames {
		if others[name] > 1 || name == z.Name {
			return saysUndefined
		}
	}
	return ""
}
