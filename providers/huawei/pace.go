package huawei

import (
	"math/rand/v2"
	"sync"
	"time"
)

const (
	firstPause = 5 * time.Second
	maxPause   = time.Minute
)

// pace tells how long to leave the service alone after it has refused the rate of requests, which it does without saying
// for how long: twice as long each time, until a request goes through.
type pace struct {
	first, most time.Duration

	mu    sync.Mutex
	last  time.Duration // 0 where all is well
	until time.Time
}

func newPace() *pace { return &pace{first: firstPause, most: maxPause} }

// refused gives the pause after a refusal. Refusals that come during a pause were on their way already.
func (p *pace) refused(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Before(p.until) {
		return p.until.Sub(now)
	}
	p.last = min(max(2*p.last, p.first), p.most)
	pause := p.last + rand.N(p.last/10+1)
	p.until = now.Add(pause)
	return pause
}

// well notes that a request has gone through.
func (p *pace) well(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !now.Before(p.until) {
		p.last = 0
	}
}
