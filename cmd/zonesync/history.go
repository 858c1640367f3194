package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/zone"
)

// existing opens the state store, which must be there.
func (a *app) existing(ctx context.Context) (*state.Store, error) {
	cfg, err := a.optionalConfig()
	if err != nil {
		return nil, err
	}
	if cfg == nil {
		cfg = &config.Config{}
	}
	dir, err := a.stateDirOf(cfg)
	if err != nil {
		return nil, err
	}
	store, err := state.OpenExisting(ctx, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted(fmt.Errorf("%s: nothing has been applied from here", dir), "name the state directory of the service with --state-dir")
	}
	return store, err
}

func (a *app) history() *cobra.Command {
	var since, until, commit string
	var limit int
	cmd := &cobra.Command{
		Use:   "history",
		Short: "List what was applied, newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := state.Filter{Commit: commit, Limit: limit}
			var err error
			if f.Since, err = moment(since); err != nil {
				return err
			}
			if f.Until, err = moment(until); err != nil {
				return err
			}
			return a.listRuns(cmd.Context(), f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&since, "since", "", "only runs from this `time` on (2026-11-21, 2026-11-21T15:04:05Z, or 36h ago as 36h)")
	fl.StringVar(&until, "until", "", "only runs up to this `time`")
	fl.StringVar(&commit, "commit", "", "only runs of this commit, or the beginning of its `id`")
	fl.IntVar(&limit, "limit", 50, "at most so many")
	a.stateFlag(cmd)
	a.formatFlag(cmd, "text", "json")
	return cmd
}

// moment reads a time: a day, a time with its zone, or how long ago.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if ago, err := time.ParseDuration(s); err == nil {
		return time.Now().Add(-ago), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, hinted(fmt.Errorf("%q is no time", s), "write 2026-11-21, 2026-11-21T15:04:05Z or 36h")
}

// historySchema names the JSON form of history.
const historySchema = "zonesync/history/v1"

func (a *app) listRuns(ctx context.Context, f state.Filter) error {
	store, err := a.existing(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	limit := f.Limit
	if len(a.zones) > 0 {
		f.Limit = 0 // counted after the globs
	}
	runs, err := store.Runs(ctx, f)
	if err != nil {
		return err
	}
	runs = a.ofZones(runs, limit)
	if a.format == "json" {
		return a.printJSON(struct {
			Schema string      `json:"schema"`
			Runs   []state.Run `json:"runs"`
		}{historySchema, runs})
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, r := range runs {
		fmt.Fprintf(w, "%d\t%s\t%.7s\t%s\t%s\t+%d ~%d -%d\t%s\n", r.ID, r.Started.Local().Format(time.DateTime), r.Revision, r.Trigger,
			r.Result, r.Created, r.Updated, r.Deleted, shortList(r.Zones))
	}
	return w.Flush()
}

// ofZones keeps the runs that touched a zone which --zone lets pass.
func (a *app) ofZones(runs []state.Run, limit int) []state.Run {
	out := []state.Run{}
	for _, r := range runs {
		pass := len(a.zones) == 0
		for _, z := range r.Zones {
			pass = pass || a.wanted(z)
		}
		if pass && (limit == 0 || len(out) < limit) {
			out = append(out, r)
		}
	}
	return out
}

// shortList names a few zones and counts the others.
func shortList(zones []string) string {
	const shown = 3
	s := strings.Join(zones[:min(len(zones), shown)], " ")
	if n := len(zones) - shown; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (a *app) rollback() *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "rollback RUN",
		Short: "Give back what a run changed",
		Long: "rollback plans to give all RRsets that a run changed their values from before it, shows the plan, asks, and applies\n" +
			"it under the same guards as any other. Revert the change in the zone files too, or the next apply makes it again.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return hinted(fmt.Errorf("%q is no run", args[0]), "zonesync history lists them")
			}
			return a.rollBack(cmd.Context(), run, f)
		},
	}
	f.add(a, cmd)
	return cmd
}

func (a *app) rollBack(ctx context.Context, run int64, f applyFlags) error {
	if err := errors.Join(a.askable(f.yes), f.check()); err != nil {
		return err
	}
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	s, err := a.open(ctx, cfg, writing, "")
	if err != nil {
		return err
	}
	defer s.close()
	round, err := s.Rollback(ctx, run, syncer.Scope{Zone: a.wanted, Allow: f.allow()})
	if err != nil {
		return err
	}
	return a.carryOut(ctx, s, round, 0, f, fmt.Sprintf("rollback %d", run))
}

func (a *app) release() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "release HASH",
		Short: "Let a held plan go, exactly as it was shown",
		Long: "release tells a running service, or the next apply, that a held plan may be carried out. HASH is the plan's, or its\n" +
			"first 12 digits. When the plan is another by then, it is held again.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := a.existing(cmd.Context())
			if err != nil {
				return err
			}
			defer store.Close()
			h, err := store.Release(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "released %.12s: %s at %s\n", h.Hash, zone.Relative(h.Origin, "."), h.Provider)
			return err
		},
	}
	a.stateFlag(cmd)
	return cmd
}
