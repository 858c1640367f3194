package apply

import (
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

// RefusedError is an RRset that the provider does not take.
type RefusedError struct {
	Set zone.RRset
	Err error // the provider's words
}

func (e *RefusedError) Error() string {
	if at := e.Set.Pos.String(); at != "" {
		return fmt.Sprintf("%s: %s: %v", at, e.Set.Key, e.Err)
	}
	return fmt.Sprintf("%s: %v", e.Set.Key, e.Err)
}

// Unwrap gives the provider's error.
func (e *RefusedError) Unwrap() error { return e.Err }

// MovedError is a difference that came up while a plan was carried out and that the plan does not hold: somebody else
// writes to the zone.
type MovedError struct{ Change zone.Change }

func (e *MovedError) Error() string {
	return "the zone moved while the plan was applied: now also " + describe(e.Change)
}

// ResidualError says that the zone, read again, is not what was reported as done.
type ResidualError struct{ Items []diff.Item }

// shownResidual bounds the length of the message.
const shownResidual = 5

func (e *ResidualError) Error() string {
	var b strings.Builder
	b.WriteString("read again after applying, the zone still differs: ")
	for i, it := range e.Items {
		if i == shownResidual {
			fmt.Fprintf(&b, "; and %d more", len(e.Items)-i)
			break
		}
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(describe(it.Change))
	}
	return b.String()
}

func describe(c zone.Change) string { return c.Op().String() + " " + c.Key().String() }
