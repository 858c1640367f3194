package tonicdns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Audit names the sets that the server's validators refuse.
func (p *Provider) Audit(want zone.Zone) []error {
	return providers.Refused(want, types, func(s zone.RRset) error {
		if why := unfit(s); why != "" {
			return fmt.Errorf("%s: change it, or ignore it in the zone's settings", why)
		}
		return nil
	})
}

// maxShown bounds what is shown of a record.
const maxShown = 80

// unfit gives the first reason that a set has, behind the record as the zone file spells it.
func unfit(s zone.RRset) string {
	for rdata := range s.Data.All() {
		content, _ := spell(s.Type, rdata)
		if why := fit(ownerName(s.Name), s.Type, content); why != "" {
			text := zone.Text(s.Type, rdata)
			if len(text) > maxShown {
				text = text[:maxShown] + "…"
			}
			return text + ": " + why
		}
	}
	return ""
}

// reachable refuses zones that no call can address, before one reaches another zone.
func reachable(op, origin string) error {
	labels := strings.Split(ownerName(origin), ".")
	for _, l := range labels[1:] {
		if slices.Contains(extensions, l) {
			return refuse(op, origin, fmt.Sprintf("TonicDNS takes the label %q for a file's extension and cuts it out, "+
				"so that a call would reach another zone", l), "TonicDNS cannot manage this zone: name another provider for it")
		}
	}
	if !isName(ownerName(origin)) || labels[0] == "*" {
		return refuse(op, origin, nameRule.breach("name"), "TonicDNS cannot manage this zone: name another provider for it")
	}
	return nil
}
