package providers

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/zone"
)

// Outcome holds a change against the zone as it was read after it may have been sent. A set that is neither what it was
// nor what it should be is Unknown: for the caller to read again.
func (l Live) Outcome(c zone.Change) Outcome {
	k := c.Key()
	set, there := l.Records.Find(k)
	is := func(end *zone.RRset) bool { return there == (end != nil) && (!there || set.Equal(*end)) }
	switch {
	case is(c.New) && l.Repair[k] == "":
		return Done
	case is(c.Old):
		return NotDone
	}
	return Unknown
}

// Outlast gives a context that ends some time after another one: for requests that must not be torn apart.
func Outlast(ctx context.Context, by time.Duration) (longer context.Context, cancel func()) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(by, end) })
	return longer, func() { stop(); end() }
}

// Sleep waits, and gives ctx's cause when that ends first.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
