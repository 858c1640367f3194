package rackspace

import (
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Audit names the sets that the API cannot hold.
func (p *Provider) Audit(want zone.Zone) []error {
	var errs []error
	for _, s := range want.Sets {
		if !slices.Contains(types, s.Type) {
			continue // the caller tells
		}
		if err := unheld(s); err != nil {
			errs = append(errs, &providers.RefusedError{Set: s, Err: err})
		}
	}
	return errs
}

// unheld says what of a set the API cannot hold, and what helps.
func unheld(s zone.RRset) error {
	if _, err := ownerName(s.Name); err != nil {
		return fmt.Errorf("%w: rename it, or ignore it in the zone's settings", err)
	}
	for rdata := range s.Data.All() {
		if _, _, err := content(s.Type, rdata); err != nil {
			return fmt.Errorf("%w: change it, or ignore it in the zone's settings", err)
		}
	}
	return nil
}
