package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/internal/web"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/all"
)

// runFlags are the flags of run.
type runFlags struct {
	dns, http string
	once      bool
	consent
}

func (a *app) runService() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [PATH]",
		Short: "Keep live zones in line with the zone files until stopped",
		Long: "run is the service. With a PATH and no config it serves the zones of that folder from the built-in name server\n" +
			"and follows every edit. With --once it does one round and exits with apply's codes.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.format = "text"
			if err := f.check(); err != nil {
				return err
			}
			cfg, err := a.runConfig(args)
			if err != nil {
				return err
			}
			return a.serve(cmd.Context(), cfg, f, cmd.Flags().Changed("http"))
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.dns, "dns", "", "where the built-in name server listens (127.0.0.1:5300)")
	fl.StringVar(&f.http, "http", "", "where health checks are answered (127.0.0.1:8053)")
	a.stateFlag(cmd)
	fl.BoolVar(&f.once, "once", false, "one round, then exit")
	f.flags(cmd)
	return cmd
}

// runConfig gives the config of the service: the file's, with its source replaced by a PATH, or that of a bare PATH.
func (a *app) runConfig(args []string) (*config.Config, error) {
	cfg, err := a.optionalConfig()
	switch {
	case err != nil:
		return nil, err
	case cfg == nil && len(args) == 0:
		return nil, hinted(errors.New("no config and no folder"), "serve a folder of zone files with: zonesync run PATH")
	case cfg == nil:
		return config.Default(args[0], all.Kinds()), nil
	case len(args) > 0:
		own := *cfg
		own.Source = config.Source{Dir: &config.Dir{Path: providers.Path(args[0])}}
		return &own, nil
	}
	return cfg, nil
}

// serve opens everything that can fail at the start, then runs all parts until ctx ends or one of them fails.
func (a *app) serve(ctx context.Context, cfg *config.Config, f runFlags, httpGiven bool) error {
	s, err := a.open(ctx, cfg, writing, f.dns)
	if err != nil {
		return err
	}
	defer s.close()
	if f.once {
		return a.once(ctx, s, f)
	}
	if cfg.Source.Dir != nil { // one that goes away later is waited for; one that was never there is a slip of the pen
		if _, err := os.Stat(string(cfg.Source.Dir.Path)); err != nil {
			return plainPathError(err)
		}
	}
	if f.http == "" {
		f.http = cfg.Server.Listen
	}
	health, err := a.health(f.http, httpGiven)
	if err != nil {
		return err
	}
	servers, err := a.listen(s.Accounts)
	if err != nil {
		return err
	}
	service := syncer.NewService(s.Syncer, s.source)
	service.Allow, service.Only = f.allow(), a.wanted
	debug.SetGCPercent(serviceGC)
	return asked(runAll(ctx, service, servers, health))
}

// runAll runs the parts of the service, of which health may be nil.
func runAll(ctx context.Context, service *syncer.Service, servers []providers.Server, health *web.Server) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, srv := range servers {
		g.Go(func() error { return srv.Serve(ctx) })
	}
	if health != nil {
		g.Go(func() error { return health.Serve(ctx) })
		service.Ready = health.Ready
	}
	changed := make(chan struct{}, 1)
	g.Go(func() error {
		return service.Source.Watch(ctx, func(source.Snapshot, error) {
			select {
			case changed <- struct{}{}:
			default: // a round is due already
			}
		})
	})
	g.Go(func() error { service.Run(ctx, changed); return nil })
	return g.Wait()
}

// serviceGC makes the collector of the service work earlier than Go's 100: it rests most of the time, and what it holds of
// thousands of zones would else be doubled by garbage.
const serviceGC = 50

// once does one round, as apply does.
func (a *app) once(ctx context.Context, s *session, f runFlags) error {
	round, err := a.look(ctx, s, f.allow())
	if err != nil {
		return err
	}
	return a.carryOut(ctx, s, round, 0, applyFlags{yes: true, consent: f.consent}, "once")
}

// asked takes an end that somebody asked for, by a signal, for a good one.
func asked(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// health binds the HTTP address. That the default one is taken is no reason not to serve DNS; that one which was asked for
// is taken is an error.
func (a *app) health(addr string, given bool) (*web.Server, error) {
	srv, err := web.Listen(addr)
	if err == nil || given {
		return srv, err
	}
	a.warn("no health checks: %v", err)
	return nil, nil
}

// listen binds the addresses of providers that answer DNS themselves, and says where that is.
func (a *app) listen(accounts map[string]syncer.Account) ([]providers.Server, error) {
	var servers []providers.Server
	for _, account := range accounts {
		srv, ok := account.Provider.(providers.Server)
		if !ok {
			continue
		}
		addr, err := srv.Listen()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(a.stderr, "zonesync: serving DNS on %s\n", addr)
		servers = append(servers, srv)
	}
	return servers, nil
}
