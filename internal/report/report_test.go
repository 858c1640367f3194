package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/parse"
)

var update = flag.Bool("update", false, "write what comes out into the golden files")

// golden compares with testdata/name.format.
func golden(t *testing.T, name, format, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+"."+format)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func renderPlan(t *testing.T, d *diff.Document, format string, o report.Options) string {
	t.Helper()
	d.Sum()
	var b bytes.Buffer
	require.NoError(t, report.Plan(&b, d, format, o))
	return b.String()
}

func renderFindings(t *testing.T, fs []parse.Finding, format string, o report.Options) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.Findings(&b, fs, 12, 3456, format, o))
	return b.String()
}

func TestPlans(t *testing.T) {
	t.Parallel()
	for name, make := range documents {
		for _, format := range report.Formats {
			t.Run(name+" as "+format, func(t *testing.T) {
				t.Parallel()
				golden(t, name, format, renderPlan(t, make(), format, report.Options{}))
			})
		}
		t.Run(name+" in colour", func(t *testing.T) {
			t.Parallel()
			golden(t, name, "color", renderPlan(t, make(), "text", report.Options{Color: true, Verbose: true}))
		})
	}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	for name, fs := range findings {
		for _, format := range report.Formats {
			t.Run(name+" as "+format, func(t *testing.T) {
				t.Parallel()
				golden(t, "check-"+name, format, renderFindings(t, fs, format, report.Options{}))
			})
		}
	}
}

// TestPlanTextIsTheDesigns holds the layout to the letter.
func TestPlanTextIsTheDesigns(t *testing.T) {
	t.Parallel()
	require.Equal(t, `example.com (prod, powerdns)  zones/example.com.zone @ 1a2b3c4
  + www.example.com.  300  A      192.0.2.10            zones/example.com.zone:12
  ~ example.com.      3600 MX     10 mail.example.com.  zones/example.com.zone:8
                      ttl 300 -> 3600
  - old.example.com.  300  A      192.0.2.99            removed in 1a2b3c4
  ! api.example.com.  60   A      192.0.2.7             drift: changed at the provider

Plan: 1 to create, 1 to update, 1 to delete, 1 held; 4 API calls, about 1s.
`, renderPlan(t, design(), "text", report.Options{}))
}

func TestZonesInSyncAreForTheVerbose(t *testing.T) {
	t.Parallel()
	d := &diff.Document{Schema: diff.PlanSchema, Zones: []diff.ZoneDoc{{Zone: "example.org.", Status: diff.StatusInSync}}}
	line := "Plan: 0 to create, 0 to update, 0 to delete, 0 held; 0 API calls, about 0s.\n"
	require.Equal(t, line, renderPlan(t, d, "text", report.Options{}))
	require.Equal(t, "example.org  in sync\n\n"+line, renderPlan(t, d, "text", report.Options{Verbose: true}))
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	var unknown *report.FormatError
	require.ErrorAs(t, report.Plan(io.Discard, design(), "yaml", report.Options{}), &unknown)
	require.Equal(t, `unknown format "yaml": there are text, json, markdown, github, sarif, junit`, unknown.Error())
	require.ErrorAs(t, report.Findings(io.Discard, nil, 0, 0, "", report.Options{}), &unknown)
}

func TestWriteErrorsAreGivenBack(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for _, format := range report.Formats {
		require.ErrorIs(t, report.Plan(failing{full}, design(), format, report.Options{}), full)
		require.ErrorIs(t, report.Findings(failing{full}, nil, 0, 0, format, report.Options{}), full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestNothingRawIsPrinted puts what moves cursors, ends annotations and turns text around into every string, and looks
// for it in every format.
func TestNothingRawIsPrinted(t *testing.T) {
	t.Parallel()
	for _, format := range report.Formats {
		for _, out := range []string{
			renderPlan(t, nasty(), format, report.Options{Verbose: true}),
			renderFindings(t, findings["nasty"], format, report.Options{}),
		} {
			for _, r := range out {
				require.False(t, r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)), "%s: %q in\n%s", format, r, out)
			}
			require.NotContains(t, out, "\n::error file=forged", format)
		}
	}
}

func TestSARIFHasWhatItMustHave(t *testing.T) {
	t.Parallel()
	outs := map[string]string{}
	for name, make := range documents {
		outs[name] = renderPlan(t, make(), "sarif", report.Options{})
	}
	for name, fs := range findings {
		outs["findings "+name] = renderFindings(t, fs, "sarif", report.Options{})
	}
	for name, out := range outs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkSARIF(t, out)
		})
	}
}

// checkSARIF checks the properties that SARIF 2.1.0 requires, and that indexes and levels are sound.
func checkSARIF(t *testing.T, out string) {
	t.Helper()
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID                     string
						ShortDescription, Help struct{ Text string }
					}
				}
			}
			Results *[]struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           *struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &log))
	require.Equal(t, "2.1.0", log.Version)
	require.NotEmpty(t, log.Schema)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Equal(t, "zonesync", run.Tool.Driver.Name)
	require.NotNil(t, run.Results, "results is null only of a run that failed")
	for _, r := range run.Tool.Driver.Rules {
		require.NotEmpty(t, r.ShortDescription.Text)
		require.NotEmpty(t, r.Help.Text)
	}
	for _, r := range *run.Results {
		require.Contains(t, []string{"note", "warning", "error"}, r.Level)
		require.NotEmpty(t, r.Message.Text)
		require.Equal(t, r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		for _, l := range r.Locations {
			require.NotContains(t, l.PhysicalLocation.ArtifactLocation.URI, " ")
			if reg := l.PhysicalLocation.Region; reg != nil {
				require.Positive(t, reg.StartLine)
			}
		}
	}
}

func TestJUnitCountsItsCases(t *testing.T) {
	t.Parallel()
	for name, make := range documents {
		var got struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Cases    []struct {
				Failure *struct{} `xml:"failure"`
				Error   *struct{} `xml:"error"`
			} `xml:"testsuite>testcase"`
		}
		require.NoError(t, xml.Unmarshal([]byte(renderPlan(t, make(), "junit", report.Options{})), &got), name)
		failures, errs := 0, 0
		for _, c := range got.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				errs++
			}
		}
		require.Equal(t, []int{len(got.Cases), failures, errs}, []int{got.Tests, got.Failures, got.Errors}, name)
	}
}

func TestLongMarkdownIsFolded(t *testing.T) {
	t.Parallel()
	d := design()
	c := d.Zones[0].Changes[0]
	d.Zones[0].Changes = nil
	for range 21 {
		d.Zones[0].Changes = append(d.Zones[0].Changes, c)
	}
	require.Contains(t, renderPlan(t, d, "markdown", report.Options{}), "<details><summary>21 changes of example.com (prod, powerdns)</summary>")
	d.Zones[0].Changes = d.Zones[0].Changes[:20]
	require.NotContains(t, renderPlan(t, d, "markdown", report.Options{}), "<details>")
}

func TestWideValuesAreNotCut(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 4000) + `"`
	for _, format := range report.Formats {
		d := design()
		d.Zones[0].Changes[0].Data = []string{long}
		out := strings.ReplaceAll(renderPlan(t, d, format, report.Options{}), `\"`, `"`)
		require.Contains(t, strings.ReplaceAll(out, "&#34;", `"`), long, format)
	}
}

// TestEqualLinesAreOneRow: for people; the counts, and JSON, have each line's RRset.
func TestEqualLinesAreOneRow(t *testing.T) {
	t.Parallel()
	change := func(op, typ, view, data string) diff.ChangeDoc {
		c := diff.ChangeDoc{Op: op, Name: "www.example.com.", Type: typ, View: view, Cause: diff.Git, TTL: 60, Data: []string{data}, File: "example.com.zone", Line: 2}
		if op == "delete" {
			c.TTL, c.Data, c.OldTTL, c.OldData = 0, nil, 60, []string{data}
		}
		return c
	}
	d := &diff.Document{Zones: []diff.ZoneDoc{{Zone: "example.com.", Provider: "cn", Type: "cloudns", Status: diff.StatusChanges, Changes: []diff.ChangeDoc{
		change("delete", "A", "tel", "192.0.2.1"), change("create", "CNAME", "tel", "a.example.com."),
		change("delete", "A", "uni", "192.0.2.1"), change("create", "CNAME", "uni", "a.example.com."),
		change("create", "MX", "tel", "1 a.example.com."), change("create", "MX", "uni", "2 a.example.com."),
	}}}}
	require.Equal(t, `example.com (cn, cloudns)
  - www.example.com. @tel+uni  60   A      192.0.2.1         removed
  + www.example.com. @tel+uni  60   CNAME  a.example.com.    example.com.zone:2
  + www.example.com. @tel      60   MX     1 a.example.com.  example.com.zone:2
  + www.example.com. @uni      60   MX     2 a.example.com.  example.com.zone:2

Plan: 4 to create, 0 to update, 2 to delete, 0 held; 0 API calls, about 0s.
`, renderPlan(t, d, "text", report.Options{}))
	require.Equal(t, 1, strings.Count(renderPlan(t, d, "markdown", report.Options{}), "- www.example.com. @tel+uni 60 A 192.0.2.1"))
	require.Equal(t, 1, strings.Count(renderPlan(t, d, "github", report.Options{}), "CNAME @tel+uni"))
	require.Equal(t, 3, strings.Count(renderPlan(t, d, "json", report.Options{}), `"view": "uni"`))
}
