package huawei

import (
	"errors"
	"fmt"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// maxValues is how many records a set has at most.
const maxValues = 50

// Audit names the sets that the API cannot hold.
func (p *Provider) Audit(want zone.Zone) []error {
	return providers.Refused(want, types, unheld)
}

// unheld says what of a set the API cannot hold, and what helps.
func unheld(s zone.RRset) error {
	const rename = "rename it, or ignore it in the zone's settings"
	if _, err := ownerName(s.Name); err != nil {
		return fmt.Errorf("%w: %s", err, rename)
	}
	switch star := strings.LastIndexByte(s.Name, '*'); {
	case star > 0 || star == 0 && s.Name[1] != '.':
		return errors.New("the API takes a * as the first label only: " + rename)
	case star == 0 && s.Type == dns.TypeNS:
		return errors.New("the API takes no NS at a wildcard: " + rename)
	case s.Data.Len() > maxValues:
		return fmt.Errorf("the API takes no more than %d records in a set, and there are %d: leave some out", maxValues, s.Data.Len())
	}
	for rdata := range s.Data.All() {
		if _, err := content(s.Type, rdata); err != nil {
			return fmt.Errorf("%w: change it, or ignore it in the zone's settings", err)
		}
	}
	return nil
}
