package rackspace

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/zonesync/zonesync/providers"
)

// crowd makes room where a domain would have too many records in between: all that grows, and enough of what goes anyway,
// which then goes first. The rest is left as it is.
func (p *Provider) crowd(origin string, k kept, groups []group) (crowd group, rest []group, err error) {
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
	case !grows || peak <= limit:
		return group{}, groups, nil
	case end > limit:
		return group{}, nil, tooMany(origin, k.listed, end, limit)
	}
	gone, rest := leave(groups, peak-limit)
	for _, g := range rest {
		if g.rank == mixed || g.rank == growing {
			crowd.add(g.loads...)
		}
	}
	rest = slices.DeleteFunc(rest, func(g group) bool { return g.rank == mixed || g.rank == growing })
	for _, g := range gone {
		for _, l := range g.loads {
			crowd.add(l.first())
		}
	}
	crowd.rank = growing
	return crowd, rest, nil
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

func tooMany(origin string, listed, end, limit int) error {
	return &providers.APIError{
		Provider: kindName, Op: "plan domain " + origin, Kind: errAccountLimit, Hint: limitHint,
		Message: fmt.Sprintf("the domain has %d records and would have %d, and the account's limit is %d records per domain",
			listed, end, limit),
	}
}
