package huawei

import (
	"context"
	"net/url"
	"strings"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// underway is the status of sets on their way, by what was sent for them.
var underway = map[zone.Op]string{
	zone.Create: "PENDING_CREATE", zone.Update: "PENDING_UPDATE", zone.Delete: statusPendingDelete,
}

// settle waits until the service has at work what was written. That it does not yet is no failure: it has taken it.
func (p *Provider) settle(ctx context.Context, live providers.Live, plan []zone.Change) {
	touched := map[zone.Key]bool{}
	for _, c := range plan {
		touched[c.Key()] = true
	}
	states := keptIn(live).states(plan)
	settled, err := p.await(ctx, func() (bool, error) {
		var left []string
		for _, state := range states {
			busy, err := p.underway(ctx, "wait for zone "+live.Origin, live, state, func(k zone.Key) bool { return touched[k] })
			if err != nil {
				return false, err
			}
			if busy {
				left = append(left, state)
			}
		}
		states = left
		return len(left) == 0, nil
	})
	switch {
	case err != nil:
		p.log.WarnContext(ctx, "applied, and not known whether it is at work", "zone", live.Origin, "error", err.Error())
	case !settled:
		p.log.WarnContext(ctx, "applied, and some of it is not at work yet", "zone", live.Origin, "status", strings.Join(states, ", "))
	}
}

// states gives the states in which sets may be after a plan, or "" for all of them in one listing, where that takes fewer
// requests.
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
	if pages(k.listed+new) <= len(states) {
		return []string{""}
	}
	return states
}

// underway tells whether any of the sets that are asked for is on its way. A state narrows the listing down.
func (p *Provider) underway(ctx context.Context, op string, live providers.Live, state string, of func(zone.Key) bool) (bool, error) {
	var q url.Values
	if state != "" {
		q = url.Values{"status": {state}}
	}
	sets, err := p.listSets(ctx, op, "/zones/"+url.PathEscape(live.ID)+"/recordsets", q)
	if err != nil {
		return false, err
	}
	for _, s := range sets {
		k, why := p.key(s, live.Origin)
		if why == "" && strings.HasPrefix(s.Status, pending) && of(k) {
			return true, nil
		}
	}
	return false, nil
}

// awaitRoom waits until the names of what is to come are free of what goes. Until then the service refuses them.
func (s *sender) awaitRoom(ctx context.Context, at []int) error {
	going := s.going()
	wanted := map[place]bool{}
	for _, i := range at {
		if p := placeOf(s.changes[i]); going[p] {
			wanted[p] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	op := "wait for names of " + s.live.Origin
	look := func() (bool, error) {
		busy, err := s.underway(ctx, op, s.live, statusPendingDelete, func(k zone.Key) bool { return wanted[place{k.Name, k.View}] })
		return !busy, err
	}
	soon := providers.Poll{First: s.poll / 4, Longest: max(s.poll, maxPoll), Patience: s.patience} // until then there is nothing at the name
	free, err := soon.Until(ctx, look)
	if err == nil && !free {
		err = &providers.APIError{
			Provider: kindName, Op: op, Kind: providers.ErrTemporary, Message: "what was deleted is still there after " + s.patience.String(),
		}
	}
	return err
}

// going gives the places at which something was deleted by this batch, or before it.
func (s *sender) going() map[place]bool {
	out := map[place]bool{}
	for i, c := range s.changes {
		if c.New == nil && s.errs[i] == nil {
			out[placeOf(c)] = true
		}
	}
	for k := range s.kept.leaving {
		out[place{k.Name, k.View}] = true
	}
	return out
}
