package designate

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// send carries a batch out, several requests at a time, and waits for the name servers behind the last one.
func (v *v2) send(ctx context.Context, live providers.Live, b providers.Batch) error {
	p := b.Payload.(v2Payload)
	if p.unweighed != nil {
		if err := v.checkRoom(ctx, live, p); err != nil {
			return providers.Failed(len(b.Changes), providers.NotDone, err)
		}
	}
	err := v.carryOut(ctx, live, b, p)
	if errors.Is(err, errQuota) { // the service's: the limits that are known are not its limits
		v.limits.Store(nil)
	}
	return err
}

func (v *v2) carryOut(ctx context.Context, live providers.Live, b providers.Batch, p v2Payload) error {
	if p.create {
		return v.create(ctx, live, b, p)
	}
	if live.ID == "" { // its zone was made by a batch before
		z, err := v.zone(ctx, "read zone "+live.Origin, live.Ref)
		if err != nil {
			return providers.Failed(len(b.Changes), providers.NotDone, err)
		}
		live.ID = z.ID
	}
	return v.write(ctx, live, p)
}

// write sends units, each one's changes in turn. Where there may be no room, swaps go one at a time: that which one of
// them has made is still there, then, for what is put back, and in a zone that is over its quota no other name is lost.
func (v *v2) write(ctx context.Context, live providers.Live, p v2Payload) error {
	k := keptIn(live)
	k.begun, k.hope, k.ending = true, k.hope || p.hope, k.ending || p.last
	if p.full {
		v.crowded.Store(live.Origin, true) // also for what is left when the service is busy
	}
	done, parallel := make([]int, len(p.units)), v.parallel
	if hasSwap(p.units) && (p.full || v.access.header[allProjects] != "" || !v.limitsTold()) {
		parallel = 1
	}
	failed := fanout.Each(ctx, parallel, len(p.units), func(ctx context.Context, i int) (err error) {
		done[i], err = v.sendUnit(ctx, live, p.units[i])
		return err
	})
	k.unsettled = k.unsettled || slices.ContainsFunc(done, func(n int) bool { return n > 0 })
	err := fanout.BatchError(errorsOf(p.units, done, failed))
	if p.last && (err == nil || fanout.OnlyRefused(err) && k.unsettled) {
		k.unsettled = false
		v.crowded.Delete(live.Origin)
		v.settle(ctx, live.Ref)
	}
	return v.noRoom(live, err)
}

// errorsOf gives the error of each change of units of which so many changes are done, and the next one has failed.
func errorsOf(units [][]zone.Change, done []int, failed []error) (errs []error) {
	for i, unit := range units {
		for j := range unit {
			switch {
			case j < done[i]:
				errs = append(errs, nil)
			case j == done[i]:
				errs = append(errs, failed[i])
			default:
				errs = append(errs, fanout.Unsent{Err: failed[i]})
			}
		}
	}
	return errs
}

// change sends what becomes of one set.
func (v *v2) change(ctx context.Context, live providers.Live, c zone.Change) error {
	ids := live.IDs[c.Key()]
	switch {
	case c.New == nil:
		return v.remove(ctx, live, "delete "+c.Key().String(), ids)
	case len(ids) == 0:
		return v.add(ctx, live, c)
	}
	err := v.write1(ctx, c, call{
		op: "update " + c.Key().String(), method: http.MethodPut, path: setPath(live, ids[0]),
	})
	if errors.Is(err, providers.ErrNotFound) {
		return ofKind(providers.ErrConflict, err) // somebody else has written
	}
	if err != nil || len(ids) == 1 {
		return err
	}
	if err := v.remove(ctx, live, "delete copies of "+c.Key().String(), ids[1:]); err != nil {
		return fanout.Part{Err: err}
	}
	return nil
}

func setPath(live providers.Live, id ...string) []string {
	return append([]string{apiV2, "zones", live.ID, "recordsets"}, id...)
}

// add makes a set. Those without records do not keep it from coming.
func (v *v2) add(ctx context.Context, live providers.Live, c zone.Change) error {
	if err := v.remove(ctx, live, "make room for "+c.Key().String(), keptIn(live).inTheWay(c.Key())); err != nil {
		return err
	}
	return v.write1(ctx, c, call{op: "create " + c.Key().String(), method: http.MethodPost, path: setPath(live)})
}

// remove deletes sets, where one that is gone already is as good.
func (v *v2) remove(ctx context.Context, live providers.Live, op string, ids []string) error {
	for _, id := range ids {
		err := v.do(ctx, call{op: op, method: http.MethodDelete, path: setPath(live, id)})
		if err != nil && !errors.Is(err, providers.ErrNotFound) {
			return err
		}
	}
	return nil
}

// write1 sends a set. A CAA whose value is refused is sent once more in the other spelling, which is then used for all: see bareCAA.
func (v *v2) write1(ctx context.Context, c zone.Change, r call) error {
	quotes := v.quotesCAA.Load()
	first := newV2Write(c, r.method, quotes)
	r.body = first
	err := v.do(ctx, r)
	if c.New.Type != dns.TypeCAA || !isMisspelled(err) {
		return err
	}
	second := newV2Write(c, r.method, !quotes)
	if slices.Equal(first.Records, second.Records) {
		return err
	}
	r.body = second
	again := v.do(ctx, r)
	if isMisspelled(again) {
		return err
	}
	if again == nil {
		v.quotesCAA.Store(!quotes)
	}
	return again
}

// isMisspelled tells whether the service refuses a value for how it is written, and not the set for its place or its size.
func isMisspelled(err error) bool {
	var e *providers.APIError
	return errors.As(err, &e) && e.Code == "invalid_object"
}

// newV2Write says what becomes of a set. Of one that is there, what stays is left out: a TTL that is the zone's, and a
// description.
func newV2Write(c zone.Change, method string, quotesCAA bool) v2Write {
	s := c.New
	w := v2Write{Records: contents(*s, quotesCAA)}
	if method == http.MethodPost {
		w.Name, w.Type = s.Name, zone.TypeString(s.Type)
	}
	repair := c.Old != nil && c.Old.Equal(*s) && c.Old.Comment == s.Comment
	if c.Old == nil || c.Old.TTL != s.TTL || repair {
		w.TTL = &s.TTL
	}
	if (c.Old == nil && s.Comment != "") || (c.Old != nil && c.Old.Comment != s.Comment) {
		w.Description = (*note)(&s.Comment)
	}
	return w
}

// ofKind gives an error another kind.
func ofKind(kind, err error) error {
	var e *providers.APIError
	if !errors.As(err, &e) {
		return err
	}
	changed := *e
	changed.Kind = kind
	return &changed
}
