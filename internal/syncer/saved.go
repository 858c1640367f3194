package syncer

import (
	"fmt"
	"slices"

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
	for _, z := range saved.Zones {
		gone := !slices.ContainsFunc(r.Tasks, func(t Task) bool { return t.Origin == z.Zone && t.Account.Name == z.Provider })
		if gone && z.Status != diff.StatusError {
			t := Task{Origin: z.Zone, Path: z.File, Account: Account{Name: z.Provider, Kind: z.Type}}
			t.Err = &MovedError{What: "the zone is not wanted any more"}
			tasks = append(tasks, t)
			moved++
		}
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
	case !slices.EqualFunc(t.document().Changes, z.Changes, sameChange):
		return "the file was altered: its changes are not those that its hash names"
	}
	return ""
}

// sameChange tells whether two changes do the same.
func sameChange(a, b diff.ChangeDoc) bool {
	return a.Op == b.Op && a.Name == b.Name && a.Type == b.Type && a.View == b.View && a.TTL == b.TTL && a.OldTTL == b.OldTTL &&
		slices.Equal(a.Data, b.Data) && slices.Equal(a.OldData, b.OldData)
}
