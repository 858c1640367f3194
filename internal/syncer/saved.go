package syncer

import (
	"fmt"

	"github.com/zonesync/zonesync/diff"
)

// MovedError is a zone whose plan is no longer the one that was saved.
type MovedError struct{ What string }

func (e *MovedError) Error() string { return "not the plan that was saved: " + e.What }

// Hint gives the likely cure.
func (e *MovedError) Hint() string { return "plan again" }

// Keep restricts a round to a saved plan: zones that it does not have, or that were in error then and are not now, are left
// out, and those whose plan is another by now are refused. It tells how many were refused.
func (r *Round) Keep(saved *diff.Document) (moved int) {
	tasks := r.Tasks[:0:0]
	for _, t := range r.Tasks {
		z, ok := find(saved, t)
		if !ok || z.Status == diff.StatusError && t.Err == nil {
			continue
		}
		if what := t.movedSince(z, saved.Revision); t.Err == nil && what != "" {
			t.Err = &MovedError{What: what}
			moved++
		}
		tasks = append(tasks, t)
	}
	r.Tasks = tasks
	return moved
}

func find(saved *diff.Document, t Task) (diff.ZoneDoc, bool) {
	for _, z := range saved.Zones {
		if z.Zone == t.Origin && z.Provider == t.Account.Name {
			return z, true
		}
	}
	return diff.ZoneDoc{}, false
}

// movedSince tells what is not as it was when the plan was saved; "" when nothing.
func (t Task) movedSince(z diff.ZoneDoc, revision string) string {
	switch {
	case t.Err != nil:
		return ""
	case t.revision != revision:
		return fmt.Sprintf("the source is at %.7s, the plan was made at %.7s", t.revision, revision)
	case t.options() != z.Options:
		return "the zone's settings have changed"
	case t.Job.Plan.Fingerprint != z.Fingerprint:
		return "the live zone has changed"
	case t.Job.Plan.Hash != z.Hash:
		return "the zone files have changed"
	}
	return ""
}
