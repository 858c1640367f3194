package designate

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// The names that the API asks of some types (designate/schema/format.py).
var (
	serviceOwner = regexp.MustCompile(`^_[^.]+\._[^.]+\.[^.]`)
	reverseOwner = regexp.MustCompile(`^(?:(?:\d{1,3}\.){4}in-addr|(?:[0-9a-f]\.){32}ip6)\.arpa\.$`)
)

// v1Unheld says what of a set the API cannot hold, and what helps.
func v1Unheld(s zone.RRset) error {
	const cure = "change it, or ignore it in the zone's settings"
	switch {
	case !isHostName(s.Name):
		return fmt.Errorf("%w: rename it, or ignore it in the zone's settings", errOwner)
	case s.Type == dns.TypeSRV && !serviceOwner.MatchString(s.Name):
		return errors.New("the API wants service and protocol before the name of an SRV, as in _sip._tcp: rename it, or ignore it in the zone's settings")
	case s.Type == dns.TypePTR && !reverseOwner.MatchString(s.Name):
		return errors.New("the API wants a PTR at the reverse name of a whole address: " + cure)
	}
	for rdata := range s.Data.All() {
		if _, _, err := v1Content(s.Type, rdata); err != nil {
			return fmt.Errorf("%w: %s", err, cure)
		}
	}
	return nil
}
