package limit

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxHalvings bounds how far refusals slow a bucket: to a sixteenth of its rate.
	maxHalvings = 4
	// recovery is how long a bucket without refusals takes to win back one halving.
	recovery = 30 * time.Second
	// minPause is for refusals that name no time.
	minPause = time.Second
)

// Settings are the size of a bucket. A zero field means no limit.
type Settings struct {
	Requests int           // so many
	Per      time.Duration // in this time; one second when zero
	Burst    int           // at once; one second's worth, at least one, when zero
	Parallel int           // requests in flight
	Writes   int           // writes in flight
}

func (s Settings) limit() rate.Limit {
	if s.Requests <= 0 {
		return rate.Inf
	}
	per := s.Per
	if per <= 0 {
		per = time.Second
	}
	return rate.Limit(float64(s.Requests) / per.Seconds())
}

func (s Settings) burst() int {
	if s.Burst > 0 || s.Requests <= 0 {
		return max(s.Burst, 1)
	}
	return max(int(s.limit()), 1)
}

// Use says what a request does; writes may have a bound of their own.
type Use uint8

// The uses.
const (
	Read Use = iota
	Write
)

// Bucket meters the requests of one credential. Every request takes one token: reads, pages and polls too.
type Bucket struct {
	full             rate.Limit
	limiter          *rate.Limiter
	parallel, writes chan struct{} // nil: unbounded

	mu       sync.Mutex
	until    time.Time // nothing goes out before
	halvings int
	since    time.Time // of the last halving or recovery
}

// New makes a bucket, full.
func New(s Settings) *Bucket {
	return &Bucket{
		full:     s.limit(),
		limiter:  rate.NewLimiter(s.limit(), s.burst()),
		parallel: slots(s.Parallel),
		writes:   slots(s.Writes),
	}
}

func slots(n int) chan struct{} {
	if n <= 0 {
		return nil
	}
	return make(chan struct{}, n)
}

// PausedError says that the other side wants to be left alone for longer than the caller would wait.
type PausedError struct{ For time.Duration }

func (e *PausedError) Error() string {
	return fmt.Sprintf("asked to pause for %s", e.For.Round(time.Second))
}

// Take waits until one request may go out. The caller calls done when the request is over. A pause beyond patience is a
// *PausedError at once; every other error is the context's. After an error nothing is taken and nothing may be sent.
func (b *Bucket) Take(ctx context.Context, clock Clock, use Use, patience time.Duration) (done func(), err error) {
	free, err := b.occupy(ctx, use)
	if err != nil {
		return nil, err
	}
	if err := b.wait(ctx, clock, patience); err != nil {
		free()
		return nil, err
	}
	return free, nil
}

// occupy takes the places in flight, the scarcer one first.
func (b *Bucket) occupy(ctx context.Context, use Use) (free func(), err error) {
	var held []chan struct{}
	free = func() {
		for _, c := range held {
			<-c
		}
	}
	places := []chan struct{}{b.parallel}
	if use == Write {
		places = []chan struct{}{b.writes, b.parallel}
	}
	for _, c := range places {
		if c == nil {
			continue
		}
		select {
		case c <- struct{}{}:
			held = append(held, c)
		case <-ctx.Done():
			free()
			return nil, ctx.Err()
		}
	}
	if err := ctx.Err(); err != nil { // select may have taken a place all the same
		free()
		return nil, err
	}
	return free, nil
}

// wait takes a token and sleeps for it, and sleeps again while the bucket is paused meanwhile.
func (b *Bucket) wait(ctx context.Context, clock Clock, patience time.Duration) error {
	now := clock.Now()
	b.recover(now)
	token := b.limiter.ReserveN(now, 1)
	wait := token.DelayFrom(now)
	for {
		wait = max(wait, b.pause(clock.Now()))
		if wait <= 0 {
			return nil
		}
		if pause := b.pause(clock.Now()); pause > patience {
			token.CancelAt(clock.Now())
			return &PausedError{For: pause}
		}
		if err := clock.Sleep(ctx, wait); err != nil {
			token.CancelAt(clock.Now())
			return err
		}
		wait = 0
	}
}

func (b *Bucket) pause(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.until.Sub(now)
}

// SlowDown tells the bucket that a request was refused for its rate: nothing goes out for d (a second at least), and then
// at half the rate until a while without refusals has passed. Refusals that arrive during a pause were on their way
// already: they may lengthen it, but do not halve again.
func (b *Bucket) SlowDown(now time.Time, d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !now.Before(b.until) {
		b.halvings, b.since = min(b.halvings+1, maxHalvings), now
		b.apply(now)
	}
	if until := now.Add(max(d, minPause)); until.After(b.until) {
		b.until = until
	}
}

// recover gives a halving back when the last refusal is long enough ago.
func (b *Bucket) recover(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.halvings > 0 && now.Sub(b.since) >= recovery {
		b.halvings, b.since = b.halvings-1, b.since.Add(recovery)
		b.apply(now)
	}
}

// Resize gives the bucket another rate and burst. How many requests may be in flight stays as it was made.
func (b *Bucket) Resize(now time.Time, s Settings) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.full = s.limit()
	b.limiter.SetLimitAt(now, b.full)
	b.limiter.SetBurstAt(now, s.burst())
	b.apply(now)
}

func (b *Bucket) apply(now time.Time) {
	if b.full != rate.Inf {
		b.limiter.SetLimitAt(now, b.full/rate.Limit(int(1)<<b.halvings))
	}
}
