// Package designate keeps zones at OpenStack Designate, in both of its APIs: v1, which has single records, and v2, which has
// record sets. The library gophercloud does the logins. See README.md.
package designate

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/gate"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const (
	kindName = "designate"
	// inFlight is how many writes go out at once. The service serialises those of one zone in part.
	inFlight = 6
	// defaultPoll is the first pause between two looks at work of the service, and maxPoll the longest.
	defaultPoll = 250 * time.Millisecond
	maxPoll     = 5 * time.Second
	// defaultPatience bounds all these looks together.
	defaultPatience = time.Minute
	maxTTL          = 1<<31 - 1
)

// Kind describes the provider to the config and to the command line.
func Kind() providers.Kind {
	return providers.Kind{
		Name:     kindName,
		Summary:  "OpenStack Designate, API v2 or v1",
		Settings: func() any { return &settings{} },
		Open:     func(s any, env providers.Env) (providers.Provider, error) { return open(s.(*settings), env) },
	}
}

// Provider is one project at a Designate.
type Provider struct {
	*client

	asking gate.Gate // of whoever asks for that
	mu     sync.Mutex
	spec   dialect // nil as long as it is not known
}

// dialect is one of the two APIs. Everything is as in providers.Provider.
type dialect interface {
	capabilities() providers.Capabilities
	zones(ctx context.Context) ([]providers.Ref, error)
	fetch(ctx context.Context, r providers.Ref) (providers.Live, error)
	batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error)
	send(ctx context.Context, live providers.Live, b providers.Batch) error
	audit(want zone.Zone) []error
}

func open(s *settings, env providers.Env) (*Provider, error) {
	a, err := s.access()
	if err != nil {
		return nil, err
	}
	log := env.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	common := s.Common
	common.Concurrency = cmp.Or(common.Concurrency, inFlight)
	api, err := httpapi.New(httpapi.Options{
		Provider: kindName, BaseURL: a.address(), Credential: a.credential(), Limits: env.Limits, Rate: httpapi.Settings(common),
		Timeout: time.Duration(s.Timeout), UserAgent: "zonesync/" + env.Version, Explain: explain, AddressHint: urlHint, Secrets: a.secrets(), TLS: a.tls, Log: log,
	})
	if err != nil {
		return nil, a.blame(err)
	}
	p := &Provider{asking: gate.New(), client: &client{
		http: api, access: a, log: log, email: s.Email, poll: defaultPoll, patience: defaultPatience, parallel: common.Concurrency, entry: gate.New(),
	}}
	if s.API != "" {
		p.spec = p.dialectOf(s.API)
	}
	return p, nil
}

func (p *Provider) dialectOf(api string) dialect {
	if api == apiV1 {
		return &v1{client: p.client}
	}
	return &v2{client: p.client}
}

// known gives the dialect; the first call without `api` in the settings asks the service.
func (p *Provider) known(ctx context.Context) (dialect, error) {
	leave, err := p.asking.Enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if d := p.chosen(); d != nil {
		return d, nil
	}
	api, err := p.detect(ctx)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spec = p.dialectOf(api)
	return p.spec, nil
}

// chosen gives the dialect that is known by now, nil where none is.
func (p *Provider) chosen() dialect {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.spec
}

// asked gives the dialect that is known by now. Before any read that is the one of today's clouds.
func (p *Provider) asked() dialect {
	if d := p.chosen(); d != nil {
		return d
	}
	return p.dialectOf(apiV2)
}

// Capabilities says what the API can hold. Which API it is, the first read tells.
func (p *Provider) Capabilities() providers.Capabilities { return p.asked().capabilities() }

// Zones lists the zones of the project.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) {
	d, err := p.known(ctx)
	if err != nil {
		return nil, err
	}
	return d.zones(ctx)
}

// Fetch reads a zone.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	d, err := p.known(ctx)
	if err != nil {
		return providers.Live{}, err
	}
	return d.fetch(ctx, r)
}

// Batches packs changes.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	return p.asked().batches(live, changes)
}

// Send carries one batch out.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	return p.asked().send(ctx, live, b)
}

// Audit tells what the API cannot hold.
func (p *Provider) Audit(want zone.Zone) []error { return p.asked().audit(want) }

// detect reads the service's version document. A service that hides it is taken for one of today's, which speak v2.
func (p *Provider) detect(ctx context.Context) (string, error) {
	const op = "ask for the API's version"
	s, err := p.service(ctx)
	if err != nil {
		return "", err
	}
	var doc versions
	// A version document is not always below 200: some services answer 300 Multiple Choices.
	err = p.do(ctx, call{op: op, url: s.Endpoint, out: &doc, ok: []int{http.StatusOK, http.StatusMultipleChoices}})
	switch {
	case errors.Is(err, providers.ErrNotFound) || errors.Is(err, providers.ErrProtocol):
		return apiV2, nil
	case err != nil:
		return "", err
	}
	return doc.best(), nil
}
