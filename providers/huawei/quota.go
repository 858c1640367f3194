package huawei

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/gate"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// quotaLife is how long an answer about the quota is good for.
const quotaLife = time.Minute

// growth is what changes add to the sets of the account and take away.
type growth struct {
	gained, lost int
	roomFirst    bool // what goes is sent before what comes
}

// growth counts what the service counts, where it tells its quota.
func (p *Provider) growth(k *kept, changes []zone.Change) (g growth) {
	if p.otc {
		return g
	}
	for _, c := range changes {
		switch op := k.op(c); {
		case op == zone.Create:
			g.gained++
		case op == zone.Delete && k.sets[c.Key()].id != "":
			g.lost++
		}
	}
	return g
}

// quota is how many record sets the account may have, as far as the service tells it.
type quota struct {
	asking gate.Gate // during which plans can still be made by what is known
	mu     sync.Mutex
	asked  time.Time
	limit  int // 0: not known
	used   int // with what was sent since
}

// quotasDoc is the answer about all quotas.
type quotasDoc struct {
	Quotas *[]struct {
		Key   string `json:"quota_key"`
		Limit int    `json:"quota_limit"`
		Used  int    `json:"used"`
	} `json:"quotas"`
}

func (q *quota) fresh() bool { return time.Since(q.asked) < quotaLife }

// over tells by how many sets there would be too many.
func (q *quota) over(sets int) int {
	if q.limit <= 0 {
		return 0
	}
	return max(q.used+sets-q.limit, 0)
}

// now tells whether the quota need not be asked for, and whether, by what is known, growth fits only when what goes goes first. For
// that an old answer is good enough: nothing is lost by it.
func (q *quota) now(g growth) (known, full bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.fresh(), q.over(g.gained) > 0
}

// checkRoom holds a plan against the quota before its first request. One that fits only when what goes goes first has to be
// packed again.
func (p *Provider) checkRoom(ctx context.Context, origin string, g growth) error {
	leave, err := p.quota.asking.Enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if p.quota.doubts(g) {
		p.quota.learn(p.askQuota(ctx))
	}
	return p.quota.book(origin, g)
}

// doubts tells whether the quota is to be asked for again: by what is known there is no room, and somebody may have made some.
func (q *quota) doubts(g growth) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.fresh() || q.over(g.gained-g.lost) > 0
}

func (q *quota) learn(limit, used int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked, q.limit, q.used = time.Now(), limit, used
}

// book counts a plan as sent, unless there is no room for it.
func (q *quota) book(origin string, g growth) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.over(g.gained-g.lost) > 0:
		return &providers.APIError{
			Provider: kindName, Op: "write zone " + origin, Kind: errQuota, Hint: quotaHint,
			Message: fmt.Sprintf("the account has %d record sets and would have %d, and its quota is %d", q.used, q.used+g.gained-g.lost, q.limit),
		}
	case q.over(g.gained) > 0 && !g.roomFirst:
		return &providers.APIError{
			Provider: kindName, Op: "write zone " + origin, Kind: providers.ErrConflict,
			Message: "the account is nearly full, so what goes has to go first",
		}
	}
	q.used += g.gained - g.lost
	return nil
}

// askQuota asks for the quota. Without it, which is 0, the service says what is too much.
func (p *Provider) askQuota(ctx context.Context) (limit, used int) {
	r := httpapi.Request{Op: "read quotas", Path: "/v2/quotamg/dns/quotas"}
	if id := p.session.account(ctx); id != "" {
		r.Query = url.Values{"domain_id": {id}}
	}
	var doc quotasDoc
	if err := p.read(ctx, r, &doc); err != nil || doc.Quotas == nil {
		p.log.InfoContext(ctx, "the account's quota is not known", "error", fmt.Sprint(err))
		return 0, 0
	}
	for _, quota := range *doc.Quotas {
		if quota.Key == "record_set" {
			limit, used = quota.Limit, quota.Used
		}
	}
	return limit, used
}
