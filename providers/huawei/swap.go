package huawei

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
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
	return max(p.parallel, 1)
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
		n := min(s.swapsAtOnce(), len(units))
		some := joined(units[:n])
		longer, cancel := fanout.Outlast(ctx, swapTime)
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
