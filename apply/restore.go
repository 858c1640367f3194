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
	lost := r.torn(r.Live.Records)
	if len(lost) == 0 {
		return nil
	}
	longer, cancel := providers.Outlast(ctx, r.Grace)
	defer cancel()
	failed := stop
	if !errors.Is(stop, providers.ErrPending) { // else a look may show what is otherwise a moment later
		_, failed = r.reread(longer)
	}
	if failed == nil {
		if lost = r.torn(r.live.Records); len(lost) > 0 {
			r.putBack(longer, lost)
		}
	}
	var errs []error
	for _, e := range lost {
		e.Err = cmp.Or(e.Err, failed)
		c := &r.result.Changes[r.index[e.Set.Key]] // the delete
		if c.Outcome, c.Err = providers.NotDone, e; e.Err != nil {
			c.Outcome = providers.Unknown
		}
		errs = append(errs, e)
	}
	return errors.Join(errs...)
}

// torn gives the deletes of swaps of which nothing else is known to have come to pass, where the zone is so. What has come in
// part has come: nothing could be put back beside it.
func (r *run) torn(now zone.Zone) (out []*RestoredError) {
	for _, unit := range zone.Units(r.Plan.Changes()) {
		var gone []*RestoredError
		comes, come, unsure := false, false, false
		for _, c := range unit {
			o := r.result.Changes[r.index[c.Key()]].Outcome
			unsure = unsure || o == providers.Unknown
			switch {
			case c.Op() != zone.Delete:
				_, there := now.Find(c.Key())
				comes, come = true, come || o == providers.Done || there && c.Op() == zone.Create
			case o != providers.NotDone:
				gone = append(gone, &RestoredError{Set: *c.Old})
			}
		}
		for _, e := range gone {
			e.Unsure = unsure
		}
		if comes && !come {
			out = slices.Concat(out, gone)
		}
	}
	return out
}

// putBack notes with each set what it has failed with. It is a job of its own, on the zone as it was just read.
func (r *run) putBack(ctx context.Context, lost []*RestoredError) {
	j, o := r.Job, r.Options
	j.Live, j.Plan, j.Atomic = r.live, diff.Plan{}, false
	o.Grace = 0 // ctx has it
	for _, e := range lost {
		j.Plan.Items = append(j.Plan.Items, diff.Item{Change: zone.Change{New: &e.Set}})
	}
	back := newRun(j, o, newMeter(nil, nil))
	back.spent = r.spent
	back.tryAll(ctx)
	r.result.Calls += back.result.Calls
	r.unkept = cmp.Or(r.unkept, back.unkept)
	for i, c := range back.result.Changes {
		if lost[i].Unsure = c.Outcome == providers.Unknown; c.Outcome != providers.Done {
			lost[i].Err = c.Err
		}
	}
}

// tryAll sends all changes; where something stops that which may be about some of them only, such as a quota, it sends each of the
// others alone. Every change that is not done has an error then. What an answer has left unknown is looked at.
func (r *run) tryAll(ctx context.Context) {
	stop := r.pack(ctx, r.Plan.Changes(), 0)
	for i := range r.result.Changes {
		c := &r.result.Changes[i]
		if c.Outcome == providers.NotDone && c.Err == nil && !concernsAll(stop) {
			stop = cmp.Or(r.pack(ctx, []zone.Change{c.Change}, 0), stop)
		}
	}
	if slices.ContainsFunc(r.result.Changes, func(c Change) bool { return c.Outcome == providers.Unknown }) {
		live, err := r.read(ctx)
		for i := range r.result.Changes {
			if c := &r.result.Changes[i]; err == nil && c.Outcome == providers.Unknown {
				c.Outcome = live.Outcome(c.Change)
			}
		}
	}
	for i := range r.result.Changes {
		r.result.Changes[i].Err = cmp.Or(r.result.Changes[i].Err, stop)
	}
}

// concernsAll tells whether an error leaves no hope for another change.
func concernsAll(err error) bool {
	var stale *staleError
	return errors.As(err, &stale) || slices.ContainsFunc(
		[]error{providers.ErrTemporary, providers.ErrAuth, providers.ErrPending, providers.ErrProtocol, context.Canceled, context.DeadlineExceeded},
		func(kind error) bool { return errors.Is(err, kind) })
}
