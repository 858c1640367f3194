package apply

import (
	"context"
	"errors"
	"slices"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// restore puts back, once, the sets that were deleted to make room for others that are not there at the end. Only a provider
// that is not atomic leaves a name so: when it refuses what was to come, or when the run is stopped in between. It is tried
// whatever the run was stopped by, also when ctx has ended, and what is not put back is told.
func (r *run) restore(ctx context.Context, stop error) error {
	lost := r.lost()
	if len(lost) == 0 {
		return nil
	}
	outcome := providers.NotDone // of the deletes, in the end
	var failed error
	if r.blind || errors.Is(stop, providers.ErrPending) {
		failed = stop // nothing can be sent without a look at what is there
	} else {
		longer, cancel := providers.Outlast(ctx, r.Grace)
		defer cancel()
		failed = r.putBack(longer, lost)
	}
	if failed != nil {
		outcome = providers.Unknown
	}
	var errs []error
	for _, c := range lost {
		e := &RestoredError{Set: *c.New, Err: failed}
		i := r.index[c.Key()]
		r.result.Changes[i].Outcome, r.result.Changes[i].Err = outcome, e
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// lost gives the creates that undo deletes of swaps of which nothing else has come to pass.
func (r *run) lost() []zone.Change {
	var out []zone.Change
	for _, unit := range zone.Units(r.Plan.Changes()) {
		var gone []zone.Change
		creates, missing := 0, 0
		for _, c := range unit {
			o := r.result.Changes[r.index[c.Key()]].Outcome
			switch {
			case c.Op() == zone.Delete && o == providers.Done:
				gone = append(gone, zone.Change{New: c.Old})
			case c.Op() != zone.Delete:
				creates++
				missing += one(o == providers.NotDone)
			}
		}
		if creates > 0 && missing == creates {
			out = slices.Concat(out, gone)
		}
	}
	return out
}

// putBack needs a fresh look, as handles have changed with the deletes.
func (r *run) putBack(ctx context.Context, lost []zone.Change) error {
	live, err := r.read(ctx)
	if err != nil {
		return err
	}
	r.live = live
	batches, err := r.Provider.Batches(live, lost)
	for _, b := range batches {
		err = errors.Join(err, r.send(ctx, b))
	}
	return err
}
