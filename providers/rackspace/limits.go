package rackspace

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
)

// The classes of requests that the API counts apart, beside the verbs.
const (
	classStatus = "status"
	classLogin  = "login"
)

// documented is the strictest of the tables that Rackspace has published (docs-cloud-dns, general-api-info/limits.rst). It
// holds until the account's own is read.
var documented = map[string]providers.Rate{
	classStatus:       window(5, time.Second),
	http.MethodGet:    window(60, time.Minute),
	http.MethodPost:   window(20, time.Minute),
	http.MethodPut:    window(20, time.Minute),
	http.MethodDelete: window(10, time.Minute),
}

// window gives the bucket that never lets more than n requests into any window of a length: what goes out at once counts
// against what flows.
func window(n int, per time.Duration) providers.Rate {
	burst := max(n/3, 1)
	return providers.Rate{Requests: max(n-burst, 1), Per: providers.Duration(per), Burst: burst}
}

// limits are what the account may do.
type limits struct {
	api      *httpapi.Client
	parallel int
	fixed    bool // the config's rate holds for everything

	learning sync.Mutex
	learned  bool
	again    time.Time // when to ask again, after a failure

	mu      sync.Mutex
	rates   map[string]providers.Rate
	records int // in a domain
}

func (l *limits) start(api *httpapi.Client, c providers.Common) {
	l.api, l.parallel, l.fixed, l.records = api, c.Concurrency, c.Rate.Requests > 0, defaultRecords
	l.set(documented, 0)
}

// set takes over what is known of the limits.
func (l *limits) set(rates map[string]providers.Rate, records int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.records = cmp.Or(records, l.records)
	if l.fixed {
		return
	}
	if l.rates == nil {
		l.rates = map[string]providers.Rate{}
	}
	maps.Copy(l.rates, rates)
	for class, r := range rates {
		l.api.Limit(class, limit.Settings{Requests: r.Requests, Per: time.Duration(r.Per), Burst: r.Burst, Parallel: l.parallel})
	}
}

// Paces gives the rate of each class of calls.
func (p *Provider) Paces() map[string]providers.Rate {
	p.limits.mu.Lock()
	defer p.limits.mu.Unlock()
	return maps.Clone(p.limits.rates)
}

// maxRecords is how many records a domain may have.
func (p *Provider) maxRecords() int {
	p.limits.mu.Lock()
	defer p.limits.mu.Unlock()
	return p.limits.records
}

// limitsPause is how long the account's limits are not asked for after that has failed.
const limitsPause = 10 * time.Minute

// learn reads the account's limits, once. Without them the documented ones stay; its error is that of a login that fails.
func (p *Provider) learn(ctx context.Context) error {
	l := &p.limits
	l.learning.Lock()
	defer l.learning.Unlock()
	if l.learned || time.Now().Before(l.again) {
		return nil
	}
	var doc limitsDoc
	err := p.read(ctx, httpapi.Request{Op: "read limits", Path: "/limits"}, &doc)
	var denied loginError
	switch {
	case errors.As(err, &denied):
		return err
	case err == nil:
		l.set(doc.rates(), doc.records())
	default:
		p.log.InfoContext(ctx, "the documented limits are kept", "error", err.Error())
	}
	l.learned = err == nil
	if err != nil && ctx.Err() == nil {
		l.again = time.Now().Add(limitsPause)
	}
	return nil
}

var units = map[string]time.Duration{"SECOND": time.Second, "MINUTE": time.Minute, "HOUR": time.Hour, "DAY": 24 * time.Hour}

// rates gives the limits of the calls that zonesync makes. Searches are none of them.
func (d limitsDoc) rates() map[string]providers.Rate {
	out := map[string]providers.Rate{}
	for _, r := range d.Rates.Rate {
		for _, one := range r.Limits {
			class := classOf(r.URI, strings.ToUpper(one.Verb))
			per := units[strings.ToUpper(one.Unit)]
			if class != "" && per > 0 && one.Value > 0 {
				out[class] = window(int(one.Value), per)
			}
		}
	}
	return out
}

func classOf(uri, verb string) string {
	switch {
	case strings.Contains(uri, "search"):
		return ""
	case strings.Contains(uri, "status") && verb == http.MethodGet:
		return classStatus
	case strings.Contains(uri, "domains"):
		return verb
	}
	return ""
}

func (d limitsDoc) records() int {
	for _, one := range d.Absolute.Limits {
		if strings.EqualFold(one.Name, "records per domain") {
			return int(one.Value)
		}
	}
	return 0
}
