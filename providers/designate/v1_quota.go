package designate

import (
	"context"
	"math"
	"time"
)

const (
	// limitsAge is for how long the limits are not asked for again, whatever came of it: an operator may change them.
	limitsAge = 10 * time.Minute
	// limitsTimeout bounds that, as a read can do without them.
	limitsTimeout = 10 * time.Second
	// unlimited is a limit that no domain comes to.
	unlimited = math.MaxInt
)

// maxRecords gives how many records a domain of the project may have, 0 where that is not told. Domains of other projects have
// quotas that v1 does not show.
func (v *v1) maxRecords(ctx context.Context) int {
	if v.access.header[allProjects] != "" {
		return 0
	}
	asked := v.asking.DoChan("", func() (any, error) { return v.askLimit(context.WithoutCancel(ctx)), nil })
	select {
	case answer := <-asked:
		return answer.Val.(int)
	case <-ctx.Done():
		return 0
	}
}

// askLimit asks for the limit unless that was done of late.
func (v *v1) askLimit(ctx context.Context) int {
	if limit, fresh := v.limitNow(); fresh {
		return limit
	}
	ctx, cancel := context.WithTimeout(ctx, limitsTimeout)
	defer cancel()
	limit := 0
	var doc limitsDoc
	err := v.do(ctx, call{op: "read limits", path: []string{apiV1, "limits"}, out: &doc})
	if err != nil {
		v.log.InfoContext(ctx, "the project's quota is not known", "error", err.Error())
	} else if n := doc.Limits.Absolute.Records; n != nil {
		if limit = *n; limit < 0 {
			limit = unlimited
		}
	}
	v.keepLimit(limit)
	return limit
}

// apexSets are SOA and NS. They count against the quota of sets, which v1 does not tell and which is that of records unless
// the operator has changed one of them.
const apexSets = 2

// isTight tells whether a domain may have too many records in between, as far as is known; a swap takes what it has made room
// for itself. Whether it has too many in the end only the service can tell: records that it has made itself do not count, and v1
// does not show which these are.
func (s *domainState) isTight(loads []load) bool {
	comes, more := false, 0
	for _, l := range loads {
		creates, _ := l.growth()
		comes = comes || creates > 0
		if l.swaps() {
			creates = max(l.swells(), 0)
		}
		more += creates
	}
	return comes && s.listed+more+apexSets > s.limit
}
