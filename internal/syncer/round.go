package syncer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// Round is one look at everything: what is wanted, what is live, and the plans between.
type Round struct {
	Revision  string
	Tasks     []Task
	Findings  []parse.Finding // about no zone in particular, such as two files for one zone
	Unmatched []string        // zones that no entry of the config matches
}

// Plan reads the live zones and compares them with what is desired. It changes nothing.
func (s *Syncer) Plan(ctx context.Context, d Desired, scope Scope) Round {
	r := Round{Revision: d.Revision, Findings: d.Findings}
	r.Tasks, r.Unmatched = s.tasks(d, scope)
	s.each(ctx, len(r.Tasks), func(ctx context.Context, i int) { r.Tasks[i].plan(ctx, scope.Allow) })
	return r
}

// Document gives the round's plans in the form that is printed.
func (r Round) Document() *diff.Document {
	doc := &diff.Document{Schema: diff.PlanSchema, Revision: r.Revision, Zones: make([]diff.ZoneDoc, len(r.Tasks))}
	for i, t := range r.Tasks {
		doc.Zones[i] = t.document()
	}
	doc.Sum()
	return doc
}

func (t Task) document() diff.ZoneDoc {
	z := diff.ZoneDoc{Zone: t.Origin, Status: diff.StatusError}
	if t.Err == nil {
		z = diff.NewZoneDoc(t.Job.Plan)
		z.Hint = t.Job.Plan.ReleaseHint()
	}
	z.Provider, z.Type, z.File = t.Account.Name, t.Account.Kind, t.Path
	z.Calls, z.Seconds, z.Warnings = t.Calls, t.Seconds, t.Warnings
	for i, c := range z.Changes {
		if c.File == "" {
			z.Changes[i].File = t.Path
		}
	}
	if t.Err != nil {
		fail(&z, t.Err)
	}
	return z
}

// Apply carries out what the round has planned, several zones at once, and gives the document of what became of it.
func (s *Syncer) Apply(ctx context.Context, r Round) (*diff.Document, []apply.Result) {
	var jobs []apply.Job
	var at []int
	results := make([]apply.Result, len(r.Tasks))
	for i, t := range r.Tasks {
		results[i].Err = t.Err
		if t.Err == nil {
			jobs, at = append(jobs, t.Job), append(at, i)
		}
	}
	for k, res := range apply.All(ctx, jobs, apply.Options{Parallel: s.Parallel, Progress: s.Progress}) {
		results[at[k]] = res
	}
	doc := r.Document()
	doc.Schema = diff.ApplySchema
	for i := range results {
		outcomes(&doc.Zones[i], results[i])
	}
	doc.Sum()
	return doc, results
}

// outcomes writes into a zone's document what became of its changes.
func outcomes(z *diff.ZoneDoc, r apply.Result) {
	for i, c := range r.Changes {
		z.Changes[i].Outcome = c.Outcome.String()
	}
	z.Calls = r.Calls
	if r.Err != nil {
		fail(z, r.Err)
	}
}

// fail puts a zone's document in error.
func fail(z *diff.ZoneDoc, err error) {
	text := err.Error()
	z.Status, z.Error = diff.StatusError, &text
	z.Hint = Hint(err)
}

// Pending tells whether applying the round would send anything.
func (r Round) Pending() bool {
	return slices.ContainsFunc(r.Tasks, func(t Task) bool { return t.Err == nil && !t.Job.Idle() })
}

// Failed tells whether the source as a whole has an error, besides those of single zones.
func (r Round) Failed() bool { return len(r.Failures()) > 0 }

// Failures gives those errors.
func (r Round) Failures() []error {
	var errs []error
	for _, f := range r.Findings {
		if f.Severity == parse.Error {
			errs = append(errs, errors.New(Place(f)))
		}
	}
	return errs
}

// shownUnmatched bounds how many zones a warning names.
const shownUnmatched = 3

// Warning names the zones that no entry of the config matches; "" when there are none.
func (r Round) Warning() string {
	n := len(r.Unmatched)
	if n == 0 {
		return ""
	}
	names := strings.Join(r.Unmatched[:min(n, shownUnmatched)], ", ")
	if n > shownUnmatched {
		names += fmt.Sprintf(" and %d more", n-shownUnmatched)
	}
	return "no entry of zones in the config matches, so they are left alone: " + names
}
