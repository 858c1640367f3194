package syncer

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// tell logs what became of a round's zones.
func (s *Service) tell(r Round, doc *diff.Document) {
	for _, err := range r.Failures() {
		s.Log.Error(err.Error())
	}
	if w := r.Warning(); w != "" {
		s.Log.Warn(w)
	}
	for i, z := range doc.Zones {
		log := s.Log.With("zone", z.Zone, "provider", z.Provider, "file", z.File)
		if doc.Revision != "" {
			log = log.With("revision", doc.Revision)
		}
		for _, w := range z.Warnings {
			log.Warn(w)
		}
		tellZone(log, z, r.Tasks[i].Err)
	}
}

func tellZone(log *slog.Logger, z diff.ZoneDoc, planErr error) {
	done, held := map[string]int{}, 0
	for _, c := range z.Changes {
		if c.Outcome == "done" {
			done[c.Op]++
		}
		if c.Held != "" {
			held++
		}
	}
	if len(done) > 0 {
		log.Info("applied", "created", done["create"], "updated", done["update"], "deleted", done["delete"], "calls", z.Calls)
	}
	if held > 0 {
		log.Warn("held: "+z.Changes[len(z.Changes)-1].Held, "changes", held,
			"hint", fmt.Sprintf("review it with zonesync plan, then: zonesync release %.*s", diff.ShortHash, z.Hash), "hash", z.Hash)
	}
	var unreadable *UnreadableError
	switch {
	case errors.As(planErr, &unreadable):
		tellFindings(log, unreadable.Findings)
	case z.Error != nil:
		log.Error(*z.Error, "hint", z.Hint)
	case len(z.Changes) == 0:
		log.Debug("in sync")
	}
}

// tellFindings logs each error of a zone file by itself.
func tellFindings(log *slog.Logger, findings []parse.Finding) {
	for line := range strings.Lines(parseError(findings)) {
		log.Error(strings.TrimSuffix(line, "\n"))
	}
	log.Error("the zone file has errors; the zone stays live as it was")
}

// tellGone logs zones whose file was there a moment ago.
func (s *Service) tellGone(before, now map[string]bool) {
	for origin := range before {
		if !now[origin] {
			s.Log.Warn("the zone's file is gone; the zone stays live as it is", "zone", origin)
		}
	}
}

// ExitCode gives the exit code of a round that was applied.
func ExitCode(r Round, results []apply.Result) int {
	for _, err := range r.Failures() {
		results = append(results, apply.Result{Err: err})
	}
	return apply.Exit(results)
}
