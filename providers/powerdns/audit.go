package powerdns

import (
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/zone"
)

// ownerCharacters are all that the API takes in a name, beside a leading "*." (tried on 4.7.3, the same in later code).
const ownerCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-_/."

// Audit names the sets whose owner the API refuses.
func (p *Provider) Audit(want zone.Zone) []error {
	var errs []error
	for _, s := range want.Sets {
		name := strings.TrimPrefix(s.Name, "*.")
		if i := strings.IndexFunc(name, func(c rune) bool { return !strings.ContainsRune(ownerCharacters, c) }); i >= 0 {
			errs = append(errs, fmt.Errorf("%s: %s: PowerDNS's API takes only letters, digits and - _ / in owner names, "+
				"and * as the first label only: rename it, or ignore it in the zone's settings", s.Pos, s.Key))
		}
	}
	return errs
}
