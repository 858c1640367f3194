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
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two folders or zone files, offline",
		Long: "diff shows what changes between two folders of zone files, or two zone files: no network, no credentials.\n" +
			"With --detailed-exitcode it exits with 2 when there are changes.",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := a.compare(cmd.Context(), args[0], args[1])
			if err != nil {
				return err
			}
			if err := a.print(a.stdout, doc); err != nil {
				return err
			}
			return status(diffCode(doc, detailed))
		},
	}
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
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

// compare plans from the zones of one path to those of another.
func (a *app) compare(ctx context.Context, oldPath, newPath string) (*diff.Document, error) {
	before, err := a.zonesAt(ctx, oldPath)
	if err != nil {
		return nil, err
	}
	after, err := a.zonesAt(ctx, newPath)
	if err != nil {
		return nil, err
	}
	origins := maps.Clone(before)
	maps.Copy(origins, after)
	doc := &diff.Document{Schema: diff.PlanSchema}
	for _, origin := range slices.SortedFunc(maps.Keys(origins), zone.CompareNames) {
		if a.wanted(origin) {
			doc.Zones = append(doc.Zones, compareZone(origin, before, after))
		}
	}
	if len(doc.Zones) == 0 {
		return nil, hinted(errors.New("no zone files found"), "zone files are named ORIGIN.zone, ORIGIN.db or db.ORIGIN")
	}
	doc.Sum()
	return doc, nil
}

// zoneFile is a zone as read, and its file as the user knows it.
type zoneFile struct {
	parse.Result
	path string
}

// zonesAt reads the zones of a path, by origin. What belongs to no zone in particular is said, and an error.
func (a *app) zonesAt(ctx context.Context, at string) (map[string]zoneFile, error) {
	l, err := loadPath(ctx, at, parse.Options{})
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, f := range l.findings {
		if f.Severity == parse.Error {
			errs = append(errs, errors.New(syncer.Place(f)))
		}
	}
	zones := make(map[string]zoneFile, len(l.zones))
	for _, r := range l.zones {
		zones[r.Origin] = zoneFile{r, l.prefix + r.Path()}
	}
	return zones, errors.Join(errs...)
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
