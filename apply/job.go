package apply

import (
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Job is a plan that is to be carried out at one provider.
type Job struct {
	Provider providers.Provider
	Live     providers.Live // what the plan was made on
	Input    diff.Input     // what the plan was made of, see Input
	Plan     diff.Plan
	// Atomic stops at a refused batch, so that the zone stays as it is, instead of finding the guilty record and applying
	// the rest.
	Atomic bool
	// Journal is told of every write; may be nil.
	Journal Journal
}

// Idle tells whether there is nothing to send: no change, or none that is not held, and no zone to create.
func (j Job) Idle() bool {
	return len(j.Plan.Changes()) == 0 && (!j.Live.Missing || j.Plan.Held != "")
}

// Result is what became of a job.
type Result struct {
	// Changes are beside Plan.Items, one for one. A held item is NotDone and has no Err.
	Changes []Change
	Plan    diff.Plan
	// Live is the zone as it was last read: after the last write, when Verified.
	Live providers.Live
	// Calls counts as Estimate does: the calls of all batches that were sent, and one for each read.
	Calls int
	// Err tells everything that went wrong, refused records too. A held item is no error.
	Err error
	// Residual is what a plan after the last read still holds, refused and unsent changes too, but not what Plan held.
	Residual diff.Plan
	// Verified says that the zone was read again and is what Changes say.
	Verified bool
}

// Change is a change of the plan and its fate. Err is set where the provider refused this very change; it tells its place.
type Change struct {
	zone.Change
	Outcome providers.Outcome
	Err     error
}

// Done counts the changes that are live.
func (r Result) Done() int {
	n := 0
	for _, c := range r.Changes {
		if c.Outcome == providers.Done {
			n++
		}
	}
	return n
}
