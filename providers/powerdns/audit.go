package powerdns

import (
	"errors"
	"strings"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// ownerCharacters are all that the API takes in a name, beside a leading "*." (tried on 4.7.3, the same in later code).
const ownerCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-_/."

var errOwner = errors.New("PowerDNS's API takes only letters, digits and - _ / in owner names, and * as the first label only: " +
	"rename it, or ignore it in the zone's settings")

// Audit names the sets whose owner the API refuses.
func (p *Provider) Audit(want zone.Zone) []error {
	var errs []error
	for _, s := range want.Sets {
		name := strings.TrimPrefix(s.Name, "*.")
		if i := strings.IndexFunc(name, func(c rune) bool { return !strings.ContainsRune(ownerCharacters, c) }); i >= 0 {
			errs = append(errs, &providers.RefusedError{Set: s, Err: errOwner})
		}
	}
	return errs
}
