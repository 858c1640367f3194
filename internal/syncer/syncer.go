// Package syncer brings source, config and providers together: it finds out which zone goes to which provider, fetches,
// plans and applies, once or for ever. One zone that fails never stops the others.
package syncer

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/providers"
)

// Account is a provider of the config, opened.
type Account struct {
	Name string // in the config
	Kind string // such as "powerdns"
	// Limit is the request rate that holds for it, for foretelling how long a plan takes.
	Limit providers.Rate
	// Err says why the provider could not be opened; its zones are then in error, and the others go on.
	Err error
	providers.Provider
}

// Syncer is set up once for a config and is not changed while it works.
type Syncer struct {
	Config   *config.Config
	Accounts map[string]Account // by name
	Parallel int                // zones in work at once
	Log      *slog.Logger
	State    *state.Store          // nil: nothing is remembered
	Blamer   Blamer                // nil: nobody knows who wrote a line
	Progress func(done, total int) // may be nil
}

// Scope says what a plan is to cover and what a person has agreed to.
type Scope struct {
	Zone  func(origin string) bool // nil: all
	Allow diff.Allow
}

// DefaultParallel is how many zones are in work at once.
const DefaultParallel = 4

// Open opens the config's providers, without any network.
func Open(cfg *config.Config, kinds []providers.Kind, env providers.Env) map[string]Account {
	accounts := make(map[string]Account, len(cfg.Providers))
	for _, name := range slices.Sorted(maps.Keys(cfg.Providers)) {
		p := cfg.Providers[name]
		env.Name = name
		opened, err := open(p, kinds, env)
		if err != nil {
			err = misfit(name, p, err)
		}
		accounts[name] = Account{Name: name, Kind: p.Type, Limit: requestLimit(p.Settings), Err: err, Provider: opened}
	}
	return accounts
}

// misfit is an error of opening a provider, with the place of the setting that it is about.
func misfit(name string, p config.Provider, err error) error {
	if at := p.Place(err); at != "" {
		return fmt.Errorf("%s: provider %s: %w", at, name, err)
	}
	return fmt.Errorf("provider %s: %w", name, err)
}

func open(p config.Provider, kinds []providers.Kind, env providers.Env) (providers.Provider, error) {
	for _, k := range kinds {
		if k.Name == p.Type {
			return k.Open(p.Settings, env)
		}
	}
	return nil, fmt.Errorf("no type %q", p.Type)
}

func requestLimit(settings any) providers.Rate {
	if l, ok := settings.(interface{ RequestLimit() providers.Rate }); ok {
		return l.RequestLimit()
	}
	return providers.Rate{}
}

// progress tells how far a piece of work has come.
func (s *Syncer) progress(done, total int) {
	if s.Progress != nil {
		s.Progress(done, total)
	}
}

// each runs f for every index, several at once, and waits for all.
func (s *Syncer) each(ctx context.Context, n int, f func(ctx context.Context, i int)) {
	runAll(ctx, n, max(s.Parallel, 1), f, s.progress)
}
