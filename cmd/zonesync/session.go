package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/all"
)

// session is a syncer with all that was opened for it.
type session struct {
	*syncer.Syncer
	source syncer.Source
}

func (s *session) close() {
	if s.State != nil {
		_ = s.State.Close() // everything that matters has been committed
	}
}

// access says what a command does with the state directory.
type access int

const (
	reading access = iota // look at what is there, if anything is
	writing               // own it
)

func (a *app) stateFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.stateDir, "state-dir", "", "`folder` of what zonesync remembers")
}

// open opens state, source and providers of a config. There is no network in it.
func (a *app) open(ctx context.Context, cfg *config.Config, how access, listen string) (*session, error) {
	dir, err := a.stateDirOf(cfg)
	if err != nil {
		return nil, err
	}
	env := providers.Env{Log: a.logger(), Version: version, StateDir: dir, Listen: listen, Limits: new(limit.Registry)}
	accounts := syncer.Open(cfg, all.Kinds(), env)
	s := &session{Syncer: &syncer.Syncer{Config: cfg, Accounts: accounts, Parallel: syncer.DefaultParallel, Log: env.Log}}
	if s.source, err = openSource(cfg.Source, dir, env.Log); err != nil {
		return nil, err
	}
	s.Blamer, _ = s.source.(syncer.Blamer)
	if s.State, err = openState(ctx, dir, how); err != nil {
		return nil, err
	}
	if g, ok := s.source.(*git.Source); ok && g.Verify != nil && g.Verify.All {
		s.source = checkedSource{g, s.State}
	}
	return s, nil
}

// openState gives nil where there is nothing to be read.
func openState(ctx context.Context, dir string, how access) (*state.Store, error) {
	if how == reading {
		store, err := state.OpenExisting(ctx, dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return store, err
	}
	store, err := state.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := store.Lock(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// stateDirOf gives where the program keeps what it remembers: flag, config, environment, home.
func (a *app) stateDirOf(cfg *config.Config) (string, error) {
	for _, dir := range []string{a.stateDir, string(cfg.State.Dir), os.Getenv("STATE_DIRECTORY")} {
		if dir != "" {
			return dir, nil
		}
	}
	if dir := os.Getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "zonesync"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", hinted(errors.New("no state directory: there is no home"), "name one with --state-dir, or state.dir in the config")
	}
	return filepath.Join(home, ".local", "state", "zonesync"), nil
}

// desired takes one look at the source.
func (a *app) desired(ctx context.Context, s *session) (d syncer.Desired, err error) {
	err = source.Look(ctx, s.source.Snapshot, func(snap source.Snapshot) error {
		if snap.Warning != "" {
			a.warn("%s", snap.Warning)
		}
		d, err = syncer.Read(ctx, snap, s.Config)
		return err
	})
	return d, err
}

// planned reads config, source and live zones, and plans. The caller closes the session.
func (a *app) planned(ctx context.Context, how access, allow diff.Allow) (*session, syncer.Round, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, syncer.Round{}, err
	}
	s, err := a.open(ctx, cfg, how, "")
	if err != nil {
		return nil, syncer.Round{}, err
	}
	round, err := a.look(ctx, s, allow)
	if err != nil {
		s.close()
		return nil, syncer.Round{}, err
	}
	return s, round, nil
}

// look plans all that --zone lets pass, and says what belongs to no zone.
func (a *app) look(ctx context.Context, s *session, allow diff.Allow) (syncer.Round, error) {
	desired, err := a.desired(ctx, s)
	if err != nil {
		return syncer.Round{}, err
	}
	s.Progress = a.progress("reading live zones")
	round := s.Plan(ctx, desired, syncer.Scope{Zone: a.wanted, Allow: allow})
	a.tell(round)
	if err := ctx.Err(); err != nil {
		return syncer.Round{}, err
	}
	if len(round.Tasks) == 0 && len(round.Findings) == 0 {
		return syncer.Round{}, hinted(errors.New("no zone to plan"), "see zones in the config, and --zone")
	}
	return round, nil
}
