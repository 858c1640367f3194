package apply

import (
	"context"
	"errors"
	"fmt"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// maxRefused bounds how many refused records are looked for one by one; each costs about 2 log2 n calls.
const maxRefused = 100

// pack sends changes in as many batches as the provider makes of them.
func (r *run) pack(ctx context.Context, changes []zone.Change, try int) error {
	if r.created() {
		return &staleError{}
	}
	batches, err := r.Provider.Batches(r.live, changes)
	var refused *providers.RefusedError
	if errors.As(err, &refused) { // by what has come to light since the plan was made
		return r.bisect(ctx, changes, err)
	}
	if err != nil {
		return err
	}
	for _, b := range batches {
		if r.created() {
			return &staleError{}
		}
		if err := r.settle(ctx, b, try); err != nil {
			return err
		}
	}
	return nil
}

// created tells whether a zone that was missing has just been made: it has a handle now, and needs no SOA any more.
func (r *run) created() bool { return r.live.Missing && r.result.Done() > 0 }

// settle sends one batch and does what its answer asks for, see the table in the package's comment.
func (r *run) settle(ctx context.Context, b providers.Batch, try int) error {
	if ctx.Err() != nil {
		return fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	err := r.send(ctx, b)
	rest, unknown := r.note(b, err)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, providers.ErrPending):
		return err // what a read shows now may be otherwise a moment later
	case unknown, errors.Is(err, providers.ErrConflict):
		return &staleError{err}
	case len(rest) == 0 && len(b.Changes) > 0:
		return nil // all of it is live: what the error tells, verification will find
	case errors.Is(err, providers.ErrTemporary):
		return r.again(ctx, rest, err, try)
	case errors.Is(err, providers.ErrInvalid):
		return r.bisect(ctx, rest, err)
	}
	return err
}

// send is the one place where something is written. A context that ends lets it finish, within the grace period.
func (r *run) send(ctx context.Context, b providers.Batch) error {
	inFlight, cancel := providers.Outlast(ctx, r.Grace)
	defer cancel()
	r.result.Calls += b.Calls
	return r.deliver(inFlight, b)
}

func (r *run) again(ctx context.Context, rest []zone.Change, cause error, try int) error {
	if err := r.wait(ctx, try, cause); err != nil {
		return err
	}
	return r.pack(ctx, rest, try+1)
}

// bisect sends a refused batch in halves, until the refused unit is alone.
func (r *run) bisect(ctx context.Context, rest []zone.Change, cause error) error {
	parts := zone.Units(rest)
	if r.Atomic || len(parts) == 0 { // a zone that is made without records has none that could be guilty
		return cause
	}
	if len(parts) == 1 {
		return r.refuse(parts[0], cause)
	}
	for _, half := range [][][]zone.Change{parts[:len(parts)/2], parts[len(parts)/2:]} {
		var changes []zone.Change
		for _, unit := range half {
			changes = append(changes, unit...)
		}
		if err := r.pack(ctx, changes, 0); err != nil {
			return err
		}
	}
	return nil
}

// refuse tells a unit that the provider does not take, with its place in the zone file.
func (r *run) refuse(unit []zone.Change, cause error) error {
	var refused *providers.RefusedError
	if errors.As(cause, &refused) {
		cause = refused.Err // it tells its place itself
	}
	for _, c := range unit {
		refused = &providers.RefusedError{Set: *c.Set(), Err: cause}
		if i, ok := r.index[c.Key()]; ok {
			r.result.Changes[i].Err = refused
			r.settled++
		}
	}
	r.tell()
	if r.refused = append(r.refused, refused); len(r.refused) > maxRefused {
		return fmt.Errorf("more than %d records refused, the rest is not tried", maxRefused)
	}
	return nil
}

// note keeps the outcomes of a batch and gives those of its changes that are not applied, and whether any may be.
func (r *run) note(b providers.Batch, err error) (rest []zone.Change, unknown bool) {
	for i, o := range outcomes(len(b.Changes), err) {
		if o == providers.NotDone {
			rest = append(rest, b.Changes[i])
		}
		unknown = unknown || o == providers.Unknown
		r.set(b.Changes[i].Key(), o)
	}
	r.touched = r.touched || err == nil || unknown || len(rest) < len(b.Changes)
	r.tell()
	return rest, unknown
}

// outcomes gives what Send's error says of n changes. An error that is no BatchError, or one that does not fit the batch,
// vouches for nothing.
func outcomes(n int, err error) []providers.Outcome {
	var told *providers.BatchError
	switch {
	case err == nil:
		return providers.Failed(n, providers.Done, nil).Outcomes
	case errors.As(err, &told) && len(told.Outcomes) == n:
		return told.Outcomes
	}
	return make([]providers.Outcome, n)
}
