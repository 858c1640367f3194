package rackspace

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Audit names the sets that the API cannot hold.
func (p *Provider) Audit(want zone.Zone) []error {
	return providers.Refused(want, types, unheld)
}

// serviceOwner is what owners of SRV begin with (RFC 2782).
var serviceOwner = regexp.MustCompile(`^_[^.]+\._[^.]+\.`)

// unheld says what of a set the API cannot hold, and what helps.
func unheld(s zone.RRset) error {
	if _, err := ownerName(s.Name); err != nil {
		return fmt.Errorf("%w: rename it, or ignore it in the zone's settings", err)
	}
	if s.Type == dns.TypeSRV && !serviceOwner.MatchString(s.Name) {
		return errors.New("the API wants service and protocol before the name of an SRV, as in _sip._tcp: rename it, or ignore it in the zone's settings")
	}
	hosts := map[string]bool{}
	for rdata := range s.Data.All() {
		host := identity(s.Type, rdata)
		if hosts[host] {
			return fmt.Errorf("to the API a MX is its host, and %s is there twice: leave one out", zone.Text(dns.TypeCNAME, host))
		}
		hosts[host] = true
		if _, _, err := content(s.Type, rdata); err != nil {
			return fmt.Errorf("%w: change it, or ignore it in the zone's settings", err)
		}
	}
	return nil
}
