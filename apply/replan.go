package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// replan reads the zone again and gives what is left of the plan. A difference that the plan did not hold is a
// *MovedError: nobody has seen it, and no guard has weighed it.
func (r *run) replan(ctx context.Context) ([]zone.Change, error) {
	plan, err := r.reread(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading again what became of a batch: %w", err)
	}
	var todo []zone.Change
	for _, it := range plan.Items {
		i, ok := r.index[it.Key()]
		switch {
		case !ok || !covers(r.result.Changes[i].Change, it.Change):
			return nil, &MovedError{Change: it.Change}
		case it.Held == "" && r.result.Changes[i].Err == nil:
			todo = append(todo, it.Change)
		}
	}
	if !slices.ContainsFunc(todo, func(c zone.Change) bool { return !onlySerial(c) }) {
		return nil, nil // a serial is raised for the sake of other changes only
	}
	return todo, nil
}

// reread reads the zone, plans again with the same input, and corrects the outcome of every change by what it finds. The
// plan it gives lacks what the job's plan held.
func (r *run) reread(ctx context.Context) (diff.Plan, error) {
	live, err := r.read(ctx)
	if err != nil {
		return diff.Plan{}, err
	}
	in := over(r.Input, live)
	in.Missing = r.Input.Missing // SOA and apex NS stay a part of the plan that creates a zone
	plan, err := compute(in)
	if err != nil {
		return diff.Plan{}, err
	}
	r.live = live
	plan.Items = slices.DeleteFunc(plan.Items, r.heldBefore)
	left := make(map[zone.Key]bool, len(plan.Items))
	for _, it := range plan.Items {
		left[it.Key()] = !onlySerial(it.Change) // or a zone that is created lacks its SOA as long as it lacks anything
	}
	for k, i := range r.index {
		r.set(k, r.found(r.result.Changes[i].Change, left[k]))
	}
	r.tell()
	return plan, nil
}

// found gives the outcome of a change by the zone as it was read again, where left says that a new plan has its key.
func (r *run) found(c zone.Change, left bool) providers.Outcome {
	if onlySerial(c) { // a new plan raises it again whenever anything is left
		now, ok := r.live.Records.Find(c.Key())
		left = !ok || now.Data == c.Old.Data
	}
	if left {
		return providers.NotDone
	}
	return providers.Done
}

// read fetches the zone, which may still be missing where it was to be created.
func (r *run) read(ctx context.Context) (providers.Live, error) {
	ref := r.live.Ref
	if r.live.Missing {
		ref.ID = ""
	}
	r.result.Calls++
	live, err := r.fetch(ctx, r.Provider, ref)
	if r.live.Missing && errors.Is(err, providers.ErrNotFound) {
		live, err = r.live, nil
	}
	r.blind = err != nil
	return live, err
}

func (r *run) heldBefore(it diff.Item) bool {
	if _, ours := r.index[it.Key()]; ours {
		return false
	}
	return slices.ContainsFunc(r.Plan.Items, func(p diff.Item) bool { return p.Key() == it.Key() })
}

// compute plans again in the middle of a job. The guard has weighed the whole plan, and weighing the rest of it anew would
// make no sense, so it is lifted, for this plan only: the caller sends nothing that the first plan did not hold. Deletes
// on an unproven read stay held.
func compute(in diff.Input) (diff.Plan, error) {
	p, err := diff.Compute(in)
	held := slices.ContainsFunc(p.Items, func(it diff.Item) bool { return it.Held != "" })
	if err != nil || !held || in.Unproven != "" {
		return p, err
	}
	in.Allow = diff.Allow{Release: p.Hash}
	return diff.Compute(in)
}
