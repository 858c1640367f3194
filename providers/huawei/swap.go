package huawei

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// swapTime is how long swaps that have begun may go on after the context has ended.
const swapTime = 15 * time.Second

// swapsAtOnce is how many names may have nothing at them at a time, because a CNAME takes the place of others or makes way for
// them: as many as one request deletes, or a few where it takes a request for each.
func (p *Provider) swapsAtOnce() int {
	if p.bulk.has(byDelete) && p.bulk.has(byTask) {
		return maxDeletes
	}
	return p.few()
}

// few is how many names are swapped at a time where each takes requests of its own.
func (p *Provider) few() int { return max(p.parallel, 1) }

// step is how many of the names that are left are swapped next. Before a service that may not create sets by a task all of them
// would be empty for as long as so many single requests take.
func (s *sender) step(ctx context.Context, left int) int {
	n := min(s.swapsAtOnce(), left)
	if n > s.few() && !s.takesTasks(ctx) {
		return s.few()
	}
	return n
}

// takesTasks asks for the zone's task, unless the service has ever answered for one: that there is none is an answer, too.
func (s *sender) takesTasks(ctx context.Context) bool {
	if s.bulk.isProven(byTask) {
		return true
	}
	_, err := s.readTask(ctx, "look for a task of "+s.live.Origin, 0)
	if !s.closes(ctx, byTask, err) && (err == nil || noTask(err)) {
		s.bulk.prove(byTask)
	}
	return s.bulk.isProven(byTask)
}

// run sends all changes.
func (s *sender) run(ctx context.Context) {
	units := s.units()
	if !s.swaps(units) {
		_ = s.sendAll(ctx, joined(units))
		return
	}
	s.swap(ctx, units)
}

// swaps tells whether anything makes way for something else.
func (s *sender) swaps(units [][]int) bool {
	comes := slices.ContainsFunc(s.changes, func(c zone.Change) bool { return c.New != nil })
	return comes && len(units) < len(s.changes)
}

// units gives the changes that are not torn apart.
func (s *sender) units() (out [][]int) {
	index := make(map[zone.Key]int, len(s.changes))
	for i, c := range s.changes {
		index[c.Key()] = i
	}
	for _, unit := range zone.Units(s.changes) {
		var at []int
		for _, c := range unit {
			at = append(at, index[c.Key()])
		}
		out = append(out, at)
	}
	return out
}

func joined(units [][]int) (out []int) {
	for _, u := range units {
		out = append(out, u...)
	}
	return out
}

// swap sends units, so many at once. A name would be left empty if these ended between what goes and what comes: they are sent
// to the end, or not at all.
func (s *sender) swap(ctx context.Context, units [][]int) {
	var stop error
	for len(units) > 0 && stop == nil {
		if ctx.Err() != nil {
			stop = fmt.Errorf("stopped: %w", context.Cause(ctx))
			break
		}
		n := s.step(ctx, len(units))
		some := joined(units[:n])
		longer, cancel := providers.Outlast(ctx, swapTime)
		stop = s.sendAll(longer, some)
		cancel()
		if errors.Is(stop, errSingly) {
			stop = nil
			s.fail(some, nil)
			continue // with fewer
		}
		units = units[n:]
	}
	s.fail(joined(units), fanout.Unsent{Err: stop})
}

// noteEmptied remembers the places that lack what comes there, and forgets those that do not any more.
func (s *sender) noteEmptied() {
	for _, unit := range s.units() {
		gone, lacks := false, false
		for _, i := range unit {
			comes, err := s.changes[i].New != nil, s.errs[i]
			gone = gone || !comes && fanout.Outcome(err) != providers.NotDone
			lacks = lacks || comes && err != nil
		}
		switch at := placeOf(s.changes[unit[0]].Key()); {
		case !lacks:
			s.emptied.Delete(at)
		case gone:
			s.emptied.Store(at, true)
		}
	}
}

// errSingly is that of swaps whose deletes the service does not take in bulk: nothing of them is sent.
var errSingly = errors.New("not in bulk")

// singly sends one by one what the service does not take in bulk. Of swaps, what comes has to go out with what makes way for it.
func (s *sender) singly(ctx context.Context, r request) error {
	if r.op == zone.Delete && s.swaps(s.units()) {
		s.fail(r.at, fanout.Unsent{Err: errSingly})
		return errSingly
	}
	return s.carry(ctx, r.op, r.at)
}
