package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// summaryLine is the stable last line of plan, diff and apply. Its words do not change with the numbers, so that scripts
// can read it.
func summaryLine(d *diff.Document) string {
	s := d.Summary
	if d.Schema == diff.ApplySchema {
		return fmt.Sprintf("Applied: %d created, %d updated, %d deleted, %d held, %d failed; %d API calls.",
			s.Create, s.Update, s.Delete, s.Held, failed(d), s.Calls)
	}
	return fmt.Sprintf("Plan: %d to create, %d to update, %d to delete, %d held; %d API calls, about %s.",
		s.Create, s.Update, s.Delete, s.Held, s.Calls, duration(d))
}

// failed counts the changes that were to be sent and are not known to be live.
func failed(d *diff.Document) int {
	n := 0
	for _, z := range d.Zones {
		for _, c := range z.Changes {
			if notDone(c) {
				n++
			}
		}
	}
	return n
}

func notDone(c diff.ChangeDoc) bool { return c.Held == "" && c.Outcome != "" && c.Outcome != "done" }

// duration is the time of all zones one after the other, in whole seconds, rounded up.
func duration(d *diff.Document) string {
	seconds := 0.0
	for _, z := range d.Zones {
		seconds += z.Seconds
	}
	return (time.Duration(math.Ceil(seconds)) * time.Second).String()
}

// checkLine sums up findings.
func checkLine(fs []parse.Finding, zones, records int) string {
	errs := 0
	for _, f := range fs {
		if f.Severity == parse.Error {
			errs++
		}
	}
	return fmt.Sprintf("%s, %s: %s, %s", count(zones, "zone"), count(records, "record"),
		count(errs, "error"), count(len(fs)-errs, "warning"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// zoneTitle is "example.com (prod, powerdns)".
func zoneTitle(z diff.ZoneDoc) string {
	name := z.Zone
	if len(name) > 1 {
		name = strings.TrimSuffix(name, ".")
	}
	switch {
	case z.Provider != "" && z.Type != "":
		name += fmt.Sprintf(" (%s, %s)", z.Provider, z.Type)
	case z.Provider+z.Type != "":
		name += fmt.Sprintf(" (%s)", z.Provider+z.Type)
	}
	return Clean(name)
}

// zoneSource is "zones/example.com.zone @ 1a2b3c4".
func zoneSource(z diff.ZoneDoc, revision string) string {
	s := Clean(z.File)
	if revision != "" {
		s += " @ " + shortRevision(revision)
	}
	return strings.TrimSpace(s)
}

func shortRevision(revision string) string { return Clean(revision[:min(7, len(revision))]) }

// zoneError gives the error of a zone, "" where it has none.
func zoneError(z diff.ZoneDoc) string {
	if z.Error == nil {
		return ""
	}
	return *z.Error
}
