// Package huawei keeps public zones at Huawei Cloud DNS (API v2.1) and, as its dialect otc, at Open Telekom Cloud (API v2).
// A zone is read 500 sets at a time; at Huawei up to 2,000 sets are created, 50 updated and 100 deleted with one request. The
// lines of Huawei Cloud, which answer differently by where a question comes from, are zonesync's views. See README.md.
package huawei

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	kindName = "huawei"
	// maxTask is how many sets one task creates, maxUpdates and maxDeletes how many one request changes or deletes.
	maxTask    = 2000
	maxUpdates = 50
	maxDeletes = 100
	// singleBatch is how many changes a batch of single requests has: few enough to end within the grace that a run has which
	// is told to stop, at the usual rate.
	singleBatch = 40
	// inFlight is how many single writes go out at once.
	inFlight = 4
	// defaultPoll is the first pause between two looks at work of the service, and maxPoll the longest.
	defaultPoll = time.Second
	maxPoll     = 5 * time.Second
	// defaultPatience bounds all these looks together.
	defaultPatience = 10 * time.Minute
	minTTL          = 1
	maxTTL          = 1<<31 - 1
)

// types are those of a public zone. SOA is the service's own.
var types = []uint16{dns.TypeA, dns.TypeNS, dns.TypeCNAME, dns.TypeMX, dns.TypeTXT, dns.TypeAAAA, dns.TypeSRV, dns.TypeCAA}

// Provider is one account, in a project.
type Provider struct {
	session *session
	otc     bool     // the dialect: API v2 only
	lines   []string // claimed beside the default line
	log     *slog.Logger
	// poll is the first pause between two looks at work of the service, patience the bound on all of them.
	poll, patience time.Duration
	parallel       int // single writes in flight
	bulk           bulk
	quota          quota
	emptied        sync.Map // places at which a swap was cut off between what goes and what comes
	stuck          sync.Map // ids of sets that were waited for in vain until they are deleted

	mu  sync.Mutex
	ids map[string]string // of zones, by origin
}

// Capabilities says what the API can hold.
func (p *Provider) Capabilities() providers.Capabilities {
	c := providers.Capabilities{
		Types: slices.Clone(types), Unit: providers.PerRRset, MaxBatch: maxTask, MinTTL: minTTL, MaxTTL: maxTTL,
		CreateZone: true, OwnsApex: true, JoinsTXT: true,
	}
	if p.otc {
		c.MaxBatch = singleBatch
	}
	if len(p.lines) > 0 {
		c.Views, c.BaseView = slices.Clone(p.lines), true
	}
	return c
}

// versioned gives the path of a call in the newest version of the API that the dialect has.
func (p *Provider) versioned(path string) string {
	if p.otc {
		return "/v2" + path
	}
	return "/v2.1" + path
}

// lineOf spells a view as the API does; "" in v2, which has no lines.
func (p *Provider) lineOf(view string) string {
	switch {
	case p.otc:
		return ""
	case view == "":
		return defaultLine
	}
	return view
}

// do makes a call to the DNS service with what logs in: Path is below the endpoint. Every error is a *providers.APIError.
func (p *Provider) do(ctx context.Context, r httpapi.Request) (*httpapi.Response, error) {
	return p.session.do(ctx, r)
}

// read makes a call and decodes its answer.
func (p *Provider) read(ctx context.Context, r httpapi.Request, v any) error {
	resp, err := p.do(ctx, r)
	if err != nil {
		return err
	}
	return resp.JSON(v)
}
