package huawei

import (
	"context"
	"slices"

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

// createLate looks at what goes, and creates what has become free, until nothing waits any more for what may still go. What is left
// when it has to stop is yet to be told of.
func (s *sender) createLate(ctx context.Context, waiting []int) (left []int, stop error) {
	op := "wait for names of " + s.live.Origin
	var going []keyedSet // what keeps the waiting from coming
	whole := false
	look := func() (done bool, err error) {
		if going, whole, err = s.inState(ctx, op, s.live, statusPendingDelete, func(zone.Key) bool { return true }); err != nil || !whole {
			return false, err
		}
		var free []int
		free, waiting = s.room(waiting, placesOf(going))
		going = s.barring(going, waiting)
		stop = s.createFree(ctx, free)
		return stop != nil || !slices.ContainsFunc(going, s.mayGo), nil
	}
	soon := providers.Poll{First: s.poll / 4, Longest: max(s.poll, maxPoll), Patience: s.patience} // until then there is nothing at the name
	_, err := soon.Until(ctx, look)
	if err != nil || stop != nil || len(waiting) == 0 {
		return waiting, fanout.Gravest([]error{stop, err})
	}
	kind := providers.ErrTemporary // of more than a page that goes, where nothing is known of these
	if whole {
		kind = providers.ErrInvalid // or all else would wait for it, too
		for _, set := range going {
			s.stuck.Store(set.ID, true)
		}
	}
	s.fail(waiting, fanout.Unsent{Err: s.stillThere(op, kind)})
	return nil, nil
}

// stillThere makes the error of what comes where something has been deleted and does not go.
func (s *sender) stillThere(op string, kind error) error {
	return &providers.APIError{
		Provider: kindName, Op: op, Kind: kind, Message: "what was deleted is still there after " + s.patience.String(),
		Hint: "it is PENDING_DELETE: look at it in the console, and ask the service's support if it stays so",
	}
}

// mayGo tells whether a set that is being deleted is worth waiting for. One that was once waited for in vain is only looked at.
func (p *Provider) mayGo(set keyedSet) bool {
	_, stuck := p.stuck.Load(set.ID)
	return !stuck
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
	for _, set := range s.kept.leaving {
		out.add(set.Key)
	}
	return out
}

// barring gives those of some sets that keep a change from coming.
func (s *sender) barring(sets []keyedSet, waiting []int) []keyedSet {
	come := places{}
	for _, i := range waiting {
		come.add(s.changes[i].Key())
	}
	return slices.DeleteFunc(sets, func(set keyedSet) bool {
		_, bars := come.barring(set.Key)
		return !bars
	})
}

func placesOf(sets []keyedSet) places {
	out := places{}
	for _, set := range sets {
		out.add(set.Key)
	}
	return out
}
