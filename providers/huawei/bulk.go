package huawei

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
)

// closedFor is for how long a way that the service has refused is not tried again.
const closedFor = time.Hour

// bulk knows the ways by which one request may carry many changes.
type bulk struct {
	none bool // the API has none of them

	mu     sync.Mutex
	closed map[way]time.Time // until when they are not tried
	proven map[way]bool      // that the service has answered for
}

// has tells whether a way is open.
func (b *bulk) has(w way) bool {
	if w == bySet || b.none {
		return w == bySet
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().After(b.closed[w])
}

// close notes that the service refuses a way, and tells whether that is news.
func (b *bulk) close(w way) bool {
	open := b.has(w)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed == nil {
		b.closed = map[way]time.Time{}
	}
	b.closed[w] = time.Now().Add(closedFor)
	delete(b.proven, w)
	return open
}

// prove notes that the service has a way.
func (b *bulk) prove(w way) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.proven == nil {
		b.proven = map[way]bool{}
	}
	b.proven[w] = true
}

func (b *bulk) isProven(w way) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.proven[w]
}

// closes tells whether a way is closed by an error, which is about the request itself and not about what it carries; the
// changes then go out singly.
func (p *Provider) closes(ctx context.Context, w way, err error) bool {
	if w == bySet || !refusesWay(err) {
		return false
	}
	if p.bulk.close(w) {
		p.log.WarnContext(ctx, "the service refuses a bulk request, so changes are sent one by one", "request", string(w), "error", err.Error())
	}
	return true
}

// refusesWay tells an endpoint that is not there, or not for this account, from a zone or a set that is not there. What is said
// only after the request was taken does not count.
func refusesWay(err error) bool {
	var taken fanout.Part
	if errors.As(err, &taken) {
		return false
	}
	code := codeOf(err)
	switch statusOf(err) {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return code == "" || strings.HasPrefix(code, "APIGW.")
	case http.StatusForbidden:
		return code == "DNS.0037"
	}
	return false
}

// await looks at work of the service until it is done.
func (p *Provider) await(ctx context.Context, look func() (done bool, err error)) (bool, error) {
	return providers.Poll{First: p.poll, Longest: max(p.poll, maxPoll), Patience: p.patience}.Until(ctx, look)
}
