package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/zone"
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

// check refuses a consent that could not let anything pass.
func (c consent) check() error {
	switch {
	case c.deletes < 0:
		return errors.New("--allow-deletes: the number of RRsets that the plan deletes")
	case c.release != "" && len(c.release) < diff.ShortHash:
		return hinted(fmt.Errorf("--release %s: too short", c.release), fmt.Sprintf("give at least the first %d digits of the plan's hash", diff.ShortHash))
	}
	return nil
}

func (a *app) plan() *cobra.Command {
	var detailed bool
	var out string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what apply would do, against live state",
		Long: "plan compares the zone files with the live zones and changes nothing. Exit code 3 when a safety rule holds\n" +
			"something; with --detailed-exitcode 2 when changes are pending.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, round, err := a.planned(cmd.Context(), reading, diff.Allow{})
			if err != nil {
				return err
			}
			defer s.close()
			doc := round.Document()
			if a.verbose || a.format == "json" || out != "" {
				s.Attribute(cmd.Context(), doc, round.Prefix)
			}
			if err := save(out, doc); err != nil {
				return err
			}
			if err := a.print(a.stdout, doc); err != nil {
				return err
			}
			a.failures(doc)
			return status(planCode(round, detailed))
		},
	}
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when changes are pending")
	cmd.Flags().StringVar(&out, "out", "", "save the plan to this `file`, for apply --plan")
	a.stateFlag(cmd)
	a.formatFlag(cmd, planFormats...)
	return cmd
}

var planFormats = []string{"text", "json", "markdown", "github", "sarif", "junit"}

func (a *app) print(w io.Writer, doc *diff.Document) error {
	return report.Plan(w, doc, a.format, a.style())
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

// failures says on stderr which zones are in error, unless the same terminal has just shown it.
func (a *app) failures(doc *diff.Document) {
	if a.format == "text" && isTerminal(a.stdout) && isTerminal(a.stderr) {
		return
	}
	for _, z := range doc.Zones {
		if z.Error != nil {
			a.fail(hinted(fmt.Errorf("%s at %s: %s", zone.Relative(z.Zone, "."), z.Provider, *z.Error), z.Hint))
		}
	}
}

// planCode gives the exit code of a plan.
func planCode(r syncer.Round, detailed bool) int {
	doc := r.Document()
	changes := slices.ContainsFunc(doc.Zones, func(z diff.ZoneDoc) bool { return z.Status == diff.StatusChanges })
	switch {
	case doc.Summary.Errors > 0 || r.Failed():
		return exitError
	case doc.Summary.Held > 0:
		return exitHeld
	case detailed && changes:
		return exitChanges
	}
	return exitDone
}
