// Package cloudns keeps zones at YY's ClouDNS (Duowan; not ClouDNS.net), which answers differently per carrier line. A zone
// is read with one request; records are created and deleted a hundred at a time and edited singly. See README.md.
package cloudns

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
	"github.com/zonesync/zonesync/zone"
)

const (
	defaultURL    = "https://cloudns.duowan.com/v1.2/api/"
	defaultChunk  = 100
	maxChunk      = 500
	defaultMaxTXT = 255
	defaultPoll   = 500 * time.Millisecond
	// activation is how long records take to become active, by the manual.
	activation = 2 * time.Second
	// defaultPatience is how long records may stay pending.
	defaultPatience = 30 * time.Second
)

// lines are the carriers: China Telecom and China Unicom.
var lines = []string{"tel", "uni"}

// types are all that the API holds, by their names there.
var types = map[string]uint16{
	"A": dns.TypeA, "AAAA": dns.TypeAAAA, "CNAME": dns.TypeCNAME, "MX": dns.TypeMX, "NS": dns.TypeNS, "TXT": dns.TypeTXT,
}

// settings are the config's keys for this kind.
type settings struct {
	providers.Common `yaml:",inline"`
	URL              string         `yaml:"url,omitempty" json:"url,omitempty" jsonschema:"address of the API"`
	Passport         string         `yaml:"passport" json:"passport" jsonschema:"user name"`
	Token            secret.Secret  `yaml:"token" json:"token" jsonschema:"the user's token: env:NAME, file:PATH or exec:COMMAND"`
	Lines            []string       `yaml:"lines,omitempty" json:"lines,omitempty" jsonschema:"carrier lines that get every record: tel, uni"`
	CAFile           providers.Path `yaml:"ca_file,omitempty" json:"ca_file,omitempty" jsonschema:"PEM certificates to trust instead of the system's"`
	Chunk            int            `yaml:"chunk,omitempty" json:"chunk,omitempty" jsonschema:"most records in one bulk call, 1 to 500"`
	MaxTXT           int            `yaml:"max_txt,omitempty" json:"max_txt,omitempty" jsonschema:"longest TXT in bytes, its strings joined"`
}

// Kind describes the provider to the config and to the command line.
func Kind() providers.Kind {
	return providers.Kind{
		Name:    "cloudns",
		Summary: "YY ClouDNS (Duowan), with an answer per carrier line",
		Settings: func() any {
			s := &settings{URL: defaultURL, Lines: slices.Clone(lines), Chunk: defaultChunk, MaxTXT: defaultMaxTXT}
			s.Rate = providers.Rate{Requests: 5, Per: providers.Duration(time.Second), Burst: 1}
			return s
		},
		Open: func(s any, env providers.Env) (providers.Provider, error) { return open(s.(*settings), env) },
	}
}

// Provider is one user of the API.
type Provider struct {
	api             *httpapi.Client
	passport, token string
	lines           []string
	chunk, maxTXT   int
	// poll is the pause between two looks at records that are not live yet, patience the bound on all of them.
	poll, patience time.Duration
}

func open(s *settings, env providers.Env) (*Provider, error) {
	token, err := s.Token.Reveal(context.Background())
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	if err := s.check(token); err != nil {
		return nil, err
	}
	api, err := httpapi.New(httpapi.Options{
		Provider: "cloudns", BaseURL: cmp.Or(s.URL, defaultURL), Credential: s.Passport, Limits: env.Limits,
		Rate: httpapi.Settings(s.Common), Timeout: time.Duration(s.Timeout), UserAgent: "zonesync/" + env.Version,
		CAFile: string(s.CAFile), AddressHint: urlHint, Explain: explainStatus, Secrets: []string{token}, Log: env.Log, MaxBody: maxAnswer,
	})
	if err != nil {
		return nil, err
	}
	return &Provider{
		api: api, passport: s.Passport, token: token, lines: slices.Clone(s.Lines), chunk: s.Chunk, maxTXT: s.MaxTXT,
		poll: defaultPoll, patience: defaultPatience,
	}, nil
}

// check refuses settings that can never work.
func (s *settings) check(token string) error {
	switch {
	case s.Passport == "":
		return errors.New("passport: is missing")
	case token == "":
		return errors.New("token: is missing")
	case len(s.Lines) == 0:
		return errors.New("lines: at least one is needed")
	case s.Chunk < 1 || s.Chunk > maxChunk:
		return fmt.Errorf("chunk: %d is not between 1 and %d", s.Chunk, maxChunk)
	case s.MaxTXT < 1 || s.MaxTXT > zone.MaxRData:
		return fmt.Errorf("max_txt: %d is not between 1 and %d", s.MaxTXT, zone.MaxRData)
	}
	for i, l := range s.Lines {
		switch {
		case !slices.Contains(lines, l):
			return fmt.Errorf("lines: %q is none of %q", l, lines)
		case slices.Contains(s.Lines[:i], l):
			return fmt.Errorf("lines: %q is there twice", l)
		}
	}
	return nil
}

// maxBatch has room for all lines of a name, however small chunk is.
func (p *Provider) maxBatch() int { return max(p.chunk, len(p.lines)) }

// Capabilities says what the API can hold.
func (p *Provider) Capabilities() providers.Capabilities {
	caps := providers.Capabilities{
		Unit: providers.PerRecord, MaxBatch: p.maxBatch(), Views: slices.Clone(p.lines), JoinsTXT: true,
		MaxTTL: 1<<31 - 1, // RFC 2181 §8; the API names no limit
	}
	for _, t := range types {
		caps.Types = append(caps.Types, t)
	}
	slices.Sort(caps.Types)
	return caps
}

// Zones lists the zones of the user that are active: those that wait for approval or for removal serve nothing.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) {
	docs, err := list[zoneDoc](ctx, p, call{op: "list zones", action: "zone_load_multi"})
	if err != nil {
		return nil, err
	}
	var refs []providers.Ref
	for _, d := range docs {
		if d.Status != statusActive {
			continue
		}
		name, err := zone.Name(d.Name)
		if err != nil || d.Name == "" {
			return nil, unfit("list zones", "zone "+d.ID.String()+" has no name that DNS knows")
		}
		refs = append(refs, ref(name))
	}
	return refs, nil
}

// ref names a zone as the API does in its parameters: by its name.
func ref(origin string) providers.Ref { return providers.Ref{ID: zoneName(origin), Origin: origin} }
