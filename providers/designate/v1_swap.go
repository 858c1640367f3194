package designate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
)

// bring sends what comes. Where something has to make way for it first, the name would be left empty if that ended in between:
// the unit is sent to the end, or not at all.
func (s *sender) bring(ctx context.Context, unit []task) error {
	if len(unit) > 1 {
		if ctx.Err() != nil {
			return fmt.Errorf("stopped: %w", context.Cause(ctx))
		}
		longer, cancel := providers.Outlast(ctx, s.patience+swapTime)
		defer cancel()
		ctx = longer
	}
	err := s.exchange(ctx, unit)
	s.noteEmpty(unit, err)
	return err
}

// exchange deletes what is in the way, and sends what comes as soon as that is gone.
func (s *sender) exchange(ctx context.Context, unit []task) error {
	for i := range unit {
		if err := s.carryOut(ctx, &unit[i], unit[i].room); err != nil {
			return err
		}
	}
	if err := s.clear(ctx, unit); err != nil {
		return err
	}
	for i := range unit {
		if err := s.carryOut(ctx, &unit[i], unit[i].writes); fanout.StopsAll(err) {
			return err
		}
	}
	return nil
}

// noteEmpty keeps in mind a name that is to be filled before any other is emptied. One for which there is no room would only
// hold up what makes some.
func (s *sender) noteEmpty(unit []task, err error) {
	for _, t := range unit {
		err = errors.Join(err, t.err)
	}
	name := unit[0].Key().Name
	switch {
	case err == nil || errors.Is(err, errQuota):
		s.emptied.Delete(name)
	case slices.ContainsFunc(unit, task.madeWay):
		s.emptied.Store(name, true)
	}
}

// madeWay tells whether something was deleted, or may have been, for what comes.
func (t task) madeWay() bool {
	return len(t.room) > 0 && (t.sent > 0 || t.err != nil && fanout.Outcome(t.err) == providers.Unknown)
}
