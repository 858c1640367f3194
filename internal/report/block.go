package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/diff"
)

// block is one change as people read it: the columns of its first line, and lines below it.
type block struct {
	sign   string // "+", "~", "-" or "!"
	name   string
	ttl    string
	rrtype string
	values []string // at least one
	note   string   // where the change comes from, or why it is not done
	below  []string // what it was, under the TTL
}

func newBlock(z diff.ZoneDoc, c diff.ChangeDoc, revision string) block {
	b := block{
		sign: signs[c.Op], name: Clean(c.Name), ttl: fmt.Sprint(c.TTL), rrtype: Clean(c.Type), values: cleanAll(c.Data),
		note: note(z, c, revision),
	}
	if c.Held != "" {
		b.sign = "!"
	}
	if c.View != "" {
		b.name += " @" + Clean(c.View)
	}
	switch c.Op {
	case "delete":
		b.ttl, b.values = fmt.Sprint(c.OldTTL), cleanAll(c.OldData)
	case "update":
		b.below = was(c)
	}
	if c.Note != "" {
		b.below = append(b.below, Clean(c.Note))
	}
	if len(b.values) == 0 {
		b.values = []string{""}
	}
	return b
}

var signs = map[string]string{"create": "+", "update": "~", "delete": "-"}

// was tells what an update takes away.
func was(c diff.ChangeDoc) (lines []string) {
	if c.OldTTL != c.TTL {
		lines = append(lines, fmt.Sprintf("ttl %d -> %d", c.OldTTL, c.TTL))
	}
	for _, v := range c.OldData {
		if !slices.Contains(c.Data, v) {
			lines = append(lines, "was "+Clean(v))
		}
	}
	return lines
}

// note is the right-hand column.
func note(z diff.ZoneDoc, c diff.ChangeDoc, revision string) string {
	switch {
	case c.Held != "":
		return heldNote(z, c)
	case notDone(c):
		return outcomes[c.Outcome] + origin(c, revision)
	}
	return origin(c, revision)
}

var outcomes = map[string]string{"not-done": "NOT DONE  ", "unknown": "OUTCOME UNKNOWN  "}

// heldNote is why a change waits. The reason of a whole zone stands once below the zone; its changes only say what they
// would do.
func heldNote(z diff.ZoneDoc, c diff.ChangeDoc) string {
	why := Clean(ownReason(z, c))
	switch {
	case why == "":
		return "held " + c.Op
	case c.Op == "update":
		return why
	}
	return "held " + c.Op + ": " + why
}

// ownReason is why a change is held beside its zone's being held.
func ownReason(z diff.ZoneDoc, c diff.ChangeDoc) string {
	if c.Held == z.Held {
		return ""
	}
	return strings.TrimSuffix(c.Held, "; "+z.Held)
}

// origin tells where a change comes from.
func origin(c diff.ChangeDoc, revision string) string {
	switch {
	case c.Op == "delete" && c.Cause == diff.Drift:
		return "drift: added at the provider"
	case c.Op == "delete" && revision != "":
		return "removed in " + shortRevision(revision)
	case c.Op == "delete":
		return "removed"
	}
	return place(c.File, c.Line) + written(c) + moved(c.Cause)
}

// written tells who wrote the line, where that was asked for.
func written(c diff.ChangeDoc) string {
	if c.Commit == "" {
		return ""
	}
	name, _, _ := strings.Cut(c.Author, " <")
	return fmt.Sprintf("  %s %s", shortRevision(c.Commit), Clean(name))
}

// moved marks changes that git did not make.
func moved(cause diff.Cause) string {
	switch cause {
	case diff.Drift:
		return "  drift: changed at the provider"
	case diff.Both:
		return "  also changed at the provider"
	}
	return ""
}

// place is "file:line", as far as it is known.
func place(file string, line int) string {
	if line == 0 || file == "" {
		return Clean(file)
	}
	return fmt.Sprintf("%s:%d", Clean(file), line)
}

func cleanAll(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = Clean(s)
	}
	return out
}
