package designate

import (
	"errors"
	"time"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// lingering is about how long a deleted record stays listed, and in the way.
const lingering = 2 * time.Second

// errands is what Send carries out: beside a batch's changes, or a domain to make.
type errands struct {
	create bool
	each   []errand
	alone  bool // one unit at a time
}

// load is changes that are not sent apart.
type load struct {
	changes []zone.Change
	errands []errand
	turn    turn
}

func (v *v1) batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	loads, err := stateIn(live).loads(live.Origin, changes)
	if err != nil {
		return nil, err
	}
	tight := v.arrange(live, loads)
	var out []providers.Batch
	if live.Missing {
		if v.email == "" {
			return nil, noEmail(live.Origin)
		}
		out = append(out, providers.Batch{Calls: 1, Atomic: true, Payload: errands{create: true}})
	}
	for _, b := range fill(loads) {
		out = append(out, b.batch(v.parallel, tight))
	}
	return out, nil
}

func noEmail(origin string) error {
	return &providers.APIError{
		Provider: kindName, Op: "create domain " + origin, Kind: providers.ErrInvalid,
		Message: "a new domain needs the mail address of a responsible person", Hint: "set email in the provider's settings",
	}
}

var errApexNS = errors.New("the service makes the NS of the apex itself: leave apex_ns at ignore or verify")

// loads makes changes ready to be packed, in their order.
func (s *domainState) loads(origin string, changes []zone.Change) ([]load, error) {
	var out []load
	for _, unit := range zone.Units(changes) {
		l := load{changes: unit}
		for _, c := range unit {
			if k := c.Key(); k.Type == dns.TypeNS && k.Name == origin {
				return nil, &providers.RefusedError{Set: *c.Set(), Err: errApexNS}
			}
			e := s.errand(c)
			if len(unit) > 1 {
				e.room, e.drops = e.drops, nil
			}
			l.errands = append(l.errands, e)
		}
		out = append(out, l)
	}
	return out, nil
}

// fill puts loads of one turn together, in their order.
func fill(loads []load) []load {
	var out []load
	for _, l := range loads {
		n := len(out) - 1
		if n < 0 || out[n].turn != l.turn || len(out[n].changes)+len(l.changes) > v1Batch {
			out = append(out, load{turn: l.turn})
			n++
		}
		out[n].changes = append(out[n].changes, l.changes...)
		out[n].errands = append(out[n].errands, l.errands...)
	}
	return out
}

// batch may be sent twice: what is there already is known by the service's refusal of duplicates, an update says all of a
// record, and what is gone stays gone. In a domain that may be full, one swap at a time takes more than it has made room for.
func (l load) batch(parallel int, tight bool) providers.Batch {
	swaps := 0
	for _, unit := range zone.Units(l.changes) {
		swaps += one(len(unit) > 1)
	}
	w := errands{each: l.errands, alone: tight && swaps > 0}
	b := providers.Batch{Changes: l.changes, Repeatable: true, Payload: w}
	for _, e := range l.errands {
		b.Calls += e.calls()
	}
	b.Atomic = b.Calls == 1 && len(b.Changes) == 1
	if _, deletes := l.growth(); deletes > 0 {
		b.Wait = lingering
	}
	if w.alone {
		parallel = 1
	}
	if parallel = max(parallel, 1); swaps > 0 { // each name is waited for, so many at a time
		b.Wait *= time.Duration((swaps + parallel - 1) / parallel)
	}
	return b
}
