package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/all"
)

// consent are the flags by which a person agrees to a plan that the guard holds.
type consent struct {
	deletes int
	release string
}

func (c *consent) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&c.deletes, "allow-deletes", 0, "let a zone's plan pass the delete guard if it deletes exactly `N` RRsets")
	cmd.Flags().StringVar(&c.release, "release", "", "let the zone pass whose plan has this `hash`")
}

func (c consent) allow() diff.Allow { return diff.Allow{Deletes: c.deletes, Release: c.release} }

func (a *app) plan() *cobra.Command {
	var detailed bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what apply would do, against live state",
		Long: "plan compares the zone files with the live zones and changes nothing. Exit code 3 when a safety rule holds\n" +
			"something; with --detailed-exitcode 2 when changes are pending.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, round, err := a.planned(cmd.Context(), diff.Allow{})
			if err != nil {
				return err
			}
			if err := a.print(a.stdout, round.Document()); err != nil {
				return err
			}
			return status(planCode(round, detailed))
		},
	}
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when changes are pending")
	a.formatFlag(cmd, planFormats...)
	return cmd
}

var planFormats = []string{"text", "json", "markdown", "github", "sarif", "junit"}

func (a *app) print(w io.Writer, doc *diff.Document) error {
	return report.Plan(w, doc, a.format, a.style())
}

// planned reads config, source and live zones, and plans.
func (a *app) planned(ctx context.Context, allow diff.Allow) (*syncer.Syncer, syncer.Round, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, syncer.Round{}, err
	}
	s, err := a.syncer(cfg, providers.Env{})
	if err != nil {
		return nil, syncer.Round{}, err
	}
	desired, err := a.desired(ctx, cfg)
	if err != nil {
		return nil, syncer.Round{}, err
	}
	s.Progress = a.progress("reading live zones")
	round := s.Plan(ctx, desired, syncer.Scope{Zone: a.wanted, Allow: allow})
	a.tell(round)
	if err := ctx.Err(); err != nil {
		return nil, syncer.Round{}, err
	}
	if len(round.Tasks) == 0 && len(round.Findings) == 0 {
		return nil, syncer.Round{}, hinted(errors.New("no zone to plan"), "see zones in the config, and --zone")
	}
	return s, round, nil
}

// errNoGit is said of a config whose source is a repository.
var errNoGit = hinted(errors.New("this version reads zone files from a directory only"), "use source.dir")

// desired takes one look at the source.
func (a *app) desired(ctx context.Context, cfg *config.Config) (d syncer.Desired, err error) {
	if cfg.Source.Dir == nil {
		return d, errNoGit
	}
	dir := source.Dir{Path: string(cfg.Source.Dir.Path)}
	err = source.Look(ctx, dir.Snapshot, func(s source.Snapshot) error {
		d, err = syncer.Read(ctx, s, cfg)
		return err
	})
	return d, err
}

// syncer opens the config's providers.
func (a *app) syncer(cfg *config.Config, env providers.Env) (*syncer.Syncer, error) {
	env.Log, env.Version, env.StateDir, env.Limits = a.logger(), version, stateDir(env.StateDir, cfg), new(limit.Registry)
	accounts, err := syncer.Open(cfg, all.Kinds(), env)
	if err != nil {
		return nil, err
	}
	return &syncer.Syncer{Config: cfg, Accounts: accounts, Parallel: syncer.DefaultParallel, Log: env.Log}, nil
}

// stateDir gives where the program keeps what it remembers: flag, config, environment, home.
func stateDir(flag string, cfg *config.Config) string {
	for _, dir := range []string{flag, string(cfg.State.Dir), os.Getenv("STATE_DIRECTORY")} {
		if dir != "" {
			return dir
		}
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return dir + "/zonesync"
	}
	return os.ExpandEnv("$HOME/.local/state/zonesync")
}

// tell says on stderr what no zone's document holds.
func (a *app) tell(r syncer.Round) {
	for _, err := range r.Failures() {
		a.fail(err)
	}
	if w := r.Warning(); w != "" {
		a.warn("%s", w)
	}
}

// planCode gives the exit code of a plan.
func planCode(r syncer.Round, detailed bool) int {
	sum := r.Document().Summary
	switch {
	case sum.Errors > 0 || r.Failed():
		return exitError
	case sum.Held > 0:
		return exitHeld
	case detailed && sum.Create+sum.Update+sum.Delete > 0:
		return exitChanges
	}
	return exitDone
}
