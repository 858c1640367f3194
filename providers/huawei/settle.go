package huawei

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// underway is the status of sets on their way, by what was sent for them.
var underway = map[zone.Op]string{
	zone.Create: "PENDING_CREATE", zone.Update: "PENDING_UPDATE", zone.Delete: statusPendingDelete,
}

// settle waits until the service has at work what was written, and gives what it could not carry out. That it has not done yet is
// no failure: it has taken it.
func (p *Provider) settle(ctx context.Context, live providers.Live, plan []zone.Change) (failed []zone.Key) {
	touched := map[zone.Key]bool{}
	for _, c := range plan {
		touched[c.Key()] = true
	}
	ours := func(k zone.Key) bool { return touched[k] }
	states := keptIn(live).states(plan)
	settled, err := p.await(ctx, func() (bool, error) {
		for len(states) > 0 {
			sets, whole, err := p.inState(ctx, "wait for zone "+live.Origin, live, states[0], ours)
			if err != nil || !whole || slices.ContainsFunc(sets, p.isUnderway) {
				return false, err
			}
			failed, states = append(failed, failedOf(sets)...), states[1:]
		}
		return true, nil
	})
	switch {
	case err != nil:
		p.log.WarnContext(ctx, "applied, and not known whether it is at work", "zone", live.Origin, "error", err.Error())
	case !settled:
		p.log.WarnContext(ctx, "applied, and some of it is not at work yet", "zone", live.Origin, "status", strings.Join(states, ", "))
	}
	return failed
}

// unfinished marks changes of a batch that was sent, for sets that ended in ERROR. Where these were in batches before, the last
// change stands for them: what became of the plan has to be read.
func (s *sender) unfinished(failed []zone.Key) {
	if len(failed) == 0 {
		return
	}
	err := fanout.Part{Err: &providers.APIError{
		Provider: kindName, Op: "write zone " + s.live.Origin, Kind: providers.ErrTemporary, Message: couldNot(failed),
	}}
	last, marked := 0, false
	for i, c := range s.changes {
		if s.errs[i] != nil {
			continue
		}
		last = i
		if slices.Contains(failed, c.Key()) {
			s.errs[i], marked = err, true
		}
	}
	if !marked {
		s.errs[last] = err
	}
}

// states gives the states in which sets may be after a plan, ERROR last, or "" for all of them in one listing, where that takes
// fewer requests.
func (k *kept) states(plan []zone.Change) (states []string) {
	new := 0
	for _, op := range order {
		n := 0
		for _, c := range plan {
			n += one(k.op(c) == op)
		}
		if n > 0 {
			states = append(states, underway[op])
		}
		if op == zone.Create {
			new = n
		}
	}
	states = append(states, statusError)
	if pages(k.listed+new) <= len(states) {
		return []string{""}
	}
	return states
}

// inState gives those of a zone's sets in a state, or in all of them, that are asked for, and tells whether that is all. Sets leave
// a pending state while it is listed, so that its pages would not add up: only the first is read.
func (p *Provider) inState(ctx context.Context, op string, live providers.Live, state string, of func(zone.Key) bool) (out []keyedSet, whole bool, err error) {
	var q url.Values
	if state != "" {
		q = url.Values{"status": {state}}
	}
	l := p.setsBelow(op, "/zones/"+url.PathEscape(live.ID)+"/recordsets", q)
	if strings.HasPrefix(state, pending) {
		l.most = 1
	}
	sets, d, err := l.read(ctx, p)
	for _, s := range sets {
		if k, why := p.key(s, live.Origin); why == "" && of(k) {
			out = append(out, keyedSet{k, s})
		}
	}
	return out, d == nil, err
}

func (p *Provider) isUnderway(set keyedSet) bool {
	return strings.HasPrefix(set.Status, pending) && p.mayGo(set)
}

func failedOf(sets []keyedSet) (out []zone.Key) {
	for _, s := range sets {
		if s.Status == statusError {
			out = append(out, s.Key)
		}
	}
	return out
}
