// Package report renders plans and findings for people and for machines: text, Markdown, JSON, GitHub annotations, SARIF
// and JUnit. It writes what it is given and decides nothing. What comes from zone files and providers is never printed
// raw: control characters are escaped, so that no record can move a terminal's cursor or end an annotation.
package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// Formats are the names that --format takes.
var Formats = []string{"text", "json", "markdown", "github", "sarif", "junit"}

// Options are the settings of text output; other formats look the same everywhere.
type Options struct {
	Color   bool // ANSI colours
	Verbose bool // zones in sync are shown, too
}

// FormatError is a format that does not exist.
type FormatError struct{ Format string }

func (e *FormatError) Error() string {
	return fmt.Sprintf("unknown format %q: there are %s", e.Format, strings.Join(Formats, ", "))
}

// Plan writes what plan and diff found, or what apply did. The document must have been summed up (Document.Sum). The
// only errors are those of w and *FormatError.
func Plan(w io.Writer, d *diff.Document, format string, o Options) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "text":
		planText(&b, d, o)
	case "json":
		err = writeJSON(&b, d)
	case "markdown":
		planMarkdown(&b, d)
	case "github":
		annotate(&b, planNotices(d))
		fmt.Fprintln(&b, summaryLine(d))
	case "sarif":
		err = writeSARIF(&b, planNotices(d))
	case "junit":
		err = writeJUnit(&b, planSuites(d))
	default:
		return &FormatError{format}
	}
	return flush(w, &b, err)
}

// Findings writes what check found in so many zones and records. The findings keep the order that they have. The only
// errors are those of w and *FormatError.
func Findings(w io.Writer, fs []parse.Finding, zones, records int, format string, o Options) error {
	var b bytes.Buffer
	var err error
	switch format {
	case "text":
		findingsText(&b, fs, o)
		fmt.Fprintln(&b, checkLine(fs, zones, records))
	case "json":
		err = writeJSON(&b, checkDocument{Schema: CheckSchema, Findings: append([]parse.Finding{}, fs...)})
	case "markdown":
		findingsMarkdown(&b, fs, checkLine(fs, zones, records))
	case "github":
		annotate(&b, findingNotices(fs))
		fmt.Fprintln(&b, checkLine(fs, zones, records))
	case "sarif":
		err = writeSARIF(&b, findingNotices(fs))
	case "junit":
		err = writeJUnit(&b, findingSuites(fs))
	default:
		return &FormatError{format}
	}
	return flush(w, &b, err)
}

func flush(w io.Writer, b *bytes.Buffer, err error) error {
	if err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}
