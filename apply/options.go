package apply

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// Options bound a run. The zero value gives the defaults.
type Options struct {
	Parallel int           // zones at once; 4
	Tries    int           // how often a batch or a read is sent when the provider is busy; 6
	Backoff  time.Duration // before the second try, doubled for each one after; 500 ms
	Patience time.Duration // waiting for one zone, in all; 5 min
	Grace    time.Duration // how long a batch in flight may go on after the context has ended; 30 s
	// Sleep waits, or ends with the context; nil: on the clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Progress is told how many changes of all zones are settled, never by two goroutines at once; nil: nobody is.
	Progress func(done, total int)
}

func (o Options) withDefaults() Options {
	o.Parallel = orDefault(o.Parallel, 4)
	o.Tries = orDefault(o.Tries, 6)
	o.Backoff = orDefault(o.Backoff, 500*time.Millisecond)
	o.Patience = orDefault(o.Patience, 5*time.Minute)
	o.Grace = orDefault(o.Grace, 30*time.Second)
	if o.Sleep == nil {
		o.Sleep = providers.Sleep
	}
	return o
}

func orDefault[T int | time.Duration](v, def T) T {
	if v <= 0 {
		return def
	}
	return v
}
