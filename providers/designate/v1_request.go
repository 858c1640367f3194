package designate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
)

// request sends one call for a change.
func (s *sender) request(ctx context.Context, r request) error {
	switch {
	case r.body == nil:
		return s.remove(ctx, r)
	case r.id != "":
		return s.update(ctx, r)
	}
	return s.create(ctx, r)
}

// remove deletes a record. What is gone already is deleted.
func (s *sender) remove(ctx context.Context, r request) error {
	err := s.do(ctx, call{
		op: fmt.Sprintf("delete a record of %s in %s", r.owner, s.live.Origin), method: http.MethodDelete, path: s.path(r.id),
	})
	if isGone(err) {
		return nil
	}
	if err == nil {
		s.leaves(s.live.ID, r.id, r.owner)
	}
	return err
}

// create makes a record, and gives its set the TTL that it should have: where the set was there after all, without records or
// with another's, a create leaves its TTL as it is.
func (s *sender) create(ctx context.Context, r request) error {
	var made recordDoc
	err := s.do(ctx, call{
		op: fmt.Sprintf("create %s %s in %s", r.owner, r.body.Type, s.live.Origin), method: http.MethodPost, path: s.path(), body: r.body, out: &made,
	})
	if err != nil {
		return s.counted(err)
	}
	if made.ID == "" || made.TTL.or(s.state.ttl) == r.ttl {
		return nil
	}
	again, ttl := *r.body, ttlDoc(r.ttl)
	again.TTL = &ttl
	if err := s.update(ctx, request{id: made.ID, owner: r.owner, body: &again}); err != nil {
		return fanout.Part{Err: err}
	}
	return nil
}

// counted adds to the refusal of what is over the quota the numbers, as far as they are known.
func (s *sender) counted(err error) error {
	var e *providers.APIError
	if s.state.limit == 0 || s.state.limit == unlimited || !errors.Is(err, errQuota) || !errors.As(err, &e) {
		return err
	}
	told := *e
	told.Message += fmt.Sprintf(" (the domain had %d records when it was read, and the project's quota is %d)", s.state.listed, s.state.limit)
	return &told
}

func (s *sender) update(ctx context.Context, r request) error {
	op := fmt.Sprintf("update %s %s in %s", r.owner, r.body.Type, s.live.Origin)
	err := s.do(ctx, call{op: op, method: http.MethodPut, path: s.path(r.id), body: r.body})
	if isGone(err) {
		return &providers.APIError{Provider: kindName, Op: op, Kind: providers.ErrConflict, Message: "the record is gone"}
	}
	return err
}

func (s *sender) path(id ...string) []string {
	return domainPath(s.live.ID, append([]string{"records"}, id...)...)
}

// isGone tells whether the service has no such record; that it has no such domain is another thing.
func isGone(err error) bool {
	var e *providers.APIError
	return errors.As(err, &e) && errors.Is(err, providers.ErrNotFound) && e.Code != "domain_not_found"
}

// compare looks, where the service says that somebody else has written, whether what it has is what is wanted: a write whose
// answer was lost has then been carried out after all.
func (s *sender) compare(ctx context.Context) {
	moved := func(err error) bool { return errors.Is(err, providers.ErrConflict) }
	if s.stop != nil || !slices.ContainsFunc(s.errs(), moved) {
		return
	}
	now, err := s.fetch(ctx, s.live.Ref)
	if err != nil {
		return
	}
	for i := range s.tasks {
		t := &s.tasks[i]
		if !moved(t.err) {
			continue
		}
		switch now.Outcome(t.Change) {
		case providers.Done:
			t.err = nil
		case providers.Unknown:
			t.err = fanout.Part{Err: t.err}
		}
	}
}
