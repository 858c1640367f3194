package cloudnssim

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Status is where a record or a zone stands.
type Status int

// The statuses.
const (
	PendingActive  Status = 0
	Active         Status = 1
	PendingRemoval Status = 2
	Gone           Status = 3 // only the vendor's client knows it
)

// Record is a record as the API has it. Its zone and the zone's id, which answers tell too, are left out.
type Record struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"` // relative to the zone; "" at the apex
	Type    string `json:"type"`
	Content string `json:"content"` // without a trailing dot; TXT without quotes
	TTL     int64  `json:"ttl"`
	ISP     string `json:"isp"` // "tel" or "uni"
	Prio    int64  `json:"prio"`
	Status  Status `json:"status"`
	CTime   string `json:"ctime"` // the day of the last change
}

var (
	recordFields = []string{"type", "name", "content", "isp", "ttl"} // prio may be left out
	types        = []string{"A", "CNAME", "MX", "NS", "TXT", "AAAA"}
	lines        = []string{"tel", "uni"}
)

// record reads the fields of a record for a zone. The client's documentation writes types in lower case too.
func (p *params) record(z *zone, maxTXT int) Record {
	r := Record{
		Name: p.values["name"], Type: strings.ToUpper(p.values["type"]), Content: p.values["content"], ISP: p.values["isp"],
		TTL: p.integer("ttl", ttls, 0), Prio: p.integer("prio", prios, 0),
	}
	switch {
	case r.Name != "" && !hostname(r.Name) || !isName(z.absolute(r.Name)):
		p.fail("name")
	case !slices.Contains(types, r.Type):
		p.fail("type")
	case !slices.Contains(lines, r.ISP):
		p.fail("isp")
	case !r.contentFits():
		p.fail("content")
	case r.Type == "TXT" && maxTXT >= 0 && len(r.Content) > maxTXT && p.err == nil:
		p.err = semantic("content is too long")
	}
	return r
}

// contentFits tells whether the content is of the type.
func (r Record) contentFits() bool {
	switch r.Type {
	case "A", "AAAA":
		ip, err := netip.ParseAddr(r.Content)
		return err == nil && ip.Zone() == "" && ip.Is4() == (r.Type == "A")
	case "TXT":
		return true
	}
	return hostname(r.Content)
}

// hostname tells whether a name is one as the API writes it: without a trailing dot, and with a star only in front.
func hostname(name string) bool {
	if strings.HasSuffix(name, ".") || !isName(name) {
		return false
	}
	if rest, wild := strings.CutPrefix(name, "*"); wild && (rest == "" || rest[0] == '.') {
		name = rest
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == ""
}

func isName(name string) bool {
	_, ok := dns.IsDomainName(name)
	return ok
}
