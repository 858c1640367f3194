package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// The elements of JUnit's XML, as the common readers of it agree on them.
type (
	suites struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Suites   []suite  `xml:"testsuite"`
	}
	suite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	testcase struct {
		Name      string  `xml:"name,attr"`
		Class     string  `xml:"classname,attr"`
		File      string  `xml:"file,attr,omitempty"`
		Line      int     `xml:"line,attr,omitempty"`
		Failure   *defect `xml:"failure"`
		Error     *defect `xml:"error"`
		SystemOut string  `xml:"system-out,omitempty"`
	}
	defect struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

const (
	planClass  = "zonesync.plan"
	checkClass = "zonesync.check"
)

// add takes a case in and counts it.
func (s *suite) add(c testcase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Error != nil {
		s.Errors++
	}
}

// passed keeps a suite without cases from looking like one that did not run.
func (s *suite) passed(class string) {
	if len(s.Cases) == 0 {
		s.add(testcase{Name: s.Name, Class: class})
	}
}

// planSuites makes a suite of each zone: what is to be done passes, what is held fails, what broke is an error.
func planSuites(d *diff.Document) suites {
	out := suites{Name: "zonesync"}
	for _, z := range d.Zones {
		s := suite{Name: zoneTitle(z)}
		for _, n := range planNotices(&diff.Document{Zones: []diff.ZoneDoc{z}}) {
			s.add(n.testcase(planClass))
		}
		s.passed(planClass)
		out.Suites = append(out.Suites, s)
	}
	return out
}

// findingSuites makes a suite of each file; errors fail, warnings are told and pass, as
// they do in the exit code. Without findings there is one test, which passes.
func findingSuites(fs []parse.Finding) suites {
	out := suites{Name: "zonesync check"}
	index := make(map[string]int)
	for i, n := range findingNotices(fs) {
		at, known := index[fs[i].File]
		if !known {
			at = len(out.Suites)
			index[fs[i].File] = at
			out.Suites = append(out.Suites, suite{Name: Clean(fs[i].File)})
		}
		out.Suites[at].add(n.testcase(checkClass))
	}
	if len(out.Suites) == 0 {
		s := suite{Name: "zone files"}
		s.passed(checkClass)
		out.Suites = append(out.Suites, s)
	}
	return out
}

func (n notice) testcase(class string) testcase {
	text := cleanText(n.text)
	c := testcase{Name: n.caseName(), Class: class, File: Clean(n.file), Line: n.line}
	d := &defect{Message: text, Type: Clean(n.rule), Text: text}
	if n.hint != "" {
		d.Text += "\nhint: " + cleanText(n.hint)
	}
	switch {
	case n.level == "error" && class == planClass:
		c.Error = d
	case n.level == "error", n.level == "warning" && n.rule == "held":
		c.Failure = d
	case n.level == "warning":
		c.SystemOut = "warning: " + d.Text
	default:
		c.SystemOut = d.Text
	}
	return c
}

// caseName tells a case from the others of its suite; readers take two of one name for one.
func (n notice) caseName() string {
	if n.about != "" {
		return Clean(n.about)
	}
	at := place(n.file, n.line)
	if n.column > 0 {
		at += fmt.Sprintf(":%d", n.column)
	}
	return strings.TrimSpace(at + " " + Clean(n.rule))
}

func writeJUnit(b *bytes.Buffer, s suites) error {
	for _, one := range s.Suites {
		s.Tests += one.Tests
		s.Failures += one.Failures
		s.Errors += one.Errors
	}
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(b)
	enc.Indent("", "  ")
	if err := enc.Encode(s); err != nil {
		return err
	}
	b.WriteByte('\n')
	return nil
}
