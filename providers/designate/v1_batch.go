package designate

import (
	"cmp"
	"errors"
	"slices"
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
}

// turn says when changes are sent.
type turn uint8

const (
	makingRoom turn = iota // records go, in a domain that would be too full otherwise
	swapping               // a CNAME and what takes its place
	inPlace                // records change or get fewer
	growing                // records come
	removing               // sets go
)

// load is changes that are not sent apart.
type load struct {
	changes []zone.Change
	errands []errand
	turn    turn
}

func (v *v1) batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	state := stateIn(live)
	loads, err := state.loads(live.Origin, changes)
	if err != nil {
		return nil, err
	}
	state.makeRoom(loads)
	slices.SortStableFunc(loads, func(a, b load) int { return cmp.Compare(a.turn, b.turn) })
	var out []providers.Batch
	if live.Missing {
		if v.email == "" {
			return nil, noEmail(live.Origin)
		}
		out = append(out, providers.Batch{Calls: 1, Atomic: true, Payload: errands{create: true}})
	}
	for _, b := range fill(loads) {
		out = append(out, b.batch(v.parallel))
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
		l.turn = l.usual()
		out = append(out, l)
	}
	return out, nil
}

// usual gives the turn of changes in a domain that has room.
func (l load) usual() turn {
	switch creates, _ := l.growth(); {
	case len(l.changes) > 1:
		return swapping
	case l.changes[0].Op() == zone.Delete:
		return removing
	case creates > 0:
		return growing
	}
	return inPlace
}

// growth counts the records that come and those that go.
func (l load) growth() (creates, deletes int) {
	for _, e := range l.errands {
		creates += e.creates()
		deletes += len(e.room) + len(e.drops)
	}
	return creates, deletes
}

// apexSets are SOA and NS. They count against the quota of sets, which v1 does not tell and which is that of records unless
// the operator has changed one of them.
const apexSets = 2

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
// record, and what is gone stays gone.
func (l load) batch(parallel int) providers.Batch {
	b := providers.Batch{Changes: l.changes, Repeatable: true, Payload: errands{each: l.errands}}
	for _, e := range l.errands {
		b.Calls += e.calls()
	}
	b.Atomic = b.Calls == 1 && len(b.Changes) == 1
	if _, deletes := l.growth(); deletes > 0 {
		b.Wait = lingering
	}
	if n := len(zone.Units(l.changes)); l.turn == swapping { // each name is waited for, so many at a time
		b.Wait *= time.Duration((n + max(parallel, 1) - 1) / max(parallel, 1))
	}
	return b
}
