package tonicdnssim

import (
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// zoneBody is a zone in an answer; in the list of zones, without records.
type zoneBody struct {
	Name           string    `json:"name"`
	Type           string    `json:"type"`
	Master         string    `json:"master,omitempty"`
	LastCheck      any       `json:"last_check,omitempty"`
	NotifiedSerial any       `json:"notified_serial,omitempty"`
	Records        []rowBody `json:"records,omitempty"`
}

type rowBody struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Content    string `json:"content"`
	TTL        any    `json:"ttl"`
	Priority   any    `json:"priority"`
	ChangeDate any    `json:"change_date,omitempty"`
}

// number spells a number of the database: PHP before 8.1 hands them on as strings.
func (s *Server) number(n int64) any {
	if s.o.Numbers {
		return n
	}
	return strconv.FormatInt(n, 10)
}

// unlessZero is for those that are left out then.
func (s *Server) unlessZero(n int64) any {
	if n == 0 {
		return nil
	}
	return s.number(n)
}

func (s *Server) zoneBody(z *zoneRows) zoneBody {
	return zoneBody{
		Name: z.Name, Type: z.Type, Master: z.Master,
		LastCheck: s.unlessZero(z.LastCheck), NotifiedSerial: s.unlessZero(z.NotifiedSerial),
	}
}

func (s *Server) rowBody(r Row) rowBody {
	b := rowBody{Name: r.Name, Type: r.Type, Content: r.Content, TTL: s.number(r.TTL), ChangeDate: s.unlessZero(r.ChangeDate)}
	if r.Priority != nil {
		b.Priority = s.number(*r.Priority)
	}
	return b
}

var queryPattern = regexp.MustCompile(`^[A-Za-z0-9.*-]+$`)

// listZones is GET /zone: all zones, also those without records, or those that match ?query= with its wildcard.
func (s *Server) listZones(c call) reply {
	values, err := url.ParseQuery(c.URL.RawQuery)
	query := values.Get("query")
	switch {
	case err != nil || c.URL.RawQuery != "" && !values.Has("query"):
		return malformed()
	case c.URL.RawQuery != "" && !queryPattern.MatchString(query):
		return invalid([]string{"query: not a domain name or wildcard"}, invalidDetail{1, []string{"ZONE_INVALID_QUERY"}})
	case query == "":
		query = "*"
	}
	matches := wildcard(query)
	list := []zoneBody{}
	for _, name := range slices.Sorted(maps.Keys(s.table.zones)) {
		if matches.MatchString(name) {
			list = append(list, s.zoneBody(s.table.zones[name]))
		}
	}
	return ok(list)
}

func wildcard(query string) *regexp.Regexp {
	return regexp.MustCompile(`^` + strings.ReplaceAll(regexp.QuoteMeta(fold(query)), `\*`, `.*`) + `$`)
}

// getZone is GET /zone/:name: the zone and all of its records.
func (s *Server) getZone(c call) reply {
	if ip, err := netip.ParseAddr(c.id); err == nil {
		return s.getReverse(ip)
	}
	if !isHost(c.id) {
		return invalidIdentifier()
	}
	return s.show(s.table.visible(c.id))
}

// getReverse looks for the closest zone that would hold an address.
func (s *Server) getReverse(ip netip.Addr) reply {
	name, err := dns.ReverseAddr(ip.WithZone("").String())
	for err == nil && name != "" {
		if z := s.table.visible(strings.TrimSuffix(name, ".")); z != nil {
			return s.show(z)
		}
		_, name, _ = strings.Cut(name, ".")
	}
	return fail(http.StatusNotFound, "ARPA_ZONE_NOT_FOUND", "No reverse zone holds this address.")
}

func (s *Server) show(z *zoneRows) reply {
	if z == nil {
		return notFound()
	}
	body := s.zoneBody(z)
	for _, r := range z.sorted() {
		body.Records = append(body.Records, s.rowBody(r))
	}
	return ok(body)
}

func invalidIdentifier() reply {
	return invalid([]string{"name: not a valid domain name"}, invalidDetail{1, []string{"ZONE_INVALID_DOMAIN"}})
}
