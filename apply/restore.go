package apply

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// restore puts back, once, the sets that were deleted to make room for others that are not there at the end. Only a provider
// that is not atomic leaves a name so: when it refuses what was to come, or when the run is stopped in between. It is tried
// whatever the run was stopped by, also when ctx has ended, and what is not put back is told.
func (r *run) restore(ctx context.Context, stop error) error {
	if len(r.torn()) == 0 {
		return nil
	}
	longer, cancel := providers.Outlast(ctx, r.Grace)
	defer cancel()
	failed := stop
	if !errors.Is(stop, providers.ErrPending) { // else a look may show what is otherwise a moment later
		_, failed = r.reread(longer)
	}
	lost := r.torn()
	back := map[zone.Key]error{}
	if failed == nil {
		back = r.putBack(longer, lost)
	}
	var errs []error
	for _, l := range lost {
		e := &RestoredError{Set: *l.Old, Unsure: l.unsure, Err: cmp.Or(failed, back[l.Key()])}
		c := &r.result.Changes[r.index[l.Key()]]
		if c.Outcome, c.Err = providers.NotDone, e; e.Err != nil {
			c.Outcome = providers.Unknown
		}
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// torn is a delete of a swap of which nothing else is known to have come to pass.
type torn struct {
	zone.Change
	unsure bool // whether the set is gone, and that nothing has come
}

func (r *run) torn() (out []torn) {
	for _, unit := range zone.Units(r.Plan.Changes()) {
		var gone []torn
		comes, come, unsure := false, false, false
		for _, c := range unit {
			o := r.result.Changes[r.index[c.Key()]].Outcome
			unsure = unsure || o == providers.Unknown
			switch {
			case c.Op() != zone.Delete:
				comes, come = true, come || o == providers.Done
			case o != providers.NotDone:
				gone = append(gone, torn{Change: c})
			}
		}
		for i := range gone {
			gone[i].unsure = unsure
		}
		if comes && !come {
			out = slices.Concat(out, gone)
		}
	}
	return out
}

// putBack is a job of its own, on the zone as it was just read. It gives what sets have failed with.
func (r *run) putBack(ctx context.Context, lost []torn) map[zone.Key]error {
	j, o := r.Job, r.Options
	j.Live, j.Plan, j.Atomic = r.live, diff.Plan{}, false
	o.Grace = 0 // ctx has it
	for _, l := range lost {
		j.Plan.Items = append(j.Plan.Items, diff.Item{Change: zone.Change{New: l.Old}})
	}
	back := newRun(j, o, newMeter(nil, nil))
	back.spent = r.spent
	stop := back.pack(ctx, j.Plan.Changes(), 0)
	r.result.Calls += back.result.Calls
	r.unkept = cmp.Or(r.unkept, back.unkept)
	failed := map[zone.Key]error{}
	for _, c := range back.result.Changes {
		if c.Outcome != providers.Done {
			failed[c.Key()] = cmp.Or(c.Err, stop)
		}
	}
	return failed
}
