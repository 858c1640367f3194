package apply

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// maxPause bounds one pause that nobody asked for.
const maxPause = 30 * time.Second

// patience is how much more waiting a zone is worth.
type patience struct {
	Options
	spent time.Duration
}

// wait pauses before the next try, where tries count from 0, and gives cause back when there must be no next one.
func (p *patience) wait(ctx context.Context, try int, cause error) error {
	if try+1 >= p.Tries {
		return fmt.Errorf("gave up after %d tries: %w", try+1, cause)
	}
	d := max(jitter(p.Backoff, try), retryAfter(cause))
	if p.spent+d > p.Patience {
		return fmt.Errorf("gave up, another %s of waiting would be over the limit of %s: %w",
			d.Round(time.Second), p.Patience, cause)
	}
	p.spent += d
	if err := p.Sleep(ctx, d); err != nil {
		return fmt.Errorf("stopped while waiting: %w (after: %w)", err, cause)
	}
	return nil
}

// jitter doubles base for each try, within bounds, and takes off up to half, so that zones do not knock in step.
func jitter(base time.Duration, try int) time.Duration {
	d := min(base<<min(try, 10), maxPause)
	return d - rand.N(d/2+1)
}

func retryAfter(err error) time.Duration {
	var e *providers.APIError
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// Fetch reads a zone and waits where the provider is busy, within the bounds of o.
func Fetch(ctx context.Context, p providers.Provider, ref providers.Ref, o Options) (providers.Live, error) {
	return (&patience{Options: o.withDefaults()}).fetch(ctx, p, ref)
}

func (p *patience) fetch(ctx context.Context, from providers.Provider, ref providers.Ref) (providers.Live, error) {
	for try := 0; ; try++ {
		live, err := from.Fetch(ctx, ref)
		if err == nil || !errors.Is(err, providers.ErrTemporary) || ctx.Err() != nil {
			return live, err
		}
		if err := p.wait(ctx, try, err); err != nil {
			return providers.Live{}, err
		}
	}
}
