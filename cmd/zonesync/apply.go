package main

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/internal/syncer"
)

func (a *app) apply() *cobra.Command {
	var yes bool
	var ok consent
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Bring the live zones in line with the zone files, once",
		Long: "apply shows the plan, asks (on a terminal; elsewhere it needs --yes), carries the plan out and reads every zone\n" +
			"again to verify it. Exit code 3 when a safety rule held something, 4 when only a part is live.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !yes && !isTerminal(a.stdin) {
				return hinted(errors.New("apply asks before it writes, and there is no terminal to ask on"), "look at the plan first, then: zonesync apply --yes")
			}
			s, round, err := a.planned(cmd.Context(), ok.allow())
			if err != nil {
				return err
			}
			if !yes && round.Pending() {
				if err := a.ask(round); err != nil {
					return err
				}
			}
			s.Progress = a.progress("applying")
			doc, results := s.Apply(cmd.Context(), round)
			if err := a.print(a.stdout, doc); err != nil {
				return err
			}
			return status(syncer.ExitCode(round, results))
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	ok.flags(cmd)
	a.formatFlag(cmd, planFormats...)
	return cmd
}

// ask shows the plan and waits for a person's word. The plan goes to stderr: stdout is for what was done.
func (a *app) ask(r syncer.Round) error {
	doc := r.Document()
	format := a.format
	a.format = "text"
	err := a.print(a.stderr, doc)
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
