// Package rackspace keeps zones at Rackspace Cloud DNS (API v1.0). A zone is read a hundred records at a time, and as many
// are created, updated or deleted with one request, each of which is an asynchronous job that is waited for. See README.md.
package rackspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const (
	kindName        = "rackspace"
	defaultIdentity = "https://identity.api.rackspacecloud.com"
	defaultPoll     = 500 * time.Millisecond
	// defaultPatience is how long a job may run.
	defaultPatience = 2 * time.Minute
	maxPoll         = 5 * time.Second
	// jobTime is about how long a job takes.
	jobTime = time.Second
	minTTL  = 300
	// perBlock is the most records in one request.
	perBlock = 100
	// defaultRecords is how many records a domain may have; the account may have more.
	defaultRecords = 500
	maxComment     = 160
)

// types are those that a domain holds; PTR records are of servers, and reached by other calls.
var types = []uint16{dns.TypeA, dns.TypeNS, dns.TypeCNAME, dns.TypeMX, dns.TypeTXT, dns.TypeAAAA, dns.TypeSRV}

// settings are the config's keys for this kind.
type settings struct {
	providers.Common `yaml:",inline"`
	Username         string             `yaml:"username" json:"username" jsonschema:"user of the account"`
	APIKey           secret.Secret      `yaml:"api_key,omitempty" json:"api_key,omitzero" jsonschema:"the user's API key: env:NAME, file:PATH or exec:COMMAND"`
	Password         secret.Secret      `yaml:"password,omitempty" json:"password,omitzero" jsonschema:"the user's password, instead of api_key"`
	IdentityURL      string             `yaml:"identity_url,omitempty" json:"identity_url,omitempty" jsonschema:"address of the identity service; UK accounts: https://lon.identity.api.rackspacecloud.com"`
	Endpoint         string             `yaml:"endpoint,omitempty" json:"endpoint,omitempty" jsonschema:"address of the DNS service instead of the catalog's, such as https://dns.api.rackspacecloud.com/v1.0/123456"`
	Account          string             `yaml:"account,omitempty" json:"account,omitempty" jsonschema:"account number, where a user has several"`
	Email            string             `yaml:"email,omitempty" json:"email,omitempty" jsonschema:"address of the person responsible for new zones"`
	Poll             providers.Duration `yaml:"poll,omitempty" json:"poll,omitempty" jsonschema:"first pause between two looks at a running job, such as 500ms"`
}

// Kind describes the provider to the config and to the command line.
func Kind() providers.Kind {
	return providers.Kind{
		Name:    kindName,
		Summary: "Rackspace Cloud DNS",
		Settings: func() any {
			return &settings{IdentityURL: defaultIdentity, Poll: providers.Duration(defaultPoll)}
		},
		Open: func(s any, env providers.Env) (providers.Provider, error) { return open(s.(*settings), env) },
	}
}

// Provider is one Rackspace account.
type Provider struct {
	api     *httpapi.Client
	session session
	limits  limits
	email   string // of new zones
	log     *slog.Logger
	// poll is the first pause between two looks at a job, patience the bound on all of them.
	poll, patience time.Duration

	mu         sync.Mutex
	ids        map[string]string // of domains, by origin
	unfinished map[string]errand // by origin
}

func open(s *settings, env providers.Env) (*Provider, error) {
	l, secrets, err := s.login()
	if err != nil {
		return nil, err
	}
	return newProvider(s, l, s.options(env, secrets))
}

func newProvider(s *settings, l login, o httpapi.Options) (*Provider, error) {
	api, err := httpapi.New(o)
	if err != nil {
		return nil, fmt.Errorf("identity_%w", err)
	}
	p := &Provider{
		api: api, session: session{api: api, login: l, endpoint: s.Endpoint, account: s.Account}, email: s.Email, log: o.Log,
		poll: cmp.Or(time.Duration(s.Poll), defaultPoll), patience: defaultPatience,
		ids: map[string]string{}, unfinished: map[string]errand{},
	}
	p.limits.start(api, s.Common)
	return p, nil
}

// login gives what logs in, and refuses settings that can never work.
func (s *settings) login() (l login, secrets []string, err error) {
	key, err := s.APIKey.Reveal(context.Background())
	if err != nil {
		return l, nil, fmt.Errorf("api_key: %w", err)
	}
	password, err := s.Password.Reveal(context.Background())
	if err != nil {
		return l, nil, fmt.Errorf("password: %w", err)
	}
	switch {
	case s.Username == "":
		return l, nil, errors.New("username: is missing")
	case key == "" && password == "":
		return l, nil, errors.New("api_key: is missing (or password)")
	case key != "" && password != "":
		return l, nil, errors.New("api_key and password: only one of them is needed")
	case s.Poll < 0:
		return l, nil, errors.New("poll: is negative")
	case s.Email != "" && !providers.IsMailAddress(s.Email):
		return l, nil, fmt.Errorf("email: %q is no mail address", s.Email)
	case s.Endpoint != "" && !httpapi.IsBase(s.Endpoint):
		return l, nil, errors.New("endpoint: must be like https://host/v1.0/account")
	}
	return newLogin(s.Username, key, password), []string{key, password}, nil
}

func (s *settings) options(env providers.Env, secrets []string) httpapi.Options {
	o := httpapi.Options{
		Provider: kindName, BaseURL: cmp.Or(s.IdentityURL, defaultIdentity), Credential: cmp.Or(s.Account, s.Username), Limits: env.Limits,
		Rate: httpapi.Settings(s.Common), Timeout: time.Duration(s.Timeout), UserAgent: "zonesync/" + env.Version,
		Explain: explain, AddressHint: urlHint, Secrets: secrets, Log: env.Log,
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Capabilities says what the API can hold.
func (p *Provider) Capabilities() providers.Capabilities {
	return providers.Capabilities{
		Types: slices.Clone(types), Unit: providers.PerRecord, MaxBatch: perBlock, CreateZone: true, OwnsApex: true,
		Comments: true, JoinsTXT: true, MinTTL: minTTL, MaxTTL: 1<<31 - 1, // RFC 2181 §8; the API names no limit
	}
}

// Zones lists the domains of the account.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) {
	if err := p.learn(ctx); err != nil {
		return nil, err
	}
	docs, err := p.domains(ctx)
	if err != nil {
		return nil, err
	}
	refs := make([]providers.Ref, 0, len(docs))
	for _, d := range docs {
		origin, err := zone.Name(d.Name)
		if err != nil || d.Name == "" || d.ID == "" {
			return nil, unfit("list domains", fmt.Sprintf("domain %q has no id, or no name that DNS knows", d.ID))
		}
		refs = append(refs, providers.Ref{ID: string(d.ID), Origin: origin})
	}
	return refs, nil
}

// domainName spells a zone as the API does.
func domainName(origin string) string { return strings.TrimSuffix(origin, ".") }
