package syncer

import (
	"context"
	"maps"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"time"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/source"
)

// Source is where zone files come from: a directory or a git repository.
type Source interface {
	Snapshot(ctx context.Context) (source.Snapshot, error)
	// Watch tells of every change until ctx ends, and of errors that come or go.
	Watch(ctx context.Context, changed func(source.Snapshot, error)) error
}

// Service keeps live zones equal to a source until its context ends.
type Service struct {
	*Syncer
	Source Source
	// Allow is a person's consent for the first round only.
	Allow diff.Allow
	// Ready is told when the first round is over; may be nil.
	Ready func()
	// Drift is how often all zones are compared, changed files or not; 10 minutes.
	Drift time.Duration

	// Only tells which zones the service looks after; nil: all.
	Only func(origin string) bool

	cache   cache
	news    map[string]bool  // zones whose files changed since they were last planned
	retries map[string]retry // zones whose last attempt failed, by origin
	woken   map[release]bool // released plans that have been tried
}

// retry says when a zone that failed is tried again.
type retry struct {
	at    time.Time
	delay time.Duration
}

// releaseCheck is how often the state store is asked for held plans that a person has released.
const releaseCheck = time.Second

// release is a person's word for a held plan. The same plan may be released again later.
type release struct {
	hash string
	at   time.Time
}

// The delay before a zone that failed is tried again, doubled each time.
const (
	firstDelay   = 2 * time.Second
	longestDelay = 5 * time.Minute
	defaultDrift = 10 * time.Minute
)

// NewService makes a service. The fields that it leaves empty may be set before it runs.
func NewService(s *Syncer, from Source) *Service {
	return &Service{Syncer: s, Source: from, Drift: defaultDrift,
		news: map[string]bool{}, retries: map[string]retry{}, woken: map[release]bool{}}
}

// Run reconciles all zones, and then those that changed or failed, until ctx ends. changed is told when files may have
// changed. A round in which everything fails is not the end: it is logged, and tried again.
func (s *Service) Run(ctx context.Context, changed <-chan struct{}) {
	drift := time.NewTicker(s.Drift)
	defer drift.Stop()
	s.Round(ctx, true, "start")
	s.Allow = diff.Allow{}
	if s.Ready != nil {
		s.Ready()
	}
	releases := time.NewTicker(releaseCheck)
	defer releases.Stop()
	for {
		again := time.NewTimer(s.nextRetry())
		select {
		case <-ctx.Done():
			again.Stop()
			return
		case <-changed:
			s.Round(ctx, false, "change")
		case <-again.C:
			s.Round(ctx, false, "retry")
		case <-drift.C:
			s.Round(ctx, true, "drift")
		case <-releases.C:
			if s.wake(ctx) {
				s.Round(ctx, false, "release")
			}
		}
		again.Stop()
	}
}

// Round takes one look at the source, reconciles all zones or those that changed or are due again, and logs what became of
// them. It gives the exit code of `run --once`.
func (s *Service) Round(ctx context.Context, everything bool, trigger string) int {
	code, tasks := s.round(ctx, everything, trigger)
	if tasks > manyTasks {
		debug.FreeOSMemory() // such a round takes several times what stays
	}
	return code
}

func (s *Service) round(ctx context.Context, everything bool, trigger string) (code, tasks int) {
	desired, err := s.desired(ctx, everything)
	if err != nil {
		return 1, 0
	}
	began := time.Now()
	round := s.Plan(ctx, desired, Scope{Allow: s.Allow, Zone: s.due(everything, began)})
	doc, results, err := s.Apply(ctx, round, trigger)
	if err != nil {
		s.Log.Error("what was done cannot be remembered", "error", err)
		s.postpone(noZone)
	}
	if doc == nil {
		return 1, 0
	}
	clear(s.news)
	s.tell(round, doc)
	s.remember(began, round, doc)
	return ExitCode(round, results), len(round.Tasks)
}

// manyTasks is from how many tasks on a round leaves so much garbage that it is worth giving it back at once.
const manyTasks = 100

// desired gives what the source wants. When it cannot be read, or a commit is refused, that is told and tried again; what is
// live is meanwhile compared with the last good commit, where the source keeps one.
func (s *Service) desired(ctx context.Context, everything bool) (Desired, error) {
	d, err := s.look(ctx, s.Source.Snapshot)
	if err == nil {
		delete(s.retries, noZone)
		return d, nil
	}
	if ctx.Err() != nil {
		return d, err
	}
	s.Log.Error("the source cannot be read; all zones stay as they are", "error", err, "hint", Hint(err))
	s.postpone(noZone)
	keeper, ok := s.Source.(interface {
		Last(ctx context.Context) (source.Snapshot, error)
	})
	if !ok || !everything {
		return d, err
	}
	return s.look(ctx, keeper.Last)
}

// due gives the zones of a round: all, or those with news and those to be tried again by now.
func (s *Service) due(everything bool, now time.Time) func(origin string) bool {
	return func(origin string) bool {
		r, failed := s.retries[origin]
		return (s.Only == nil || s.Only(origin)) && (everything || s.news[origin] || failed && !r.at.After(now))
	}
}

// wake makes zones due whose held plans were released, and tells whether there are any.
func (s *Service) wake(ctx context.Context) bool {
	if s.State == nil {
		return false
	}
	holds, err := s.State.Released(ctx)
	if err != nil {
		s.Log.Error("the state cannot be read", "error", err)
		return false
	}
	woken := false
	for _, h := range holds {
		r := release{h.Hash, h.Released}
		if s.woken[r] || s.Only != nil && !s.Only(h.Origin) {
			continue
		}
		s.woken[r], woken = true, true
		s.retries[h.Origin] = retry{at: time.Now()}
	}
	return woken
}

// look reads the source, as often as it takes to see it at one moment. News stay until they are planned, also when a later
// look fails.
func (s *Service) look(ctx context.Context, take func(context.Context) (source.Snapshot, error)) (d Desired, err error) {
	before := s.cache.origins()
	err = source.Look(ctx, take, func(snap source.Snapshot) error {
		if snap.Warning != "" {
			s.Log.Warn(snap.Warning)
		}
		var fresh map[string]bool
		d, fresh, err = s.cache.read(ctx, snap, s.Config)
		maps.Copy(s.news, fresh)
		return err
	})
	if err == nil && len(d.Findings) == 0 { // which may be why a zone is not there
		s.tellGone(before, s.cache.origins())
	}
	return d, err
}

// noZone stands for the source as a whole among the retries.
const noZone = ""

// remember notes which zones are to be tried again, and when: those that failed at any of their providers. What is held
// waits for a person, and what cannot be parsed, or is gone, for an edit. began is when the round asked what was due.
func (s *Service) remember(began time.Time, r Round, doc *diff.Document) {
	failed := map[string]bool{}
	for i, z := range doc.Zones {
		failed[z.Zone] = failed[z.Zone] || z.Status == diff.StatusError && !r.Tasks[i].Parsed.Failed()
	}
	maps.DeleteFunc(s.retries, func(origin string, r retry) bool {
		bad, planned := failed[origin]
		return origin != noZone && (planned && !bad || !planned && !r.at.After(began)) // the latter is gone, or not ours
	})
	for origin, bad := range failed {
		if bad {
			s.postpone(origin)
		}
	}
}

func (s *Service) postpone(origin string) {
	delay := min(max(2*s.retries[origin].delay, firstDelay), longestDelay)
	jitter := time.Duration(rand.Int64N(int64(delay) / 4))
	s.retries[origin] = retry{at: time.Now().Add(delay - jitter), delay: delay}
}

// nextRetry gives how long until the first zone is due again. While the source cannot be read, no zone is.
func (s *Service) nextRetry() time.Duration {
	if r, away := s.retries[noZone]; away {
		return max(time.Until(r.at), 0)
	}
	if len(s.retries) == 0 {
		return s.Drift
	}
	first := slices.MinFunc(slices.Collect(maps.Values(s.retries)), func(a, b retry) int { return a.at.Compare(b.at) })
	return max(time.Until(first.at), 0)
}
