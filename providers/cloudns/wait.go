package cloudns

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// await notes a record that an answer does not show as live.
func (s *sender) await(id num, r record) {
	if !r.is(statusActive) {
		s.pending[id] = true
	}
}

// wait looks at the zone until all that was written is live. New records are expected from that place of the list on.
func (s *sender) wait(ctx context.Context, place int) error {
	op := "wait for records of " + s.origin
	for end := time.Now().Add(s.patience); len(s.pending) > 0; {
		if time.Now().After(end) {
			return &providers.APIError{
				Provider: "cloudns", Op: op, Kind: providers.ErrTemporary,
				Message: fmt.Sprintf("%d records are still pending after %s", len(s.pending), s.patience),
			}
		}
		if err := providers.Sleep(ctx, s.poll); err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
		if err := s.look(ctx, place); err != nil {
			return err
		}
	}
	return nil
}

// look strikes out what is live now. It reads the end of the list, and all of it where that does not show every record that
// is looked for: no document tells the order of the list. A record that is gone, or in any other state, does not become live.
func (s *sender) look(ctx context.Context, place int) error {
	records, err := s.tail(ctx, place)
	is := s.states(records)
	if err != nil || len(is) < len(s.pending) {
		records, err = s.records(ctx, s.origin)
		is = s.states(records)
	}
	if err != nil {
		return err
	}
	for id := range s.pending {
		state, there := is[id]
		if !there || state != statusActive && state != statusPending {
			return &providers.APIError{
				Provider: "cloudns", Op: "wait for records of " + s.origin, Kind: providers.ErrConflict,
				Message: fmt.Sprintf("record %d was pending, and is gone instead of active", id),
			}
		}
		if state == statusActive {
			delete(s.pending, id)
		}
	}
	return nil
}

// tail reads the list from a place on.
func (s *sender) tail(ctx context.Context, place int) ([]record, error) {
	c := readZone(s.origin)
	c.params.Set("offset", strconv.Itoa(place))
	c.params.Set("number", "-1")
	page, err := ask[slice[record]](ctx, s.Provider, c)
	return page.Data, err
}

// states gives those of the pending records among these.
func (s *sender) states(records []record) map[num]num {
	is := map[num]num{}
	for _, r := range records {
		if s.pending[r.id()] && r.Status != nil {
			is[r.id()] = *r.Status
		}
	}
	return is
}
