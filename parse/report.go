package parse

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxFindings is how many findings of one zone are told. What is beyond is counted.
const maxFindings = 1000

// report gathers findings up to a number, and counts the rest.
type report struct {
	findings         []Finding
	errors, warnings int // beyond maxFindings
}

func (r *report) add(f Finding) {
	switch {
	case len(r.findings) < maxFindings:
		r.findings = append(r.findings, f)
	case f.Severity == Error:
		r.errors++
	default:
		r.warnings++
	}
}

// join adds the findings of the next part.
func (r *report) join(next report) {
	for _, f := range next.findings {
		r.add(f)
	}
	r.errors += next.errors
	r.warnings += next.warnings
}

// sorted gives the findings in file order: files of the source by rank, then the others by name.
func (r *report) sorted(ranks map[string]int) []Finding {
	slices.SortStableFunc(r.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(ranks[a.File], ranks[b.File]), strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r.findings
}

// rest gives the finding that stands for those beyond the number. It is an error where one of them is.
func (r *report) rest(file string) (Finding, bool) {
	if r.errors+r.warnings == 0 {
		return Finding{}, false
	}
	f := Finding{File: file, Rule: "limits", Severity: Warning,
		Message: fmt.Sprintf("%d more errors and %d more warnings are not told", r.errors, r.warnings),
		Hint:    "mend those that are told and check again"}
	if r.errors > 0 {
		f.Severity = Error
	}
	return f, true
}

// quoteASCII quotes bytes of a file so that a terminal shows them harmlessly.
func quoteASCII(b []byte) string { return strconv.QuoteToASCII(string(b)) }
