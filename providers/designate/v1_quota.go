package designate

import (
	"context"
	"time"
)

const (
	// limitsAge is for how long the limits are not asked for again, whatever came of it: an operator may change them.
	limitsAge = 10 * time.Minute
	// limitsTimeout bounds that, as a read can do without them.
	limitsTimeout = 10 * time.Second
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
		limit = max(*n, 0) // negative is unlimited
	}
	v.keepLimit(limit)
	return limit
}

// makeRoom lets go first what leaves fewer records, where a domain would have too many in between. Whether it has too many
// in the end only the service can tell: records that it has made itself do not count, and v1 does not show which these are.
func (s *domainState) makeRoom(loads []load) {
	creates := 0
	for _, l := range loads {
		n, _ := l.growth()
		creates += n
	}
	if s.limit == 0 || creates == 0 || s.listed+creates+apexSets <= s.limit {
		return
	}
	for i, l := range loads {
		if creates, deletes := l.growth(); l.turn != swapping && deletes > creates {
			loads[i].turn = makingRoom
		}
	}
}
