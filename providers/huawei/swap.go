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

// firstSwaps is how many names are swapped until the service has taken a task. If it refuses that, what has made way for more would
// leave them empty for as long as so many single requests take.
func (p *Provider) firstSwaps() int {
	if p.bulk.isProven(byTask) {
		return p.swapsAtOnce()
	}
	return min(p.swapsAtOnce(), max(p.few(), maxSingles+1))
}

// probes tells whether what comes is to go out as a task, however little it is, for it to be known whether the service takes one.
func (s *sender) probes() bool {
	units := s.units()
	return s.swaps(units) && len(units) > maxSingles && s.bulk.has(byTask) && !s.bulk.isProven(byTask)
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
		n := min(s.firstSwaps(), len(units))
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

// tooMany tells whether changes of an op would leave more names empty than a few while they are sent one by one.
func (s *sender) tooMany(op zone.Op, at []int) bool {
	if op != zone.Delete || s.bulk.has(byDelete) || !s.swaps(s.units()) {
		return false
	}
	empty := map[place]bool{}
	for _, i := range at {
		empty[placeOf(s.changes[i].Key())] = true
	}
	return len(empty) > s.few()
}
