// Package tonicdns keeps zones equal through TonicDNS, a REST front end over a PowerDNS SQL database. A zone is read with
// one request, and a plan of up to 2,000 records is one atomic POST. See README.md.
package tonicdns

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

const (
	kindName        = "tonicdns"
	defaultZoneType = "MASTER"
	defaultParallel = 4
	defaultTimeout  = time.Minute // the server goes over a POST of many swaps in quadratic time
)

// settings are the config's keys for this kind.
type settings struct {
	providers.Common `yaml:",inline"`
	URL              string        `yaml:"url" json:"url" jsonschema:"address of TonicDNS, such as https://dns.example.org"`
	Username         string        `yaml:"username" json:"username" jsonschema:"user of the API"`
	Password         secret.Secret `yaml:"password" json:"password" jsonschema:"its password: env:NAME, file:PATH or exec:COMMAND"`
	LocalUser        string        `yaml:"local_user,omitempty" json:"local_user,omitempty" jsonschema:"name that the server logs beside the user's"`
	ZoneType         string        `yaml:"zone_type,omitempty" json:"zone_type,omitempty" jsonschema:"type of new zones: MASTER or NATIVE"`
}

// Kind describes the provider to the config and to the command line.
func Kind() providers.Kind {
	return providers.Kind{
		Name:     kindName,
		Summary:  "TonicDNS, a REST front end over a PowerDNS database",
		Settings: func() any { return &settings{ZoneType: defaultZoneType} },
		Open:     func(s any, env providers.Env) (providers.Provider, error) { return open(s.(*settings), env) },
	}
}

// Provider is one TonicDNS user.
type Provider struct {
	api      *httpapi.Client
	session  session
	zoneType string // of new zones
}

func open(s *settings, env providers.Env) (*Provider, error) {
	password, err := s.Password.Reveal(context.Background())
	zoneType := cmp.Or(s.ZoneType, defaultZoneType)
	switch {
	case err != nil:
		return nil, fmt.Errorf("password: %w", err)
	case s.Username == "":
		return nil, errors.New("username: is missing")
	case password == "":
		return nil, errors.New("password: is missing")
	case zoneType != "MASTER" && zoneType != "NATIVE":
		return nil, fmt.Errorf("zone_type: %q is neither MASTER nor NATIVE", zoneType)
	}
	api, err := newClient(s, password, env)
	if err != nil {
		return nil, err
	}
	login := credentials{Username: s.Username, Password: password, LocalUser: s.LocalUser}
	return &Provider{api: api, session: session{api: api, login: login}, zoneType: zoneType}, nil
}

// types are those that the server's validators know. SPF is one of them.
var types = []uint16{
	dns.TypeA, dns.TypeAAAA, dns.TypeCAA, dns.TypeCNAME, dns.TypeMX, dns.TypeNAPTR, dns.TypeNS, dns.TypePTR, dns.TypeRP,
	dns.TypeSOA, dns.TypeSPF, dns.TypeSSHFP, dns.TypeSRV, dns.TypeTXT,
}

// Capabilities says what TonicDNS can hold. There is no MaxBatch: what bounds a batch is records, not sets (see pack).
func (p *Provider) Capabilities() providers.Capabilities {
	return providers.Capabilities{
		Types: slices.Clone(types), Unit: providers.PerRRset, Atomic: true, CreateZone: true,
		MaxTTL: 1<<31 - 1, // the database's column; also RFC 2181 §8
	}
}

// Zones lists the zones that the user sees.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) { return p.list(ctx, "*") }

// Fetch reads a zone with one request.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	doc, err := p.read(ctx, r.Origin)
	if err != nil {
		return providers.Live{}, err
	}
	return doc.live(r.Origin), nil
}
