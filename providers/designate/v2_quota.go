package designate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// swapLimitsAge is for how long the limits are good for a plan with swaps, each of which may lose its name where there is less room
// than they say. For others it is limitsAge.
const swapLimitsAge = 10 * time.Second

// weighs tells whether the project's limits say something of a plan. They do not of another project's zone, nor of what is left
// of a plan that has begun to be sent: its batches were in order, and live is what was there before them. The service tells when
// it no longer fits.
func (v *v2) weighs(live providers.Live, changes []zone.Change) bool {
	ours := live.Missing || v.access.header[allProjects] == ""
	return ours && !keptIn(live).begun && countGrowth(changes).gained > 0
}

// weigh tells whether a zone is full, and whether a plan fits by what is known. That it does not is no more than a reason to ask
// for the limits: they are not known, or may be others by now. They are also asked for again after a while.
func (v *v2) weigh(live providers.Live, changes []zone.Change) (full, fits bool) {
	if !v.weighs(live, changes) {
		return false, true
	}
	l := v.limits.Load()
	if l == nil {
		return false, false
	}
	full, err := l.fit(live, changes)
	return full, err == nil && l.fresh(changes)
}

// fresh tells whether the limits were asked for of late.
func (l *v2Limits) fresh(changes []zone.Change) bool {
	age := limitsAge
	if hasSwap(zone.Units(changes)) {
		age = swapLimitsAge
	}
	return time.Since(l.asked) < age
}

// askLimits reads the project's limits. Where they are not told, the service says what is too much, after which they are asked
// for again.
func (v *v2) askLimits(ctx context.Context) *v2Limits {
	asking, cancel := context.WithTimeout(ctx, limitsTimeout)
	defer cancel()
	var l v2Limits
	if err := v.do(asking, call{op: "read limits", path: []string{apiV2, "limits"}, out: &l}); err != nil {
		v.log.InfoContext(ctx, "the project's quotas are not known", "error", err.Error())
		l = v2Limits{}
	}
	l.asked = time.Now()
	if ctx.Err() == nil {
		v.limits.Store(&l)
	}
	return &l
}

// limitsTold tells whether the project's limits are known.
func (v *v2) limitsTold() bool {
	l := v.limits.Load()
	return l != nil && l.Sets != nil && l.Records != nil
}

// maxInSet gives how many records one set of a zone may have, where that is known.
func (v *v2) maxInSet() (most int, known bool) {
	l := v.limits.Load()
	if l == nil || l.OfSet == nil || *l.OfSet < 0 || v.access.header[allProjects] != "" {
		return 0, false
	}
	return *l.OfSet, true
}

// checkRoom holds a plan against the limits before its first request. One that fits only when what makes room goes first has to
// be packed again, unless that was known.
func (v *v2) checkRoom(ctx context.Context, live providers.Live, p v2Payload) (err error) {
	v.asking.Lock()
	defer v.asking.Unlock()
	full, fits := v.weigh(live, p.unweighed) // somebody else may have asked meanwhile
	if !fits {
		full, err = v.askLimits(ctx).fit(live, p.unweighed)
	}
	if full && !p.full {
		err = v.roomFirst(live, nil)
	}
	if err != nil {
		return fanout.Unsent{Err: err}
	}
	return nil
}

// noRoom makes of an error that there is no room for a batch one that has the plan packed again, once, where that can make some:
// the limits were not known, or something of them. It is the whole plan's hope that counts: after a busy service, a batch may be
// what was left of one before.
func (v *v2) noRoom(live providers.Live, err error) error {
	var told *providers.BatchError
	if !keptIn(live).hope || !errors.Is(err, errQuota) || !errors.As(err, &told) {
		return err
	}
	return &providers.BatchError{Outcomes: told.Outcomes, Err: v.roomFirst(live, told.Err)}
}

// roomFirst has a plan packed again.
func (v *v2) roomFirst(live providers.Live, cause error) error {
	v.crowded.Store(live.Origin, true)
	return &providers.APIError{
		Provider: kindName, Op: "write zone " + live.Origin, Kind: providers.ErrConflict, Err: cause,
		Message: "the zone is nearly full, so what makes room has to go first",
	}
}

// growth is what changes add and take away.
type growth struct {
	gained, lost         int // records
	gainedSets, lostSets int
}

// makesRoom tells whether less is left than was there.
func (g growth) makesRoom() bool { return g.lost > g.gained || g.lostSets > g.gainedSets }

func countGrowth(changes []zone.Change) (g growth) {
	for _, c := range changes {
		was, is := 0, 0
		if c.Old != nil {
			was = c.Old.Data.Len()
		}
		if c.New != nil {
			is = c.New.Data.Len()
		}
		g.gained, g.lost = g.gained+max(is-was, 0), g.lost+max(was-is, 0)
		g.gainedSets, g.lostSets = g.gainedSets+one(c.Old == nil), g.lostSets+one(c.New == nil)
	}
	return g
}

// fit tells whether a zone takes changes within the limits, and whether only when what goes goes first. The limit of records in
// one set is not among them: the service refuses such a set by itself, and takes the others (see inVain).
func (l *v2Limits) fit(live providers.Live, changes []zone.Change) (full bool, err error) {
	g := countGrowth(changes)
	k := keptIn(live)
	for _, q := range []struct {
		what              string
		limit             *int
		now, gained, lost int
	}{
		{"record sets in a zone", l.Sets, k.sets, g.gainedSets, g.lostSets},
		{"records in a zone", l.Records, k.records, g.gained, g.lost},
	} {
		switch {
		case q.limit == nil || *q.limit < 0 || q.now+q.gained <= *q.limit:
		case q.now+q.gained-q.lost > *q.limit:
			return false, &providers.APIError{
				Provider: kindName, Op: "plan zone " + live.Origin, Kind: errQuota, Hint: quotaHint,
				Message: fmt.Sprintf("there would be %d %s, and the project's quota is %d", q.now+q.gained-q.lost, q.what, *q.limit),
			}
		default:
			full = true
		}
	}
	return full, nil
}
