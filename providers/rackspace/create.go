package rackspace

import (
	"net/http"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// creation makes the domain with as many records as one request takes, itself counted; the others follow as they do in
// every domain.
func (p *Provider) creation(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if p.email == "" {
		return nil, &providers.APIError{
			Provider: kindName, Op: "create domain " + live.Origin, Kind: providers.ErrInvalid,
			Message: "a new domain needs the mail address of a responsible person", Hint: "set email in the provider's settings",
		}
	}
	k := &kept{listed: madeNS}
	first, rest, err := k.head(changes)
	if err != nil {
		return nil, err
	}
	b := first.batch()
	d := &newDomain{Name: domainName(live.Origin), Email: p.email, TTL: defaultTTL}
	s := step{verb: http.MethodPost}
	if made := b.Payload.(payload); len(made.steps) > 0 {
		s = made.steps[0]
		d.Records = &items{s.items}
	}
	b.Payload = payload{steps: []step{s}, create: d}
	b.Calls, b.Classes, b.Wait, b.Atomic = 1, []string{http.MethodPost}, jobTime, true
	k.listed += len(s.items)
	after, err := p.pack(live.Origin, k, rest)
	return append([]providers.Batch{b}, after...), err
}

// madeNS is how many NS records the service gives to a new domain.
const madeNS = 2

// head parts what goes into the request that creates the domain from the rest.
func (k *kept) head(changes []zone.Change) (first group, rest []zone.Change, err error) {
	first.rank = growing
	for _, c := range changes {
		l, err := k.load(c)
		if err != nil {
			return group{}, nil, err
		}
		if len(l.items[posts])+first.counts[posts] < perBlock {
			first.add(l)
			continue
		}
		rest = append(rest, c)
	}
	return first, rest, nil
}
