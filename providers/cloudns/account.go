package cloudns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// account tells what became of the changes of a batch that failed. What a bulk call has done that was refused is not
// documented, so the zone is read; a lost answer may still be at work, and is left to the caller.
func (s *sender) account(ctx context.Context, live providers.Live, b providers.Batch, err error) error {
	n := len(b.Changes)
	switch {
	case !s.asked, !s.wrote && nothingDone(err):
		return providers.Failed(n, providers.NotDone, err)
	case !answered(err):
		return providers.Failed(n, providers.Unknown, err)
	}
	now, failed := s.Fetch(ctx, live.Ref)
	if failed != nil {
		return providers.Failed(n, providers.Unknown, err)
	}
	told := &providers.BatchError{Err: err}
	for _, c := range b.Changes {
		told.Outcomes = append(told.Outcomes, now.Outcome(c))
	}
	if !slices.ContainsFunc(told.Outcomes, func(o providers.Outcome) bool { return o != providers.Done }) {
		return nil
	}
	told.Err = explainClash(now, b.Changes, err)
	return told
}

// explainClash knows a duplicate that no plan can do away with: a record of another type with the same content, which the
// server does not tell apart. What a plan takes away is no such thing, as it is in one batch with what comes for it.
func explainClash(now providers.Live, changes []zone.Change, err error) error {
	var e *providers.APIError
	if !errors.Is(err, errDuplicate) || !errors.As(err, &e) {
		return err
	}
	k := now.Private.(kept)
	there := k.occupants()
	for _, w := range k.entriesOf(changes, func(c zone.Change) *zone.RRset { return c.New }) {
		if o, ok := there[w.identity()]; ok && o.rrtype != w.Type {
			e.Kind, e.Hint = providers.ErrInvalid, fmt.Sprintf("ClouDNS has one record for a name, line and content, and %s has "+
				"%q already", o.name, w.Content)
			return e
		}
	}
	return err
}

// occupant is a record that is in the way of its like.
type occupant struct{ name, rrtype string }

func (k kept) occupants() map[identity]occupant {
	there := map[identity]occupant{}
	for i, name := range k.left {
		there[i] = occupant{name: name}
	}
	for key, rows := range k.rows {
		for _, r := range rows {
			there[r.identity()] = occupant{key.String(), r.Type}
		}
	}
	return there
}

// unsplit takes care that what was refused is not sent in halves, one of which would only delete: an error of no kind stops
// the caller.
func unsplit(err error) error {
	var e *providers.APIError
	if errors.As(err, &e) && errors.Is(err, providers.ErrInvalid) {
		e.Kind = nil
		e.Hint = cmp.Or(e.Hint, "it is a record that changes its type, and stays what it was: take it out of the zone file in "+
			"one plan, and bring it back with its new type in the next")
	}
	return err
}
