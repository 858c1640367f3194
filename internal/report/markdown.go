package report

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// longBlock is how many lines a pull-request comment shows without being asked to.
const longBlock = 20

func planMarkdown(b *bytes.Buffer, d *diff.Document) {
	fmt.Fprintf(b, "**%s**\n", summaryLine(d))
	for _, z := range d.Zones {
		if z.Status != diff.StatusInSync || len(z.Warnings) > 0 {
			zoneMarkdown(b, z, d.Revision)
		}
	}
}

func zoneMarkdown(b *bytes.Buffer, z diff.ZoneDoc, revision string) {
	fmt.Fprintf(b, "\n### %s\n", code(zoneTitle(z)))
	if source := zoneSource(z, revision); source != "" {
		fmt.Fprintf(b, "\n%s\n", code(source))
	}
	for _, m := range []struct{ word, text string }{{"Held", z.Held}, {"Error", zoneError(z)}, {"Hint", z.Hint}} {
		quote(b, m.word, m.text)
	}
	for _, w := range z.Warnings {
		quote(b, "Warning", w)
	}
	var lines []string
	for _, c := range rows(z.Changes) {
		lines = append(lines, diffLines(newBlock(z, c, revision), c)...)
	}
	if len(lines) > 0 {
		fence(b, lines, count(len(z.Changes), "change")+" of "+zoneTitle(z))
	}
}

// diffLines writes a change in the signs that a diff block colours: an update is what goes and what comes.
func diffLines(bl block, c diff.ChangeDoc) (lines []string) {
	one := func(sign string, ttl uint32, values []string) {
		for _, v := range values {
			lines = append(lines, fmt.Sprintf("%s %s %d %s %s", sign, bl.name, ttl, bl.rrtype, Clean(v)))
		}
	}
	remove, add := "-", "+"
	if c.Held != "" {
		remove, add = "! -", "! +"
	}
	one(remove, c.OldTTL, c.OldData)
	one(add, c.TTL, c.Data)
	for _, n := range []string{strings.TrimSpace(bl.note), Clean(c.Note)} {
		if n != "" && len(lines) > 0 {
			lines[len(lines)-1] += "  ; " + n
		}
	}
	return lines
}

// fence writes a diff block, folded when it is long. The fence is longer than any run of backticks inside.
func fence(b *bytes.Buffer, lines []string, title string) {
	text := strings.Join(lines, "\n")
	mark := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	block := fmt.Sprintf("\n%sdiff\n%s\n%s\n", mark, text, mark)
	if len(lines) > longBlock {
		block = fmt.Sprintf("\n<details><summary>%s</summary>\n%s\n</details>\n", html.EscapeString(title), block)
	}
	b.WriteString(block)
}

func quote(b *bytes.Buffer, word, text string) {
	if text == "" {
		return
	}
	b.WriteByte('\n')
	for i, l := range cleanLines(text) {
		if i == 0 {
			fmt.Fprintf(b, "> **%s:** %s\n", word, code(l))
			continue
		}
		fmt.Fprintf(b, "> %s\n", code(l))
	}
}

func findingsMarkdown(b *bytes.Buffer, fs []parse.Finding, summary string) {
	fmt.Fprintf(b, "**%s**\n", summary)
	if len(fs) > 0 {
		b.WriteString("\n| | Place | Rule | Message |\n|---|---|---|---|\n")
	}
	for _, f := range fs {
		text := cell(f.Message)
		if f.Hint != "" {
			text += "<br>hint: " + cell(f.Hint)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", Clean(string(f.Severity)), cell(findingPlace(f)), cell(f.Rule), text)
	}
}

// cell is code for a table, in which a bar ends the cell even inside code.
func cell(s string) string {
	lines := cleanLines(s)
	for i, l := range lines {
		lines[i] = strings.ReplaceAll(code(l), "|", `\|`)
	}
	return strings.Join(lines, "<br>")
}

// code makes a code span of a clean text: nothing in it is markup, a link or a mention.
func code(s string) string {
	if s == "" {
		return ""
	}
	mark := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return mark + s + mark
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		run++
		if s[i] != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
