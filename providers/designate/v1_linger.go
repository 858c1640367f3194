package designate

import (
	"context"
	"errors"
	"fmt"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
)

// The service takes a delete at once, and lists the record until its name servers have been told. Until then it stands in the
// way of a CNAME and of the same data.

// errLingers is the cause of what a deleted record keeps from being done.
var errLingers = errors.New("a deleted record is still in the way: the service has not yet told its name servers")

// clear waits until nothing that was deleted is in the way of what comes.
func (s *sender) clear(ctx context.Context) {
	comes := map[string]bool{}
	for i, e := range s.errands {
		comes[s.changes[i].Key().Name] = s.errs[i] == nil && len(e.writes) > 0 || comes[s.changes[i].Key().Name]
	}
	err := s.awaitGone(ctx, func(_, owner string) bool { return comes[owner] })
	if err == nil {
		return
	}
	for i, e := range s.errands {
		name := s.changes[i].Key().Name
		if s.errs[i] == nil && len(e.writes) > 0 && s.lingers(s.live.ID, func(_, owner string) bool { return owner == name }) {
			s.errs[i] = fanout.Unsent{Err: err}
		}
	}
}

// settle waits until nothing that this batch has deleted is listed any more, so that whoever reads next sees the zone as it
// will be. A service that takes longer has accepted the deletes none the less: they are done.
func (s *sender) settle(ctx context.Context) {
	if s.stop != nil {
		return
	}
	dropped := map[string]bool{}
	for _, e := range s.errands {
		for _, r := range append(e.room[:len(e.room):len(e.room)], e.drops...) {
			dropped[r.id] = true
		}
	}
	if err := s.awaitGone(ctx, func(record, _ string) bool { return dropped[record] }); err != nil {
		s.log.WarnContext(ctx, "deleted records are still listed", "zone", s.live.Origin, "error", err.Error())
	}
}

// awaitGone waits until some records that were deleted are no longer listed.
func (s *sender) awaitGone(ctx context.Context, some func(record, owner string) bool) error {
	for pause := s.poll; s.lingers(s.live.ID, some); pause = min(2*pause, maxPoll) {
		if s.left <= 0 {
			return s.lingering()
		}
		if err := providers.Sleep(ctx, pause); err != nil {
			return err
		}
		s.left -= pause
		if _, _, err := s.records(ctx, s.live.Origin, s.live.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *sender) lingering() error {
	return &providers.APIError{
		Provider: kindName, Op: "write domain " + s.live.Origin, Kind: providers.ErrTemporary, Err: errLingers,
		Message: fmt.Sprintf("%v for %s", errLingers, s.patience),
		Hint:    "ask the cloud's operator whether the name servers of the pool are reachable",
	}
}
