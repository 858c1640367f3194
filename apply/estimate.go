package apply

import (
	"time"

	"github.com/zonesync/zonesync/providers"
)

// callTime is what one call is taken to last, when nothing else slows it down.
const callTime = 250 * time.Millisecond

// Estimate says what carrying a job out takes when all goes well: the calls of its batches and one for the verifying
// read, and the seconds, by the clock with the waits of its batches or by the request limit, whichever is slower. A job
// with nothing to send costs nothing. The zero Rate is no limit. The error is that of a provider which cannot carry the
// plan out.
func Estimate(j Job, limit providers.Rate) (calls int, seconds float64, err error) {
	if j.Idle() {
		return 0, 0, nil
	}
	batches, err := j.Provider.Batches(j.Live, j.Plan.Changes())
	if err != nil {
		return 0, 0, err
	}
	var wait time.Duration
	for _, b := range batches {
		calls += b.Calls
		wait += b.Wait
	}
	if calls > 0 {
		calls++
	}
	took := time.Duration(calls)*callTime + wait
	return calls, max(took, limited(calls, limit)).Seconds(), nil
}

// limited gives how long a token bucket that is full at the start holds up so many calls.
func limited(calls int, limit providers.Rate) time.Duration {
	if limit.Requests <= 0 {
		return 0
	}
	over := max(calls-max(limit.Burst, 1), 0)
	return time.Duration(over) * time.Duration(limit.Per) / time.Duration(limit.Requests)
}
