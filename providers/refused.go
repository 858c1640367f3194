package providers

import (
	"fmt"

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
