package syncer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Task is one zone at one provider: first what is wanted, then the plan. A task with an Err has no plan.
type Task struct {
	Origin   string
	Path     string // of the zone file, as the user knows it
	Account  Account
	Zone     config.Zone
	Parsed   parse.Result
	Err      error
	Job      apply.Job
	Cost     apply.Cost
	Seconds  float64 // about how long applying takes, after the tasks before it
	Warnings []string

	swept     *providers.Live // read together with others; nil: not yet read
	undo      bool            // wants what was live before, not what a zone file has
	revision  string          // of the source
	base      *zone.Zone      // what was last applied; nil: not known
	released  string          // hash of the held plan that a person let go
	uncertain []int64         // batches whose outcome a killed process did not learn
}

// UnreadableError is a zone whose files do not parse. It stays live as it is.
type UnreadableError struct{ Findings []parse.Finding }

func (e *UnreadableError) Error() string { return parseError(e.Findings) }

// tasks finds the providers of every zone. Zones that no entry of the config matches are left alone and named.
func (s *Syncer) tasks(d Desired, scope Scope) (tasks []Task, unmatched []string) {
	for _, r := range d.Zones {
		if scope.Zone != nil && !scope.Zone(r.Origin) {
			continue
		}
		z, ok := s.Config.Zone(r.Origin)
		if !ok {
			unmatched = append(unmatched, r.Origin)
			continue
		}
		for _, name := range z.Provider {
			t := Task{Origin: r.Origin, Path: parse.Prefix(d.Prefix) + r.Path(), Account: s.Accounts[name], Zone: z, Parsed: r, revision: d.Revision}
			if t.Err = t.Account.Err; r.Failed() {
				t.Err = &UnreadableError{Findings: r.Findings}
			}
			tasks = append(tasks, t)
		}
	}
	return tasks, unmatched
}

// plan reads the live zone and compares. What goes wrong is kept in the task.
func (t *Task) plan(ctx context.Context, allow diff.Allow) {
	if t.Err != nil {
		return
	}
	live, err := t.live(ctx)
	if err != nil {
		t.Err = err
		return
	}
	if allow.Release == "" {
		allow.Release = t.released
	}
	raw := diff.Input{Account: t.Account.Name, Base: t.base, Want: t.Parsed.Zone, Rules: t.Zone.Rules, Allow: allow}
	in, warnings, err := apply.Input(t.Account.Provider, live, raw)
	t.Warnings = append(append(t.Warnings, live.Warnings...), warnings...)
	if err != nil {
		t.Err = err
		return
	}
	t.Job = apply.Job{Provider: t.Account.Provider, Live: live, Input: in, Atomic: t.Zone.Atomic}
	t.decide()
	for _, f := range parse.Dangling(in.Live, in.Want) {
		t.Warnings = append(t.Warnings, Place(f))
	}
}

// decide makes the plan of the job's input, and counts what it costs.
func (t *Task) decide() {
	if t.Job.Plan, t.Err = diff.Compute(t.Job.Input); t.Err == nil {
		t.Cost, t.Err = apply.Estimate(t.Job)
	}
}

// foretell says how long the task takes. paces has what the tasks before it use of each account's limits.
func (t *Task) foretell(paces map[string]*apply.Pace) {
	if t.Err != nil || t.Cost.Calls == 0 {
		return
	}
	if paces[t.Account.Name] == nil {
		paces[t.Account.Name] = apply.NewPace(t.Account.Provider, t.Account.Limit)
	}
	t.Seconds = paces[t.Account.Name].Seconds(t.Cost)
}

// slim lets go of the live zone where nothing will be sent: a round may hold thousands.
func (t *Task) slim() {
	if t.Job.Idle() {
		t.Job.Live, t.Job.Input.Live = providers.Live{Ref: t.Job.Live.Ref, Missing: t.Job.Live.Missing}, zone.Zone{Origin: t.Origin}
	}
}

// options gives a digest of the settings that decide what a plan may hold, to tell whether they are still the same.
func (t Task) options() string {
	text, err := json.Marshal(struct {
		diff.Rules
		CreateZone, Atomic bool
	}{t.Zone.Rules, t.Zone.CreateZone, t.Zone.Atomic})
	if err != nil {
		panic(err) // plain strings, numbers and lists
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256(text))
}

// fetch reads the live zone. One that does not exist is empty where the config says that it is to be created.
func (t *Task) fetch(ctx context.Context) (providers.Live, error) {
	ref := providers.Ref{Origin: t.Origin}
	live, err := t.Account.Fetch(ctx, ref)
	if !errors.Is(err, providers.ErrNotFound) {
		return live, err
	}
	switch {
	case !t.Account.Capabilities().CreateZone:
		return live, &hintError{err, cmp.Or(providers.Hint(err), "this provider has no call that creates a zone: create it by hand")}
	case !t.Zone.CreateZone:
		return live, &hintError{err, fmt.Sprintf("create the zone at the provider, or set create_zone: true for %s", t.Origin)}
	}
	missing := providers.Live{Ref: ref, Missing: true}
	missing.Records.Origin = t.Origin
	return missing, nil
}

// hintError is an error with its likely cure.
type hintError struct {
	error
	hint string
}

func (e *hintError) Unwrap() error { return e.error }

// Hint gives the likely cure.
func (e *hintError) Hint() string { return e.hint }

// Hint gives the likely cure that an error carries, "" where it has none.
func Hint(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return providers.Hint(err)
}
