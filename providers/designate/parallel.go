package designate

import (
	"context"
	"errors"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// each carries out n tasks, so many at once as the settings say, and gives their errors. After an error that the others would
// get, too, no other task begins; what was begun is finished.
func (c *client) each(ctx context.Context, n int, do func(ctx context.Context, i int) error) []error {
	errs := make([]error, n)
	var cause atomic.Pointer[error]
	var g errgroup.Group
	g.SetLimit(max(c.parallel, 1))
	for i := range n {
		g.Go(func() error {
			if stop := cause.Load(); stop != nil {
				errs[i] = unsentError{*stop}
				return nil
			}
			if errs[i] = do(ctx, i); stopsAll(errs[i]) {
				cause.CompareAndSwap(nil, &errs[i])
			}
			return nil
		})
	}
	_ = g.Wait() // no task returns an error
	return errs
}

// stopsAll tells whether an error is about more than the one request that it came of.
func stopsAll(err error) bool { return gravity(err) >= gravityOfAll }

// The gravity of errors: a batch tells its gravest, which decides what is done next.
const (
	gravityOfNone = iota
	gravityOfOne  // the service does not take this one
	gravityOfRead // somebody else wrote
	gravityOfAll  // wait, before anything else
	gravityOfStop // whatever is sent comes to nothing
)

func gravity(err error) int {
	switch {
	case err == nil:
		return gravityOfNone
	case errors.Is(err, providers.ErrInvalid):
		return gravityOfOne
	case errors.Is(err, providers.ErrConflict):
		return gravityOfRead
	case errors.Is(err, providers.ErrTemporary):
		return gravityOfAll
	}
	return gravityOfStop
}

// unsentError is that of a change for which nothing was sent, because of what became of another.
type unsentError struct{ error }

func (e unsentError) Unwrap() error { return e.error }

// partError is that of a change of which a part is done.
type partError struct{ error }

func (e partError) Unwrap() error { return e.error }

// outcome tells what became of a change. Of two marks the outer one is its own, and the inner one that of its cause: nothing was
// sent for what was stopped by a change that is done in part.
func outcome(err error) providers.Outcome {
	if err == nil {
		return providers.Done
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e.(type) {
		case unsentError:
			return providers.NotDone
		case partError:
			return providers.Unknown
		}
	}
	if httpapi.NotApplied(err) {
		return providers.NotDone
	}
	return providers.Unknown
}

// batchError makes Send's error of those of a batch's changes, nil where all of them are done.
func batchError(errs []error) error {
	told := &providers.BatchError{Outcomes: make([]providers.Outcome, len(errs))}
	for i, err := range errs {
		told.Outcomes[i] = outcome(err)
		if gravity(err) > gravity(told.Err) {
			told.Err = err
		}
	}
	if told.Err == nil {
		return nil
	}
	return told
}
