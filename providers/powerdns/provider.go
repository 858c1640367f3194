// Package powerdns keeps zones of a PowerDNS Authoritative Server equal, through its HTTP API (4.7 and later). A zone is
// read with one request and a plan is one atomic PATCH, unless its body passes max_body. See README.md.
package powerdns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

const (
	defaultServer  = "localhost"
	defaultMaxBody = 1_500_000 // under webserver-max-bodysize, which is 2 MiB by default
	defaultReads   = 8
	defaultTimeout = time.Minute // a PATCH of the largest body and the read of a large zone take seconds
)

// settings are the config's keys for this kind.
type settings struct {
	providers.Common `yaml:",inline"`
	URL              string        `yaml:"url" json:"url" jsonschema:"address of the web server, such as http://127.0.0.1:8081"`
	APIKey           secret.Secret `yaml:"api_key" json:"api_key" jsonschema:"value of api-key: env:NAME, file:PATH or exec:COMMAND"`
	Server           string        `yaml:"server,omitempty" json:"server,omitempty" jsonschema:"server id in the API's paths"`
	MaxBody          int           `yaml:"max_body,omitempty" json:"max_body,omitempty" jsonschema:"largest request in bytes; webserver-max-bodysize must allow it"`
}

// Kind describes the provider to the config and to the command line.
func Kind() providers.Kind {
	return providers.Kind{
		Name:    "powerdns",
		Summary: "PowerDNS Authoritative Server, by its HTTP API",
		Settings: func() any {
			return &settings{Server: defaultServer, MaxBody: defaultMaxBody}
		},
		Open: func(s any, env providers.Env) (providers.Provider, error) { return open(s.(*settings), env) },
	}
}

// Provider is one PowerDNS server.
type Provider struct {
	api     *httpapi.Client
	zones   string // path of the zones collection
	maxBody int
}

func open(s *settings, env providers.Env) (*Provider, error) {
	key, err := s.APIKey.Reveal(context.Background())
	switch {
	case err != nil:
		return nil, fmt.Errorf("api_key: %w", err)
	case key == "":
		return nil, errors.New("api_key: is missing")
	case s.MaxBody < 1000:
		return nil, fmt.Errorf("max_body: %d is too small for any request", s.MaxBody)
	}
	api, err := newClient(s, key, env)
	if err != nil {
		return nil, err
	}
	server := cmp.Or(s.Server, defaultServer)
	return &Provider{api: api, zones: "/api/v1/servers/" + url.PathEscape(server) + "/zones", maxBody: s.MaxBody}, nil
}

// Capabilities says what PowerDNS can hold.
func (p *Provider) Capabilities() providers.Capabilities {
	return providers.Capabilities{
		Unit: providers.PerRRset, Atomic: true, CreateZone: true, Comments: true,
		MaxTTL: 1<<31 - 1, // RFC 2181 §8
	}
}

// Zones lists the zones of the server.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) { return p.list(ctx) }

// Fetch reads a zone with one request.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	doc, err := p.read(ctx, r.Origin)
	if err != nil {
		return providers.Live{}, err
	}
	return doc.live(r.Origin)
}

// Send carries one batch out. A refused batch changed nothing; what became of one whose answer was lost is not known.
func (p *Provider) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	err := p.write(ctx, live.Origin, b.Payload.(payload))
	switch {
	case err == nil:
		return nil
	case httpapi.NotApplied(err):
		return providers.Failed(len(b.Changes), providers.NotDone, err)
	}
	return providers.Failed(len(b.Changes), providers.Unknown, err)
}
