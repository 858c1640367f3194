package syncer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Rollback plans to give all RRsets that a run changed their values from before it. It is guarded like any other plan.
func (s *Syncer) Rollback(ctx context.Context, run int64, scope Scope) (Round, error) {
	changes, err := s.changed(ctx, run)
	if err != nil {
		return Round{}, err
	}
	undo := map[state.Ref][]state.Change{}
	var refs []state.Ref
	for _, c := range changes {
		if c.Outcome == providers.NotDone.String() || scope.Zone != nil && !scope.Zone(c.Origin) {
			continue
		}
		if undo[c.Ref] == nil {
			refs = append(refs, c.Ref)
		}
		undo[c.Ref] = append(undo[c.Ref], c)
	}
	if len(refs) == 0 {
		return Round{}, &hintError{fmt.Errorf("run %d changed nothing, or there is no such run", run), "zonesync history lists the runs"}
	}
	tasks := make([]Task, len(refs))
	s.each(ctx, len(refs), func(ctx context.Context, i int) { tasks[i] = s.undoTask(ctx, refs[i], undo[refs[i]]) })
	s.planAll(ctx, tasks, scope.Allow)
	return Round{Tasks: tasks}, nil
}

// changed gives what a run changed. Of one whose process was killed only the journal tells.
func (s *Syncer) changed(ctx context.Context, run int64) ([]state.Change, error) {
	changes, err := s.State.Changes(ctx, run)
	if err != nil || len(changes) > 0 {
		return changes, err
	}
	batches, err := s.State.Batches(ctx, run)
	seen := map[state.Ref]map[zone.Key]int{}
	for _, b := range batches {
		if seen[b.Ref] == nil {
			seen[b.Ref] = map[zone.Key]int{}
		}
		for _, c := range b.Changes {
			if i, again := seen[b.Ref][c.Key()]; again { // sent in several tries: the first knew how it was before
				changes[i].After = c.New
				continue
			}
			seen[b.Ref][c.Key()] = len(changes)
			changes = append(changes, state.Change{Ref: b.Ref, Before: c.Old, After: c.New, Outcome: b.Outcome})
		}
	}
	return changes, err
}

// undoTask makes a task that wants the live zone with some RRsets as they were.
func (s *Syncer) undoTask(ctx context.Context, ref state.Ref, changes []state.Change) Task {
	t := Task{Origin: ref.Origin, Account: s.Accounts[ref.Provider], undo: true}
	switch {
	case t.Account.Err != nil:
		t.Err = t.Account.Err
		return t
	case t.Account.Provider == nil:
		t.Account = Account{Name: ref.Provider}
		t.Err = fmt.Errorf("the config has no provider %q any more", ref.Provider)
		return t
	}
	var ok bool
	if t.Zone, ok = s.Config.Zone(ref.Origin); !ok {
		t.Err = errors.New("no entry of zones in the config matches any more")
		return t
	}
	live, err := t.Account.Fetch(ctx, providers.Ref{Origin: ref.Origin})
	if t.Err = err; err != nil {
		return t
	}
	// What the run could reach, undoing it must reach; the comments of what comes back come with it.
	t.Zone.Prune, t.Zone.Drift, t.Zone.Comments = diff.PruneAll, diff.Correct, "sync"
	t.Parsed.Origin, t.Parsed.Zone = ref.Origin, before(live.Records, changes)
	return t
}

// before gives a zone in which the changed RRsets are as they were.
func before(live zone.Zone, changes []state.Change) zone.Zone {
	old := map[zone.Key]*zone.RRset{}
	for _, c := range changes {
		set := c.Before
		if set == nil {
			set = c.After
		}
		old[set.Key] = c.Before
	}
	out := zone.Zone{Origin: live.Origin}
	for _, s := range live.Sets {
		if _, changed := old[s.Key]; !changed {
			out.Sets = append(out.Sets, s)
		}
	}
	for _, s := range old {
		if s != nil {
			out.Sets = append(out.Sets, *s)
		}
	}
	slices.SortFunc(out.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	return out
}
