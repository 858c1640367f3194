package cloudns

import (
	"errors"
	"fmt"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Audit names the sets that the API cannot hold.
func (p *Provider) Audit(want zone.Zone) []error {
	var errs []error
	k := kept{origin: want.Origin}
	there := map[identity]zone.RRset{}
	for _, s := range want.Sets {
		if types[zone.TypeString(s.Type)] == 0 {
			continue // the caller tells
		}
		why := p.unheld(k, s)
		if why == "" {
			why = k.clash(s, there)
		}
		if why != "" {
			errs = append(errs, &providers.RefusedError{Set: s, Err: errors.New(why)})
		}
	}
	return errs
}

// clash notes what a set would be stored as, and tells of records that the server would take for the same.
func (k kept) clash(s zone.RRset, there map[identity]zone.RRset) (why string) {
	for _, e := range k.entries(&s) {
		if other, double := there[e.identity()]; double {
			why = fmt.Sprintf("ClouDNS has one record for a name, line and content, and %s at %s has %q already: leave one out",
				zone.TypeString(other.Type), other.Pos, e.Content)
		}
		there[e.identity()] = s
	}
	return why
}

// unheld says what of a set the API cannot hold, and what helps.
func (p *Provider) unheld(k kept, s zone.RRset) string {
	if _, err := ownerName(s.Name, k.origin); err != nil {
		return err.Error() + ": rename it, or ignore it in the zone's settings"
	}
	for rdata := range s.Data.All() {
		text, _, err := content(s.Type, rdata)
		if err != nil {
			return err.Error() + ": change it, or ignore it in the zone's settings"
		}
		if s.Type == dns.TypeTXT && len(text) > p.maxTXT {
			return fmt.Sprintf("the text has %d bytes, and max_txt is %d: shorten it, or raise max_txt if the server takes it",
				len(text), p.maxTXT)
		}
	}
	return ""
}
