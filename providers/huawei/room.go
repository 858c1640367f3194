package huawei

import (
	"context"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// create creates sets, each when nothing that goes bars it any more: until then the service refuses it. Those for which something
// does not go fail, and hold nothing else back.
func (s *sender) create(ctx context.Context, at []int) (stop error) {
	free, waiting := s.room(at, s.going())
	stop = s.createFree(ctx, free)
	if stop == nil && len(waiting) > 0 {
		waiting, stop = s.createLate(ctx, waiting)
	}
	if stop != nil {
		s.fail(waiting, fanout.Unsent{Err: stop})
	}
	return stop
}

// createFree creates sets that nothing bars.
func (s *sender) createFree(ctx context.Context, at []int) (stop error) {
	_ = s.carry(ctx, zone.Create, at)
	if err := s.compare(ctx, at); fanout.StopsAll(err) {
		return err
	}
	return nil
}

// createLate looks at what goes, and creates what has become free, until nothing waits any more. What is left when it has to stop
// is yet to be told of.
func (s *sender) createLate(ctx context.Context, waiting []int) (left []int, stop error) {
	op := "wait for names of " + s.live.Origin
	look := func() (bool, error) {
		going, whole, err := s.stillGoing(ctx, op)
		if err != nil || !whole {
			return false, err
		}
		var free []int
		free, waiting = s.room(waiting, going)
		stop = s.createFree(ctx, free)
		return stop != nil || len(waiting) == 0, nil
	}
	soon := providers.Poll{First: s.poll / 4, Longest: max(s.poll, maxPoll), Patience: s.patience} // until then there is nothing at the name
	_, err := soon.Until(ctx, look)
	if err != nil || stop != nil || len(waiting) == 0 {
		return waiting, fanout.Gravest([]error{stop, err})
	}
	s.fail(waiting, fanout.Unsent{Err: &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrTemporary, Message: "what was deleted is still there after " + s.patience.String(),
	}})
	return nil, nil
}

// room parts what is to come: what is free, and what has to wait for something that goes.
func (s *sender) room(at []int, going places) (free, waiting []int) {
	for _, i := range at {
		if _, barred := going.barring(s.changes[i].Key()); barred {
			waiting = append(waiting, i)
			continue
		}
		free = append(free, i)
	}
	return free, waiting
}

// going gives what was deleted by this batch, or before it.
func (s *sender) going() places {
	out := places{}
	for i, c := range s.changes {
		if c.New == nil && s.errs[i] == nil {
			out.add(c.Key())
		}
	}
	for k := range s.kept.leaving {
		out.add(k)
	}
	return out
}

// stillGoing gives what has not gone yet, and tells whether that is all of it.
func (s *sender) stillGoing(ctx context.Context, op string) (out places, whole bool, err error) {
	sets, whole, err := s.inState(ctx, op, s.live, statusPendingDelete, func(zone.Key) bool { return true })
	out = places{}
	for _, set := range sets {
		out.add(set.Key)
	}
	return out, whole, err
}
