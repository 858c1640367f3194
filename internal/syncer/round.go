package syncer

import (
	"cmp"
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
	Prefix    string // of the paths of zone files, as the source has it
	Tasks     []Task
	Findings  []parse.Finding // about no zone in particular, such as two files for one zone
	Unmatched []string        // zones that no entry of the config matches
}

// Plan reads the live zones and compares them with what is desired. It changes nothing.
func (s *Syncer) Plan(ctx context.Context, d Desired, scope Scope) Round {
	r := Round{Revision: d.Revision, Prefix: d.Prefix, Findings: d.Findings}
	r.Tasks, r.Unmatched = s.tasks(d, scope)
	s.planAll(ctx, r.Tasks, scope.Allow)
	return r
}

// planAll plans tasks, several at once. Zones are read when the work that killed runs left at the providers has ended.
func (s *Syncer) planAll(ctx context.Context, tasks []Task, allow diff.Allow) {
	past, err := s.past(ctx)
	runAll(ctx, len(tasks), max(s.Parallel, 1), func(ctx context.Context, i int) {
		t := &tasks[i]
		if t.Err = cmp.Or(t.Err, err); t.Err == nil {
			t.Err = s.recall(ctx, t, past)
		}
	}, func(int, int) {})
	s.sweep(ctx, tasks)
	s.each(ctx, len(tasks), func(ctx context.Context, i int) {
		tasks[i].plan(ctx, diff.Allow{Release: allow.Release})
	})
	if allow.Deletes != 0 {
		allowDeletes(tasks, allow)
	}
	paces := map[string]*apply.Pace{}
	for i := range tasks {
		tasks[i].foretell(paces)
		tasks[i].slim()
	}
}

// allowDeletes lets the one held zone go that deletes as many RRsets as a person has agreed to. Where several would, it is
// not known which one was meant, and all stay held.
func allowDeletes(tasks []Task, allow diff.Allow) {
	meant := 0
	for _, t := range tasks {
		if t.Job.Plan.AllowDeletes == allow.Deletes {
			meant++
		}
	}
	for i := range tasks {
		t := &tasks[i]
		switch {
		case t.Err != nil || t.Job.Plan.AllowDeletes == 0:
		case meant > 1 && t.Job.Plan.AllowDeletes == allow.Deletes:
			t.Warnings = append(t.Warnings, fmt.Sprintf("%d zones delete just %d RRsets: name the one that may with --zone", meant, allow.Deletes))
		default:
			t.Job.Input.Allow.Deletes = allow.Deletes
			t.decide()
		}
	}
}

// Again reads the live zones once more and refuses those whose plan is no longer what the round shows. It tells how many
// those are.
func (s *Syncer) Again(ctx context.Context, r Round, allow diff.Allow) (again Round, moved int) {
	shown := r.Document()
	again, again.Tasks = r, slices.Clone(r.Tasks)
	for i := range again.Tasks {
		again.Tasks[i].Warnings = nil
	}
	s.planAll(ctx, again.Tasks, allow)
	return again, again.Keep(shown)
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
	z.Calls, z.Seconds, z.Warnings, z.Options = t.Cost.Calls, t.Seconds, t.Warnings, t.options()
	if t.Err == nil && t.Job.Live.Missing && len(z.Changes) == 0 {
		z.Status, z.Warnings = diff.StatusChanges, append(slices.Clip(z.Warnings), "the zone does not exist there: it is made, with what the provider puts into it")
	}
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

// Apply carries out what the round has planned, several zones at once, and gives the document of what became of it. trigger
// says in the history why. The error is that of a state store which could not keep it.
func (s *Syncer) Apply(ctx context.Context, r Round, trigger string) (*diff.Document, []apply.Result, error) {
	run, err := s.begin(ctx, r, trigger)
	if err != nil {
		return nil, nil, fmt.Errorf("state: %w", err)
	}
	results := s.carryOut(ctx, r)
	doc := r.Document()
	doc.Schema = diff.ApplySchema
	for i, t := range r.Tasks {
		t.outcomes(&doc.Zones[i], results[i])
	}
	doc.Sum()
	if err := s.keep(ctx, run, r, doc, results); err != nil {
		return doc, results, fmt.Errorf("state: %w", err)
	}
	return doc, results, nil
}

// carryOut applies the tasks that have a plan. The results stand beside the tasks.
func (s *Syncer) carryOut(ctx context.Context, r Round) []apply.Result {
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
	return results
}

// outcomes writes into a zone's document what became of its changes, and how to release what is still held.
func (t Task) outcomes(z *diff.ZoneDoc, r apply.Result) {
	for i, c := range r.Changes {
		z.Changes[i].Outcome = c.Outcome.String()
	}
	z.Calls = r.Calls
	if left := t.held(r); left != nil {
		z.Hash, z.Hint = left.Hash, left.ReleaseHint()
	}
	if r.Err != nil {
		fail(z, r.Err)
	}
}

// held gives the plan that still waits for a person after a task; nil when none does. Where a part of the plan was applied,
// what is left has another hash.
func (t Task) held(r apply.Result) *diff.Plan {
	p := t.Job.Plan
	if !slices.ContainsFunc(p.Items, func(it diff.Item) bool { return it.Held != "" }) {
		return nil
	}
	if r.Done() > 0 {
		in := t.Job.Input
		in.Live, in.Missing, in.Repair = r.Live.Records, r.Live.Missing, r.Live.Repair
		var err error
		if p, err = diff.Compute(in); err != nil {
			return nil
		}
	}
	return &p
}

// fail puts a zone's document in error.
func fail(z *diff.ZoneDoc, err error) {
	text := err.Error()
	z.Status, z.Error = diff.StatusError, &text
	z.Hint = Hint(err)
}

// Pending tells whether applying the round would send anything.
func (r Round) Pending() bool {
	return len(r.pending()) > 0
}

// pending gives the zones to which applying the round would send anything.
func (r Round) pending() []string {
	var zones []string
	for _, t := range r.Tasks {
		if t.Err == nil && !t.Job.Idle() && !slices.Contains(zones, t.Origin) {
			zones = append(zones, t.Origin)
		}
	}
	return zones
}

// Has tells whether a plan of the round has a hash that begins so.
func (r Round) Has(hash string) bool {
	return slices.ContainsFunc(r.Tasks, func(t Task) bool { return strings.HasPrefix(t.Job.Plan.Hash, strings.ToLower(hash)) })
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
