// Package fanout sends the changes of a batch several at a time, and tells what became of each. It is for APIs whose requests
// carry one change each, and knows none of them.
package fanout

import (
	"context"
	"errors"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// Each carries out n tasks, so many at once, and gives their errors. After an error that the others would get, too, no other
// task begins; what was begun is finished.
func Each(ctx context.Context, parallel, n int, do func(ctx context.Context, i int) error) []error {
	errs := make([]error, n)
	var cause atomic.Pointer[error]
	var g errgroup.Group
	g.SetLimit(max(parallel, 1))
	for i := range n {
		g.Go(func() error {
			if stop := cause.Load(); stop != nil {
				errs[i] = Unsent{*stop}
				return nil
			}
			if errs[i] = do(ctx, i); StopsAll(errs[i]) {
				cause.CompareAndSwap(nil, &errs[i])
			}
			return nil
		})
	}
	_ = g.Wait() // no task returns an error
	return errs
}

// StopsAll tells whether an error is about more than the one request that it came of.
func StopsAll(err error) bool { return gravity(err) >= gravityOfAll }

// OnlyRefused tells whether an error is about nothing but changes that the service does not take.
func OnlyRefused(err error) bool { return gravity(err) == gravityOfOne }

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

// Unsent is the error of a change for which nothing was sent, or of which it is known otherwise that it is not done.
type Unsent struct{ Err error }

func (e Unsent) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e Unsent) Unwrap() error { return e.Err }

// Part is the error of a change of which a part is done.
type Part struct{ Err error }

func (e Part) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e Part) Unwrap() error { return e.Err }

// Outcome tells what became of a change. Of two marks the outer one is its own, and the inner one that of its cause: nothing was
// sent for what was stopped by a change that is done in part.
func Outcome(err error) providers.Outcome {
	if err == nil {
		return providers.Done
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		switch e.(type) {
		case Unsent:
			return providers.NotDone
		case Part:
			return providers.Unknown
		}
	}
	if httpapi.NotApplied(err) {
		return providers.NotDone
	}
	return providers.Unknown
}

// BatchError makes Send's error of those of a batch's changes, nil where all of them are done.
func BatchError(errs []error) error {
	worst := Gravest(errs)
	if worst == nil {
		return nil
	}
	told := &providers.BatchError{Outcomes: make([]providers.Outcome, len(errs)), Err: worst}
	for i, err := range errs {
		told.Outcomes[i] = Outcome(err)
	}
	return told
}

// Gravest gives the error that decides what is done next, nil where there is none.
func Gravest(errs []error) (worst error) {
	for _, err := range errs {
		if gravity(err) > gravity(worst) {
			worst = err
		}
	}
	return worst
}
