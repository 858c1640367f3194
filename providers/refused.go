package providers

import (
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/zone"
)

// RefusedError is an RRset that the provider does not take.
type RefusedError struct {
	Set zone.RRset
	Err error // the provider's words, or what its API cannot hold, and the cure
}

func (e *RefusedError) Error() string {
	if at := e.Set.Pos.String(); at != "" {
		return fmt.Sprintf("%s: %s: %v", at, e.Set.Key, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.Set.Key, e.Err)
}

// Unwrap gives the provider's error.
func (e *RefusedError) Unwrap() error { return e.Err }

// Refused gives a *RefusedError for each set of a zone that cannot be held. Of types that the provider does not have at all the
// plan tells by itself.
func Refused(want zone.Zone, types []uint16, unheld func(zone.RRset) error) (errs []error) {
	for _, s := range want.Sets {
		if !slices.Contains(types, s.Type) {
			continue
		}
		if err := unheld(s); err != nil {
			errs = append(errs, &RefusedError{Set: s, Err: err})
		}
	}
	return errs
}
