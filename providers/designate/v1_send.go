package designate

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// sender is one batch on its way.
type sender struct {
	*v1
	live    providers.Live
	state   *domainState
	changes []zone.Change
	errands []errand      // beside them
	errs    []error       // beside them
	wrote   []bool        // beside them: something of it was done
	stop    error         // why nothing else is sent
	left    time.Duration // of the patience
}

// send carries one batch out: of each set one request after the other, of several sets at once.
func (v *v1) send(ctx context.Context, live providers.Live, b providers.Batch) error {
	w := b.Payload.(errands)
	n := len(b.Changes)
	if w.create {
		if err := v.newDomain(ctx, live.Origin); err != nil {
			return providers.Failed(n, fanout.Outcome(err), err)
		}
		return nil
	}
	if live.ID = v.idOf(live.Ref); live.ID == "" {
		d, err := v.lookUp(ctx, live.Origin)
		if err != nil {
			return providers.Failed(n, providers.NotDone, err)
		}
		live.ID = d.ID
	}
	s := &sender{
		v1: v, live: live, state: stateIn(live), changes: b.Changes, errands: w.each,
		errs: make([]error, n), wrote: make([]bool, n), left: v.patience,
	}
	s.run(ctx)
	return fanout.BatchError(s.errs)
}

func (s *sender) run(ctx context.Context) {
	s.part(ctx, func(e errand) []request { return e.room })
	s.blockHalves()
	s.clear(ctx)
	s.part(ctx, func(e errand) []request { return e.writes })
	s.part(ctx, func(e errand) []request { return e.drops })
	s.compare(ctx)
	s.settle(ctx)
}

// part sends a part of every errand that nothing has stopped.
func (s *sender) part(ctx context.Context, of func(errand) []request) {
	var todo []int
	for i, e := range s.errands {
		if s.errs[i] == nil && len(of(e)) > 0 {
			todo = append(todo, i)
		}
	}
	for i, err := range fanout.Each(ctx, s.parallel, len(todo), func(ctx context.Context, i int) error {
		return s.carryOut(ctx, todo[i], of(s.errands[todo[i]]))
	}) {
		s.fail(todo[i], err)
	}
}

// carryOut sends requests for one change.
func (s *sender) carryOut(ctx context.Context, change int, requests []request) error {
	if s.stop != nil {
		return fanout.Unsent{Err: s.stop}
	}
	for _, r := range requests {
		if err := s.request(ctx, change, r); err != nil {
			return err
		}
		s.wrote[change] = true
	}
	return nil
}

// fail notes what became of a part of a change.
func (s *sender) fail(change int, err error) {
	if s.stop == nil && fanout.StopsAll(err) {
		s.stop = err
	}
	if err != nil && s.wrote[change] {
		err = fanout.Part{Err: err}
	}
	s.errs[change] = err
}

// blockHalves keeps what is to come at a name from being sent when what was to go from there has not gone.
func (s *sender) blockHalves() {
	failed := map[string]error{}
	for i, err := range s.errs {
		if err != nil {
			failed[s.changes[i].Key().Name] = err
		}
	}
	for i, e := range s.errands {
		if err := failed[s.changes[i].Key().Name]; err != nil && s.errs[i] == nil && len(e.room) == 0 {
			s.errs[i] = fanout.Unsent{Err: err}
		}
	}
}
