package apply

import (
	"slices"

	"github.com/zonesync/zonesync/providers"
)

// The outcomes of a run as a whole; their numbers are the exit codes of the command line.
const (
	AllDone = 0 // everything is live, or there was nothing to do
	Failed  = 1 // an error, and nothing applied; or all applied and not verified
	AnyHeld = 3 // a safety rule held something, no error
	Partly  = 4 // some changes are, or may be, live and some are not
)

// Exit sums results up. A result with an error and no changes stands for a zone that could not be planned.
func Exit(results []Result) int {
	var failed, held, some, lacking bool
	for _, r := range results {
		done := r.Done()
		failed = failed || r.Err != nil
		some = some || done > 0 || slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Outcome == providers.Unknown })
		lacking = lacking || r.Err != nil && (len(r.Changes) == 0 || done < len(r.Plan.Changes()))
		held = held || len(r.Plan.Changes()) < len(r.Plan.Items)
	}
	switch {
	case failed && some && lacking:
		return Partly
	case failed:
		return Failed
	case held:
		return AnyHeld
	}
	return AllDone
}
