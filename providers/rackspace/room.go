package rackspace

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/providers"
)

// crowd parts off what must go first, where a domain would have too many records in between: just enough of what goes
// anyway. It goes in batches of its own, so that a record that cannot be deleted is found without the records that come.
//
// A part of a plan that has begun to be sent is taken as it is: its batches were in order, and the service tells when they
// no longer fit.
func (p *Provider) crowd(origin string, k *kept, groups []group) (first, rest []group, err error) {
	limit := cmp.Or(k.limit, p.maxRecords())
	peak, end, grows := k.listed, k.listed, false
	for _, g := range groups {
		peak += g.counts[posts]
		end += g.counts[posts] - g.counts[room] - g.counts[dels]
		if g.rank == swapping {
			peak -= min(g.counts[room], g.counts[posts])
		}
		grows = grows || g.counts[posts] > 0
	}
	switch {
	case !grows || peak <= limit || k.begun:
		return nil, groups, nil
	case end > limit:
		return nil, nil, k.tooMany(origin, end, limit)
	}
	first, rest = leave(groups, peak-limit)
	return first, rest, nil
}

// before puts batches in front of the first one that makes a domain grow.
func before(first, bins []group) []group {
	i := slices.IndexFunc(bins, func(b group) bool { return b.counts[posts] > 0 })
	return slices.Insert(bins, max(i, 0), first...)
}

// leave takes groups that lose at least so many records out of all, sets that go before those that only get smaller.
func leave(groups []group, need int) (gone, rest []group) {
	taken := make([]bool, len(groups))
	for _, r := range []rank{removing, thinning, shrinking} {
		for i, g := range groups {
			if g.rank == r && need > 0 {
				gone, taken[i] = append(gone, g), true
				need -= g.counts[dels]
			}
		}
	}
	for i, g := range groups {
		if !taken[i] {
			rest = append(rest, g)
		}
	}
	return gone, rest
}

func (k *kept) tooMany(origin string, end, limit int) error {
	has := fmt.Sprintf("the domain has %d records and would have %d", k.listed, end)
	if k.rows == nil {
		has = fmt.Sprintf("the new domain would have %d records", end)
	}
	return &providers.APIError{
		Provider: kindName, Op: "plan domain " + origin, Kind: errAccountLimit, Hint: limitHint,
		Message: fmt.Sprintf("%s, and the account's limit is %d records per domain", has, limit),
	}
}
