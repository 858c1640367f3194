package designate

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/internal/gate"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// sender is one batch on its way.
type sender struct {
	*v1
	live  providers.Live
	state *domainState
	tasks []task
	units [][]task // of tasks: what is sent together
	width int      // how many of them at once
	stop  error    // why nothing else is sent

	looking gate.Gate // of whoever reads the list, for all that wait
	looked  time.Time // when that was begun, last
}

// task is one change on its way.
type task struct {
	zone.Change
	errand
	sent int // of its requests
	err  error
}

// send carries one batch out: of each unit one request after the other, of several units at once.
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
	s := &sender{v1: v, live: live, state: stateIn(live), width: v.parallel, looking: gate.New()}
	if w.alone {
		s.width = 1
	}
	s.take(b.Changes, w.each)
	s.run(ctx)
	return fanout.BatchError(s.errs())
}

// take makes tasks of changes. Those of a unit stand beside one another in a batch.
func (s *sender) take(changes []zone.Change, errands []errand) {
	for i, c := range changes {
		s.tasks = append(s.tasks, task{Change: c, errand: errands[i]})
	}
	rest := s.tasks
	for _, unit := range zone.Units(changes) {
		s.units = append(s.units, rest[:len(unit)])
		rest = rest[len(unit):]
	}
}

// run drops what is no longer wanted when all that comes is there.
func (s *sender) run(ctx context.Context) {
	s.each(ctx, s.bring)
	s.each(ctx, s.drop)
	s.compare(ctx)
	s.settle(ctx)
}

// each does something with every unit, several at a time or one by one, as long as nothing stops them all.
func (s *sender) each(ctx context.Context, do func(ctx context.Context, unit []task) error) {
	for i, err := range fanout.Each(ctx, s.width, len(s.units), func(ctx context.Context, i int) error {
		if s.stop != nil {
			return s.stop
		}
		return do(ctx, s.units[i])
	}) {
		for j := range s.units[i] {
			if t := &s.units[i][j]; err != nil && t.err == nil && t.sent < t.calls() {
				t.note(fanout.Unsent{Err: err})
			}
		}
	}
	if worst := fanout.Gravest(s.errs()); fanout.StopsAll(worst) {
		s.stop = worst
	}
}

// errs gives what became of each change.
func (s *sender) errs() []error {
	errs := make([]error, len(s.tasks))
	for i, t := range s.tasks {
		errs[i] = t.err
	}
	return errs
}

// drop deletes what is only no longer wanted.
func (s *sender) drop(ctx context.Context, unit []task) error {
	for i := range unit {
		if err := s.carryOut(ctx, &unit[i], unit[i].drops); err != nil {
			return err
		}
	}
	return nil
}

// carryOut sends requests for one change until one fails.
func (s *sender) carryOut(ctx context.Context, t *task, requests []request) error {
	for _, r := range requests {
		if t.err != nil {
			break
		}
		t.note(s.request(ctx, r))
	}
	return t.err
}

// note keeps what became of the next request, or of all that are left.
func (t *task) note(err error) {
	switch {
	case err == nil:
		t.sent++
	case t.sent > 0:
		t.err = fanout.Part{Err: err}
	default:
		t.err = err
	}
}
