package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// notice is one message at one place, as annotations and SARIF have it.
type notice struct {
	level        string // "error", "warning" or "note"
	rule         string
	file         string
	line, column int
	title, text  string
	about        string // what it is about, where its place does not tell it from others
	hint         string
}

func findingNotices(fs []parse.Finding) []notice {
	out := make([]notice, len(fs))
	for i, f := range fs {
		out[i] = notice{
			level: "warning", rule: f.Rule, file: f.File, line: f.Line, column: f.Column,
			title: f.Rule, text: f.Message, hint: f.Hint,
		}
		if f.Severity == parse.Error {
			out[i].level = "error"
		}
	}
	return out
}

func planNotices(d *diff.Document) (out []notice) {
	for _, z := range d.Zones {
		at := notice{file: z.File, title: zoneTitle(z), hint: z.Hint}
		if msg := zoneError(z); msg != "" {
			out = append(out, at.with("error", "zone-error", msg))
		}
		if z.Held != "" {
			out = append(out, at.with("warning", "held", z.Held))
		}
		at.hint = ""
		for _, w := range z.Warnings {
			out = append(out, at.with("warning", "provider", w))
		}
		for _, c := range rows(z.Changes) {
			out = append(out, changeNotice(at, z, c))
		}
	}
	return out
}

func (n notice) with(level, rule, text string) notice {
	n.level, n.rule, n.text = level, rule, text
	return n
}

// changeNotice tells a change at its own line, or at the zone's file where it has none.
func changeNotice(at notice, z diff.ZoneDoc, c diff.ChangeDoc) notice {
	if c.File != "" {
		at.file, at.line = c.File, c.Line
	}
	at.about = c.Op + " " + changeKey(c)
	text := changeText(c)
	switch why := ownReason(z, c); {
	case why != "":
		return at.with("warning", "held", text+": held: "+why)
	case c.Held != "":
		return at.with("note", "held", text+": held")
	case notDone(c):
		return at.with("error", c.Outcome, text+": "+strings.ReplaceAll(c.Outcome, "-", " "))
	}
	return at.with("note", c.Op, text)
}

// changeText is a change in one line.
func changeText(c diff.ChangeDoc) string {
	before, after := setText(c.OldTTL, c.OldData), setText(c.TTL, c.Data)
	text := c.Op + " " + changeKey(c) + ": "
	switch c.Op {
	case "delete":
		text += before
	case "update":
		text += before + " -> " + after
	default:
		text += after
	}
	return Clean(text)
}

func changeKey(c diff.ChangeDoc) string {
	if c.View != "" {
		return c.Name + " " + c.Type + " @" + c.View
	}
	return c.Name + " " + c.Type
}

func setText(ttl uint32, values []string) string {
	return fmt.Sprintf("ttl %d, %s", ttl, strings.Join(values, ", "))
}

// annotate writes the workflow commands that GitHub shows beside the lines of a pull request.
func annotate(b *bytes.Buffer, notices []notice) {
	for _, n := range notices {
		level := n.level
		if level == "note" {
			level = "notice"
		}
		text := cleanText(n.text)
		if n.hint != "" {
			text += "\nhint: " + cleanText(n.hint)
		}
		fmt.Fprintf(b, "::%s %s::%s\n", level, n.properties(), commandData.Replace(text))
	}
}

func (n notice) properties() string {
	var props []string
	if n.file != "" {
		props = append(props, "file="+property(n.file))
	}
	if n.line > 0 {
		props = append(props, fmt.Sprintf("line=%d", n.line))
	}
	if n.column > 0 {
		props = append(props, fmt.Sprintf("col=%d", n.column))
	}
	return strings.Join(append(props, "title="+property(n.title)), ",")
}

func property(s string) string { return commandProperty.Replace(Clean(s)) }

// How a workflow command escapes its message and its properties.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
