package apply

import (
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

// UnfinishedError is a run that was stopped in the middle.
type UnfinishedError struct {
	NotDone, Unknown int // changes that are not live, and those that may be
	Total            int // changes that were to be sent
	Err              error
}

func (e *UnfinishedError) Error() string {
	told := fmt.Sprintf("%d of %d changes are not applied", e.NotDone, e.Total)
	switch {
	case e.NotDone == 0:
		told = fmt.Sprintf("it is not known whether %d of %d changes are applied", e.Unknown, e.Total)
	case e.Unknown > 0:
		told += fmt.Sprintf(", %d unknown", e.Unknown)
	}
	return told + ": " + e.Err.Error()
}

// Unwrap gives what stopped the run.
func (e *UnfinishedError) Unwrap() error { return e.Err }

// RestoredError is an RRset that was deleted to make room for another, which is then not there. Err is nil when it was put
// back.
type RestoredError struct {
	Set    zone.RRset
	Unsure bool // it may be there still, or the other may be
	Err    error
}

func (e *RestoredError) Error() string {
	switch {
	case e.Err == nil:
		return fmt.Sprintf("%s: put back, because what was to take its place is not there", e.Set.Key)
	case e.Unsure:
		return fmt.Sprintf("%s: was to make room, and it is not known whether it or what takes its place is there: %v", e.Set.Key, e.Err)
	}
	return fmt.Sprintf("%s: was deleted to make room for what is not there now, and is not put back: %v", e.Set.Key, e.Err)
}

// Unwrap gives what kept the set from being put back.
func (e *RestoredError) Unwrap() error { return e.Err }

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
