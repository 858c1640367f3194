package huawei

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Send carries one batch out: what goes, then what changes, then what comes. After the last batch of a plan it waits until
// the service has all of it at work.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	l := b.Payload.(payload)
	if err := p.prepare(ctx, &live, l); err != nil {
		return providers.Failed(len(b.Changes), fanout.Outcome(err), err)
	}
	s := &sender{Provider: p, live: live, kept: keptIn(live), changes: b.Changes, errs: make([]error, len(b.Changes))}
	s.run(ctx)
	s.noteEmptied()
	err := fanout.BatchError(s.errs)
	done := slices.ContainsFunc(s.errs, func(err error) bool { return err == nil })
	if l.plan != nil && (err == nil || fanout.OnlyRefused(err) && done) {
		s.unfinished(p.settle(ctx, live, l.plan))
	}
	return fanout.BatchError(s.errs)
}

// prepare holds the plan against the account's quota, and finds or makes the zone to write to.
func (p *Provider) prepare(ctx context.Context, live *providers.Live, l payload) (err error) {
	if l.growth != nil {
		if err := p.checkRoom(ctx, live.Origin, *l.growth); err != nil {
			return fanout.Unsent{Err: err}
		}
	}
	switch {
	case l.create:
		live.Ref, err = p.createZone(ctx, live.Origin)
		return told(err)
	case live.ID == "": // its zone was made by a batch before
		z, err := p.lookUp(ctx, live.Origin)
		if err != nil {
			return fanout.Unsent{Err: err}
		}
		live.ID = z.ID
	}
	return nil
}

// told marks the error of a write that provably changed nothing.
func told(err error) error {
	if err != nil && notApplied(err) {
		return fanout.Unsent{Err: err}
	}
	return err
}

// sender is one batch while it is carried out.
type sender struct {
	*Provider
	live    providers.Live
	kept    *kept
	changes []zone.Change
	errs    []error // beside changes; those of the changes that are yet to be sent are nil
}

// sendAll sends some changes: what goes, then what changes, then what comes. After an error that the rest would get, too, nothing
// else is sent.
func (s *sender) sendAll(ctx context.Context, some []int) (stop error) {
	for _, op := range order {
		at := s.ready(op, some)
		switch {
		case stop != nil:
			s.fail(at, fanout.Unsent{Err: stop})
		case op == zone.Create:
			stop = s.create(ctx, at)
		default:
			if err := s.carry(ctx, op, at); fanout.StopsAll(err) {
				stop = err
			}
		}
	}
	return stop
}

func (s *sender) fail(at []int, err error) {
	for _, i := range at {
		s.errs[i] = err
	}
}

// ready gives those of some changes that come to an op. Those for which the place is not clear fail.
func (s *sender) ready(op zone.Op, some []int) (at []int) {
	blocked := map[place]error{}
	for i, c := range s.changes {
		if c.New == nil && s.errs[i] != nil {
			blocked[placeOf(c.Key())] = s.errs[i]
		}
	}
	for _, i := range some {
		c := s.changes[i]
		if s.kept.op(c) != op {
			continue
		}
		if err := blocked[placeOf(c.Key())]; err != nil && op != zone.Delete {
			s.errs[i] = fanout.Unsent{Err: err}
			continue
		}
		at = append(at, i)
	}
	return at
}

// carry sends some changes that come to the same op, in the fewest requests, and gives the gravest of their errors.
func (s *sender) carry(ctx context.Context, op zone.Op, at []int) error {
	if s.tooMany(op, at) {
		s.fail(at, fanout.Unsent{Err: errSingly})
		return errSingly
	}
	requests := s.split(s.kept, op, s.changes, at)
	if op == zone.Create && len(requests) > 0 && s.probes() {
		requests = []request{{byTask, op, at}}
	}
	begun := make([]bool, len(requests))
	errs := fanout.Each(ctx, s.parallel, len(requests), func(ctx context.Context, i int) error {
		begun[i] = true
		return s.send(ctx, requests[i])
	})
	for i, r := range requests {
		if !begun[i] {
			s.fail(r.at, errs[i])
		}
	}
	return fanout.Gravest(errs)
}

// send carries one request out, or one by one what the service does not take in bulk.
func (s *sender) send(ctx context.Context, r request) error {
	var err error
	switch r.by {
	case byTask:
		err = s.task(ctx, r)
	case byDelete:
		err = s.deleteMany(ctx, r)
	default:
		err = told(s.write(ctx, r))
		s.fail(r.at, err)
	}
	if s.closes(ctx, r.by, err) {
		return s.carry(ctx, r.op, r.at)
	}
	return err
}

// compare looks at what the service says is there already. When it is as it should be, an earlier answer was lost, and when
// it is on its way out, the name is free in a moment. What is there in another form was put there by somebody else.
func (s *sender) compare(ctx context.Context, at []int) error {
	exists := slices.DeleteFunc(slices.Clone(at), func(i int) bool { return !existed(s.errs[i]) })
	if len(exists) > 0 {
		now, err := s.Fetch(ctx, s.live.Ref)
		for _, i := range exists {
			if err == nil {
				s.errs[i] = s.found(now, s.changes[i], s.errs[i])
			}
		}
		s.blame(exists)
	}
	var errs []error
	for _, i := range at {
		errs = append(errs, s.errs[i])
	}
	return fanout.Gravest(errs)
}

// blame refuses the lines of a request together with one that something is in the way of: sent alone, each gets its own answer.
func (s *sender) blame(at []int) {
	for _, guilty := range at {
		for _, i := range at {
			beside := sameFamily(s.changes[guilty].Key(), s.changes[i].Key())
			if beside && errors.Is(s.errs[guilty], providers.ErrInvalid) && errors.Is(s.errs[i], providers.ErrTemporary) {
				s.errs[i] = s.errs[guilty]
			}
		}
	}
}

func existed(err error) bool {
	code := codeOf(err)
	return code == "DNS.0312" || code == "DNS.0016"
}

// found tells what is the matter with a set that could not be created, by the zone as it is now.
func (s *sender) found(now providers.Live, c zone.Change, err error) error {
	_, there := now.Records.Find(c.Key())
	stays := func(set keyedSet) bool { return bars(set.Key, c.Key()) && !s.mayGo(set) }
	switch {
	case now.Outcome(c) == providers.Done:
		return nil
	case there:
		return err // a conflict
	case keptIn(now).inTheWay(c):
		return kind(err, providers.ErrInvalid, "look what else is at the name at the service: "+
			"zonesync leaves alone what is weighted, disabled or an alias, and sets on lines that are not in its settings")
	case slices.ContainsFunc(keptIn(now).leaving, stays):
		return fanout.Unsent{Err: s.stillThere("create "+c.Key().String(), providers.ErrInvalid)}
	}
	return kind(err, providers.ErrTemporary, "")
}

// inTheWay tells whether something stays there that a new set cannot be beside. Otherwise what was there is going or has gone by
// now, or another line of its request is what is there.
func (k *kept) inTheWay(c zone.Change) bool {
	for key, set := range k.sets {
		if bars(key, c.Key()) && !set.byService {
			return true
		}
	}
	for key := range k.foreign {
		if bars(key, c.Key()) {
			return true
		}
	}
	return k.strange[c.Key().Name]
}

// kind gives an error another kind: what it is about has turned out to be something else.
func kind(err, kind error, hint string) error {
	var e *providers.APIError
	if !errors.As(err, &e) {
		return err
	}
	changed := *e
	changed.Kind, changed.Hint = kind, hint
	return fanout.Unsent{Err: &changed}
}

// some counts the sets of a request, for people.
func some(n int) string {
	if n == 1 {
		return "1 set"
	}
	return fmt.Sprintf("%d sets", n)
}
