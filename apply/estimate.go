package apply

import (
	"time"

	"github.com/zonesync/zonesync/providers"
)

// callTime is what one call is taken to last, when nothing else slows it down.
const callTime = 250 * time.Millisecond

// Cost is what carrying a job out takes when all goes well.
type Cost struct {
	Calls   int            // of its batches, and one for the verifying read
	clock   time.Duration  // without request limits
	classes map[string]int // calls by class, see providers.Paced
}

// Estimate gives a job's cost. One with nothing to send costs nothing. The error is that of a provider which cannot carry
// the plan out.
func Estimate(j Job) (Cost, error) {
	if j.Idle() {
		return Cost{}, nil
	}
	batches, err := j.Provider.Batches(j.Live, j.Plan.Changes())
	if err != nil {
		return Cost{}, err
	}
	c := Cost{classes: map[string]int{}}
	for _, b := range batches {
		c.Calls += b.Calls
		c.clock += b.Wait
		for _, class := range b.Classes {
			c.classes[class]++
		}
	}
	if c.Calls > 0 {
		c.Calls++
	}
	c.clock += time.Duration(c.Calls) * callTime
	return c, nil
}

// Pace foretells how long an account's request limits hold up its jobs. Those that are told of earlier have used some of
// the limits up.
type Pace struct {
	common  providers.Rate // of all calls; the zero Rate is no limit
	rates   map[string]providers.Rate
	calls   int
	classes map[string]int
}

// NewPace makes the Pace of an account which has used nothing up.
func NewPace(p providers.Provider, common providers.Rate) *Pace {
	pace := &Pace{common: common, classes: map[string]int{}}
	if paced, ok := p.(providers.Paced); ok {
		pace.rates = paced.Paces()
	}
	return pace
}

// Seconds gives how long a job takes: by the clock or by the limits, whichever is slower.
func (p *Pace) Seconds(c Cost) float64 {
	took := max(c.clock, held(p.calls, c.Calls, p.common))
	p.calls += c.Calls
	for class, n := range c.classes {
		took = max(took, held(p.classes[class], n, p.rates[class]))
		p.classes[class] += n
	}
	return took.Seconds()
}

// held gives how long n calls wait after those that went before.
func held(before, n int, limit providers.Rate) time.Duration {
	return limited(before+n, limit) - limited(before, limit)
}

// limited gives how long a token bucket that is full at the start holds up so many calls.
func limited(calls int, limit providers.Rate) time.Duration {
	if limit.Requests <= 0 {
		return 0
	}
	over := max(calls-max(limit.Burst, 1), 0)
	return time.Duration(over) * time.Duration(limit.Per) / time.Duration(limit.Requests)
}
