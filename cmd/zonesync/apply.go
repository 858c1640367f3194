package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/syncer"
)

// applyFlags are the flags of commands that write.
type applyFlags struct {
	yes  bool
	plan string
	consent
}

func (f *applyFlags) add(a *app, cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	f.flags(cmd)
	a.stateFlag(cmd)
	a.formatFlag(cmd, planFormats...)
}

func (a *app) apply() *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Bring the live zones in line with the zone files, once",
		Long: "apply shows the plan, asks (on a terminal; elsewhere it needs --yes), carries the plan out and reads every zone\n" +
			"again to verify it. With --plan it does what a saved plan says, and refuses zones that moved since. Exit code 3\n" +
			"when a safety rule held something, 4 when only a part is live.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.applyOnce(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.plan, "plan", "", "do exactly what this saved plan (a `file` of plan --out) says")
	f.add(a, cmd)
	return cmd
}

func (a *app) applyOnce(ctx context.Context, f applyFlags) error {
	if err := errors.Join(a.askable(f.yes), f.check()); err != nil {
		return err
	}
	s, round, err := a.planned(ctx, writing, f.allow())
	if err != nil {
		return err
	}
	defer s.close()
	if f.release != "" && !round.Has(f.release) {
		a.warn("no plan of today has the hash %s: nothing is released by it", f.release)
	}
	moved := 0
	if f.plan != "" {
		saved, err := readPlan(f.plan)
		if err != nil {
			return err
		}
		moved = round.Keep(saved)
	}
	return a.carryOut(ctx, s, round, moved, f, "apply")
}

// askable refuses to write where nobody can be asked and nobody has said yes.
func (a *app) askable(yes bool) error {
	if yes || isTerminal(a.stdin) {
		return nil
	}
	return hinted(errors.New("nothing is written before a person says yes, and there is no terminal to ask on"), "look at the plan first, then add --yes")
}

// carryOut asks, applies a round, and prints what became of it. moved counts the zones that are refused already because
// they are not as a person saw them.
func (a *app) carryOut(ctx context.Context, s *session, round syncer.Round, moved int, f applyFlags, trigger string) error {
	if !f.yes && round.Pending() {
		if err := a.ask(round); err != nil {
			return err
		}
		var more int
		round, more = s.Again(ctx, round, f.allow()) // the answer may have taken an hour
		moved += more
	}
	s.Progress = a.progress("applying")
	doc, results, kept := s.Apply(ctx, round, trigger)
	if doc == nil {
		return kept
	}
	if a.verbose || a.format == "json" {
		s.Attribute(ctx, doc, round.Prefix)
	}
	if err := a.print(a.stdout, doc); err != nil {
		return err
	}
	a.failures(doc)
	switch code := syncer.ExitCode(round, results); {
	case moved > 0:
		return status(exitPartly)
	case code == exitDone:
		return kept
	default:
		return status(code)
	}
}

// ask shows the plan and waits for a person's word. The plan goes to stderr: stdout is for what was done.
func (a *app) ask(r syncer.Round) error {
	format := a.format
	a.format = "text"
	err := a.print(a.stderr, r.Document())
	a.format = format
	if err != nil {
		return err
	}
	fmt.Fprint(a.stderr, "Apply this plan? [y/N] ")
	answer, err := bufio.NewReader(a.stdin).ReadString('\n')
	if answer = strings.ToLower(strings.TrimSpace(answer)); err != nil || answer != "y" && answer != "yes" {
		return errors.New("not applied")
	}
	return nil
}
