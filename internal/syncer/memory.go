package syncer

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// ref names a task's zone in the state store.
func (t Task) ref() state.Ref { return state.Ref{Provider: t.Account.Name, Origin: t.Origin} }

// recall gives what the store knows of a task's zone before it is planned: what was last applied, and a person's consent.
// What a killed process left uncertain is settled first: its job is waited for; the zone is read afterwards anyway.
func (s *Syncer) recall(ctx context.Context, t *Task, past past) error {
	if s.State == nil {
		return nil
	}
	for _, b := range past.open[t.ref()] {
		if r, ok := t.Account.Provider.(providers.Resumer); ok && b.Job != "" {
			if err := r.Resume(ctx, providers.Ref{Origin: t.Origin}, b.Job); err != nil {
				return err
			}
		}
		t.uncertain = append(t.uncertain, b.ID)
	}
	t.released = past.released[t.ref()]
	base, err := s.State.Base(ctx, t.ref())
	if base != nil {
		t.base = &base.Zone
	}
	return err
}

// past is what the store holds of all zones that is looked up once for a round.
type past struct {
	open     map[state.Ref][]state.Batch // whose outcome is not known
	released map[state.Ref]string        // hashes of held plans that a person let go
}

func (s *Syncer) past(ctx context.Context) (past, error) {
	p := past{open: map[state.Ref][]state.Batch{}, released: map[state.Ref]string{}}
	if s.State == nil {
		return p, nil
	}
	batches, err := s.State.Unsettled(ctx)
	for _, b := range batches {
		p.open[b.Ref] = append(p.open[b.Ref], b)
	}
	holds, err2 := s.State.Released(ctx)
	for _, h := range holds {
		p.released[h.Ref] = h.Hash
	}
	return p, errors.Join(err, err2)
}

// journal writes one zone's batches into the store.
type journal struct {
	*state.Store
	run int64
	ref state.Ref
}

func (j journal) Intend(ctx context.Context, changes []zone.Change) (int64, error) {
	return j.Store.Intend(ctx, j.run, j.ref, changes)
}

func (j journal) Settle(ctx context.Context, batch int64, outcomes []providers.Outcome) error {
	return j.Store.Settle(ctx, batch, worst(outcomes).String())
}

// worst is the outcome that asks for most care: unknown, then not done.
func worst(outcomes []providers.Outcome) providers.Outcome {
	all := providers.Done
	for _, o := range outcomes {
		if o == providers.Unknown {
			return o
		}
		if o == providers.NotDone {
			all = o
		}
	}
	return all
}

// begin opens a run in the store, where the round has anything to send; else the run's ID is 0.
func (s *Syncer) begin(ctx context.Context, r Round, trigger string) (run state.Run, err error) {
	run = state.Run{Started: time.Now(), Revision: r.Revision, Trigger: trigger, Zones: r.pending()}
	if s.State == nil || len(run.Zones) == 0 {
		return run, nil
	}
	run.ID, err = s.State.Begin(ctx, run)
	for i := range r.Tasks {
		r.Tasks[i].Job.Journal = journal{Store: s.State, run: run.ID, ref: r.Tasks[i].ref()}
	}
	return run, err
}

// keep stores what became of a round: the run with its changes, and of every zone what is now applied, its status and
// whether it is held.
func (s *Syncer) keep(ctx context.Context, run state.Run, r Round, doc *diff.Document, results []apply.Result) error {
	if s.State == nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx) // what was done must be kept, whatever has ended meanwhile
	var errs []error
	statuses := make([]state.Status, len(r.Tasks))
	for i, t := range r.Tasks {
		statuses[i] = status(t, doc.Zones[i], results[i])
		errs = append(errs, s.keepZone(ctx, run.ID, t, doc.Zones[i], results[i]))
	}
	errs = append(errs, s.State.SetStatus(ctx, statuses...))
	if run.ID != 0 {
		sum := doc.Summary
		run.Seconds, run.Result = time.Since(run.Started).Seconds(), resultWord(ExitCode(r, results))
		run.Created, run.Updated, run.Deleted = sum.Create, sum.Update, sum.Delete
		errs = append(errs, s.State.Finish(ctx, run.ID, run))
	}
	return errors.Join(errs...)
}

func resultWord(code int) string {
	return map[int]string{apply.AllDone: state.Done, apply.Failed: state.Failed, apply.AnyHeld: state.Held, apply.Partly: state.Partly}[code]
}

func (s *Syncer) keepZone(ctx context.Context, run int64, t Task, z diff.ZoneDoc, res apply.Result) error {
	if t.Err != nil {
		return nil
	}
	var errs []error
	if run != 0 && len(res.Changes) > 0 {
		errs = append(errs, s.State.AddChanges(ctx, run, changes(t, z, res)))
	}
	if next := t.nextBase(res); t.base == nil || !sameSets(*t.base, next) {
		errs = append(errs, s.State.SetBase(ctx, t.ref(), state.Base{Zone: next, Revision: t.revision, At: time.Now()}))
	}
	if res.Verified || res.Err == nil {
		for _, id := range t.uncertain {
			errs = append(errs, s.State.Settle(ctx, id, "settled"))
		}
	}
	return errors.Join(append(errs, s.State.SetHolds(ctx, t.ref(), t.hold(res)))...)
}

func status(t Task, z diff.ZoneDoc, res apply.Result) state.Status {
	st := state.Status{Ref: t.ref(), File: t.Path, Revision: t.revision, Status: z.Status, Hash: z.Hash, Checked: time.Now()}
	if z.Error != nil {
		st.Message = *z.Error
	}
	left := t.held(res)
	switch {
	case z.Error != nil:
	case left != nil && !left.Empty():
		st.Status, st.Hash, st.Message = diff.StatusHeld, left.Hash, left.Items[len(left.Items)-1].Held
	case z.Status == diff.StatusChanges: // which were just applied
		st.Status = diff.StatusInSync
	}
	if res.Done() > 0 {
		st.Applied = st.Checked
	}
	return st
}

func (t Task) hold(res apply.Result) *state.Hold {
	p := t.held(res)
	if p == nil || len(p.Items) == 0 {
		return nil
	}
	return &state.Hold{Hash: p.Hash, Reason: p.Items[len(p.Items)-1].Held, Deletes: p.AllowDeletes, Since: time.Now()}
}

func changes(t Task, z diff.ZoneDoc, res apply.Result) []state.Change {
	out := make([]state.Change, len(res.Changes))
	for i, c := range res.Changes {
		d := z.Changes[i]
		out[i] = state.Change{
			Ref: t.ref(), Before: c.Old, After: c.New, Outcome: d.Outcome, Cause: string(d.Cause), File: d.File, Line: d.Line,
			Commit: d.Commit, Author: d.Author,
		}
	}
	return out
}

// nextBase gives what is applied after a task: all that the zone file wants, but for changes that were held or failed, for
// which it stays as it was. Undoing a run makes nothing ours that was not: of what is live it takes only what it changed.
func (t Task) nextBase(res apply.Result) zone.Zone {
	open, touched := map[zone.Key]bool{}, map[zone.Key]bool{}
	for _, c := range res.Changes {
		touched[c.Key()] = true
		open[c.Key()] = c.Outcome != providers.Done
	}
	var base zone.Zone
	if t.Job.Input.Base != nil {
		base = *t.Job.Input.Base
	}
	next := zone.Zone{Origin: t.Origin}
	for _, s := range t.Job.Input.Want.Sets {
		_, owned := base.Find(s.Key)
		if !open[s.Key] && (!t.undo || touched[s.Key] || owned) {
			next.Sets = append(next.Sets, s)
		}
	}
	for _, s := range base.Sets {
		if open[s.Key] {
			next.Sets = append(next.Sets, s)
		}
	}
	slices.SortFunc(next.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	return next
}

// sameSets tells whether two zones mean the same, comments too.
func sameSets(a, b zone.Zone) bool {
	if len(a.Sets) != len(b.Sets) {
		return false
	}
	for i, s := range a.Sets {
		if s.Key != b.Sets[i].Key || s.Comment != b.Sets[i].Comment || !s.Equal(b.Sets[i]) {
			return false
		}
	}
	return true
}
