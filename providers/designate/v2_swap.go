package designate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// swapTime is how long a swap that has begun may go on after the context has ended.
const swapTime = 10 * time.Second

// hasSwap tells whether there is a swap among units: changes of which the first ones make way for the others.
func hasSwap(units [][]zone.Change) bool {
	return slices.ContainsFunc(units, func(unit []zone.Change) bool { return len(unit) > 1 })
}

// sendUnit sends the changes of a unit and tells how many are done. Of several the first ones make way for the others, so that a
// name would be left empty if they ended in between: they are sent to the end, or not at all.
func (v *v2) sendUnit(ctx context.Context, live providers.Live, unit []zone.Change) (done int, err error) {
	if err := v.inVain(live, unit); err != nil {
		return 0, err
	}
	if len(unit) > 1 {
		if ctx.Err() != nil {
			return 0, fanout.Unsent{Err: fmt.Errorf("stopped: %w", context.Cause(ctx))}
		}
		longer, cancel := providers.Outlast(ctx, swapTime)
		defer cancel()
		ctx = longer
	}
	for _, c := range unit {
		if err := v.change(ctx, live, c); err != nil {
			if len(unit) > 1 && (done > 0 || fanout.Outcome(err) != providers.NotDone) {
				v.emptied.Store(c.Key().Name, true)
			}
			return done, err
		}
		done++
	}
	v.emptied.Delete(unit[0].Key().Name)
	return done, nil
}

// inVain refuses a unit before anything makes way for a set that cannot come.
func (v *v2) inVain(live providers.Live, unit []zone.Change) error {
	for _, c := range unit {
		if c.Op() != zone.Create {
			continue
		}
		e := &providers.APIError{Provider: kindName, Op: "create " + c.Key().String(), Kind: providers.ErrInvalid}
		most, known := v.maxInSet()
		switch {
		case keptIn(live).bars(c.Key()):
			e.Message = "there is a set in its place that zonesync leaves alone"
			e.Hint = "look at it and delete it at the service, or ignore it in the zone's settings"
			return fanout.Unsent{Err: e}
		case len(unit) > 1 && known && c.New.Data.Len() > most:
			e.Message = fmt.Sprintf("it has %d records, and the project's quota for one set is %d", c.New.Data.Len(), most)
			e.Hint = setHint
			return fanout.Unsent{Err: e}
		}
	}
	return nil
}
