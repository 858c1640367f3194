package designate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// The service takes a delete at once, and lists the record until its name servers have been told. Until then it stands in the
// way of a CNAME and of the same data.

// errLingers is the cause of what a deleted record keeps from being done.
var errLingers = errors.New("a deleted record is still in the way: the service has not yet told its name servers")

// clear waits until nothing that was deleted at a unit's name is in the way of what comes there.
func (s *sender) clear(ctx context.Context, unit []task) error {
	if !slices.ContainsFunc(unit, func(t task) bool { return len(t.writes) > 0 }) {
		return nil
	}
	name := unit[0].Key().Name
	return s.awaitGone(ctx, func(_, owner string) bool { return owner == name })
}

// settle waits until nothing that this batch has deleted is listed any more, so that whoever reads next sees the zone as it
// will be. A service that takes longer has accepted the deletes none the less: they are done.
func (s *sender) settle(ctx context.Context) {
	if s.stop != nil {
		return
	}
	dropped := map[string]bool{}
	for _, t := range s.tasks {
		for _, r := range slices.Concat(t.room, t.drops) {
			dropped[r.id] = true
		}
	}
	if err := s.awaitGone(ctx, func(record, _ string) bool { return dropped[record] }); err != nil {
		s.log.WarnContext(ctx, "deleted records are still listed", "zone", s.live.Origin, "error", err.Error())
	}
}

// awaitGone waits until some records that were deleted are no longer listed. Patience with a record begins with its delete: one
// that was waited for in vain is looked at once more, and not waited for again by what is put back in its place.
func (s *sender) awaitGone(ctx context.Context, some func(record, owner string) bool) error {
	last := s.lingersSince(s.live.ID, some)
	if last.IsZero() {
		return nil
	}
	since := time.Now()
	gone, err := s.polling(s.patience-since.Sub(last)).Until(ctx, func() (bool, error) {
		err := s.look(ctx, since)
		since = time.Now()
		return s.lingersSince(s.live.ID, some).IsZero(), err
	})
	if err == nil && !gone {
		err = s.lingering()
	}
	return err
}

// look reads the list, unless another one that waits has begun to since then: one look does for all.
func (s *sender) look(ctx context.Context, since time.Time) error {
	leave, err := s.looking.Enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if s.looked.After(since) {
		return nil
	}
	s.looked = time.Now()
	_, _, err = s.records(ctx, s.live.Origin, s.live.ID)
	return err
}

func (s *sender) lingering() error {
	return &providers.APIError{
		Provider: kindName, Op: "write domain " + s.live.Origin, Kind: providers.ErrTemporary, Err: errLingers,
		Message: fmt.Sprintf("%v for %s", errLingers, s.patience),
		Hint:    "ask the cloud's operator whether the name servers of the pool are reachable",
	}
}
