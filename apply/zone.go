package apply

import (
	"context"
	"errors"
	"fmt"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Zone carries one job out. When ctx ends, the batch in flight is finished and no other begins. No two calls may work on
// one zone at the same time.
func Zone(ctx context.Context, j Job, o Options) Result {
	o = o.withDefaults()
	return carryOut(ctx, j, o, newMeter(o.Progress, []Job{j}))
}

func carryOut(ctx context.Context, j Job, o Options, m *meter) Result {
	r := newRun(j, o, m)
	if !j.Idle() {
		err := r.converge(ctx, j.Plan.Changes())
		r.finish(ctx, err)
	}
	return r.result
}

// run is one job while it is carried out.
type run struct {
	Job
	patience
	live    providers.Live   // as last read
	result  Result           // Changes beside Plan.Items
	index   map[zone.Key]int // of the changes that may be sent, in result.Changes
	refused []error
	unkept  error // what the journal could not store
	touched bool  // something was or may have been written
	blind   bool  // the last attempt to read the zone has failed
	meter   *meter
	settled int // changes that are live, or refused for good
	told    int // of these, those that the meter knows of
}

func newRun(j Job, o Options, m *meter) *run {
	r := &run{Job: j, patience: patience{Options: o}, live: j.Live, index: map[zone.Key]int{}, meter: m}
	r.result = Result{Plan: j.Plan, Live: j.Live, Changes: make([]Change, len(j.Plan.Items))}
	for i, it := range j.Plan.Items {
		r.result.Changes[i] = Change{Change: it.Change, Outcome: providers.NotDone}
		if it.Held == "" {
			r.index[it.Key()] = i
		}
	}
	return r
}

// maxRounds bounds how often a zone is read again because what became of a batch is not known.
const maxRounds = 5

// staleError says that live must be read again before anything else is sent. Its cause is nil where that is no failure.
type staleError struct{ cause error }

func (e *staleError) Error() string { return fmt.Sprintf("outcome not known: %v", e.cause) }
func (e *staleError) Unwrap() error { return e.cause }

// converge sends changes, and what is left of them after each read that an uncertain outcome asks for. Its error is what
// stopped it; refused changes do not.
func (r *run) converge(ctx context.Context, todo []zone.Change) error {
	for round := 0; ; round++ {
		err := r.pack(ctx, todo, 0)
		var stale *staleError
		if !errors.As(err, &stale) {
			return err
		}
		if round == maxRounds {
			return fmt.Errorf("read again %d times: %w", round, err)
		}
		if stale.cause != nil { // what was cut off may still be at work at the other end
			if err := r.wait(ctx, round, stale); err != nil {
				return err
			}
		}
		if todo, err = r.replan(ctx); err != nil || len(todo) == 0 {
			return err
		}
	}
}

// finish puts back what an unfinished swap has cost, verifies, and gathers the errors.
func (r *run) finish(ctx context.Context, stop error) {
	var after error
	if r.touched {
		after = r.restore(ctx, stop)
	}
	hopeless := errors.Is(stop, providers.ErrAuth) || errors.Is(stop, providers.ErrPending)
	if r.touched && !r.blind && ctx.Err() == nil && !hopeless {
		after = errors.Join(after, r.verify(ctx, stop))
	}
	r.result.Live = r.live
	errs := append([]error{r.unfinished(stop)}, r.refused...)
	r.result.Err = errors.Join(append(errs, after, r.unkept)...)
}

// unfinished says first how much is not live, where a run was stopped that had begun to write.
func (r *run) unfinished(stop error) error {
	notDone, unknown := r.left()
	if stop == nil || !r.touched || notDone+unknown == 0 {
		return stop
	}
	return &UnfinishedError{NotDone: notDone, Unknown: unknown, Total: len(r.index), Err: stop}
}

// left counts the changes that were to be sent and are not known to be live.
func (r *run) left() (notDone, unknown int) {
	for _, i := range r.index {
		o := r.result.Changes[i].Outcome
		notDone += one(o == providers.NotDone)
		unknown += one(o == providers.Unknown)
	}
	return notDone, unknown
}

func (r *run) set(k zone.Key, o providers.Outcome) {
	i, ok := r.index[k]
	if !ok {
		return
	}
	c := &r.result.Changes[i]
	if c.Err == nil {
		r.settled += one(o == providers.Done) - one(c.Outcome == providers.Done)
	}
	c.Outcome = o
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
