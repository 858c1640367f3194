package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// Columns are as wide as their widest cell, but never wider than this because of a single one: longer cells are not cut,
// they only push what is to their right.
const widest = 48

// The colours, as ANSI SGR numbers.
const (
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
	purple = "35"
)

var signColors = map[string]string{"+": green, "~": yellow, "-": red, "!": purple}

// paint colours a text that is clean already.
func (o Options) paint(color, s string) string {
	if !o.Color || s == "" {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func planText(b *bytes.Buffer, d *diff.Document, o Options) {
	for _, z := range d.Zones {
		if z.Status != diff.StatusInSync || o.Verbose || len(z.Warnings) > 0 {
			zoneText(b, z, d.Revision, o)
			b.WriteByte('\n')
		}
	}
	fmt.Fprintln(b, summaryLine(d))
}

func zoneText(b *bytes.Buffer, z diff.ZoneDoc, revision string, o Options) {
	title := o.paint(bold, zoneTitle(z))
	if source := zoneSource(z, revision); source != "" {
		title += "  " + source
	}
	if z.Status == diff.StatusInSync {
		title += "  in sync"
	}
	fmt.Fprintln(b, title)
	changes := rows(z.Changes)
	blocks := make([]block, len(changes))
	for i, c := range changes {
		blocks[i] = newBlock(z, c, revision)
	}
	cols := measure(blocks)
	for _, bl := range blocks {
		cols.write(b, bl, o)
	}
	message(b, o.paint(purple, "held"), z.Held)
	message(b, o.paint(red, "error"), zoneError(z))
	message(b, "hint", z.Hint)
	for _, w := range z.Warnings {
		message(b, o.paint(yellow, "warning"), w)
	}
}

// message writes "  word: text", further lines of the text below its first.
func message(b *bytes.Buffer, word, text string) {
	if text != "" {
		fmt.Fprintf(b, "  %s: %s\n", word, strings.Join(cleanLines(text), "\n    "))
	}
}

// columns are the widths of a zone's blocks.
type columns struct{ name, ttl, rrtype, value int }

func measure(blocks []block) columns {
	c := columns{ttl: 4, rrtype: 6}
	for _, b := range blocks {
		grow(&c.name, b.name)
		grow(&c.ttl, b.ttl)
		grow(&c.rrtype, b.rrtype)
		grow(&c.value, b.values[0])
	}
	return c
}

func grow(width *int, cell string) {
	*width = max(*width, min(utf8.RuneCountInString(cell), widest))
}

func (c columns) write(w *bytes.Buffer, b block, o Options) {
	head := fmt.Sprintf("%s %-*s  ", b.sign, c.name, b.name)
	mid := fmt.Sprintf("%-*s %-*s ", c.ttl, b.ttl, c.rrtype, b.rrtype)
	line := o.paint(signColors[b.sign], head) + mid + fmt.Sprintf("%-*s  ", c.value, b.values[0]) + b.note
	fmt.Fprintf(w, "  %s\n", strings.TrimRight(line, " "))
	under := 2 + utf8.RuneCountInString(head)
	for _, v := range b.values[1:] {
		fmt.Fprintf(w, "%*s%s\n", under+utf8.RuneCountInString(mid), "", v)
	}
	for _, s := range b.below {
		fmt.Fprintf(w, "%*s%s\n", under, "", s)
	}
}

func findingsText(b *bytes.Buffer, fs []parse.Finding, o Options) {
	for _, f := range fs {
		color := yellow
		if f.Severity == parse.Error {
			color = red
		}
		where := findingPlace(f)
		if where != "" {
			where += ": "
		}
		severity := o.paint(color, Clean(string(f.Severity)))
		fmt.Fprintf(b, "%s%s: %s [%s]\n", where, severity, strings.Join(cleanLines(f.Message), "\n    "), Clean(f.Rule))
		message(b, "hint", f.Hint)
	}
}

// findingPlace is "file:line:column", as far as it is known.
func findingPlace(f parse.Finding) string {
	s := place(f.File, f.Line)
	if f.Line > 0 && f.Column > 0 {
		s += fmt.Sprintf(":%d", f.Column)
	}
	return s
}
