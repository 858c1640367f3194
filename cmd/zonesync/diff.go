package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/zone"
)

func (a *app) diff() *cobra.Command {
	var detailed bool
	var repo string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW [-- PATH]",
		Short: "Compare two folders, zone files or git revisions, offline",
		Long: "diff shows what changes between two folders of zone files, two zone files, or two git revisions (also as OLD..NEW)\n" +
			"below PATH in the repository: no network, no credentials, no state. With --detailed-exitcode it exits with 2 when\n" +
			"there are changes.",
		Example: "  zonesync diff zones.old zones\n  zonesync diff origin/main HEAD -- zones\n  zonesync diff --repo ~/dns v1..v2",
		RunE: func(cmd *cobra.Command, args []string) error {
			before, after, err := sides(cmd.Context(), repo, args, cmd.ArgsLenAtDash())
			if err != nil {
				return err
			}
			doc, err := a.compare(cmd.Context(), before, after)
			if err != nil {
				return err
			}
			if err := a.print(a.stdout, doc); err != nil {
				return err
			}
			a.failures(doc)
			return status(diffCode(doc, detailed))
		},
	}
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
	cmd.Flags().StringVar(&repo, "repo", "", "the git repository, as a `folder`; OLD and NEW are then revisions")
	a.formatFlag(cmd, planFormats...)
	return cmd
}

func diffCode(doc *diff.Document, detailed bool) int {
	sum := doc.Summary
	switch {
	case sum.Errors > 0:
		return exitError
	case detailed && sum.Create+sum.Update+sum.Delete > 0:
		return exitChanges
	}
	return exitDone
}

// offline are the rules of a comparison of files: everything in them counts, and nothing is held, for nothing is sent.
func offline() diff.Rules {
	r := diff.DefaultRules()
	r.SOA, r.ApexNS, r.DS = diff.Manage, diff.Manage, diff.Manage
	r.Guard = diff.Guard{MaxDeletes: 1 << 30, MaxDeletePercent: 100}
	return r
}

// compare plans from the zones of one side to those of another.
func (a *app) compare(ctx context.Context, old, new side) (*diff.Document, error) {
	old.except, new.except = unchanged(old, new)
	before, err := old.zones(ctx)
	if err != nil {
		return nil, err
	}
	after, err := new.zones(ctx)
	if err != nil {
		return nil, err
	}
	origins := maps.Clone(before)
	maps.Copy(origins, after)
	doc := &diff.Document{Schema: diff.PlanSchema, Revision: new.snap.Revision}
	for _, origin := range slices.SortedFunc(maps.Keys(origins), zone.CompareNames) {
		if a.wanted(origin) {
			doc.Zones = append(doc.Zones, compareZone(origin, before, after))
		}
	}
	if len(doc.Zones) == 0 && len(old.except) == 0 {
		return nil, hinted(errors.New("no zone files found"), "zone files are named ORIGIN.zone, ORIGIN.db or db.ORIGIN")
	}
	doc.Sum()
	return doc, nil
}

// compareZone plans one zone. A zone whose file is gone stays live, so nothing of it is a change.
func compareZone(origin string, before, after map[string]zoneFile) diff.ZoneDoc {
	was, is := before[origin], after[origin]
	if _, there := after[origin]; !there {
		return diff.ZoneDoc{Zone: origin, Status: diff.StatusInSync, Changes: []diff.ChangeDoc{},
			Warnings: []string{fmt.Sprintf("%s: its file is gone; a live zone stays as it is", origin)}}
	}
	for _, r := range []zoneFile{was, is} {
		if r.Failed() {
			text := (&syncer.UnreadableError{Findings: r.Findings}).Error()
			return diff.ZoneDoc{Zone: origin, File: is.path, Status: diff.StatusError, Error: &text, Changes: []diff.ChangeDoc{}}
		}
	}
	plan, err := diff.Compute(diff.Input{Want: is.Zone, Live: was.Zone, Rules: offline()})
	if err != nil {
		text := err.Error()
		return diff.ZoneDoc{Zone: origin, File: is.path, Status: diff.StatusError, Error: &text}
	}
	z := diff.NewZoneDoc(plan)
	z.File = is.path
	for _, f := range parse.Dangling(was.Zone, is.Zone) {
		z.Warnings = append(z.Warnings, syncer.Place(f))
	}
	return z
}
