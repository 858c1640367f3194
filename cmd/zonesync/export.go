package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

func (a *app) export() *cobra.Command {
	var dir, provider string
	cmd := &cobra.Command{
		Use:     "export --zone ZONE [-o DIR]",
		Aliases: []string{"dump"},
		Short:   "Write live zones as zone files",
		Long: "export reads live zones and writes them as canonical zone files, to stdout or into DIR: the way to start.\n" +
			"--zone takes globs, which are matched against the zones that the provider lists.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.exportZones(cmd.Context(), provider, dir) },
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "", "write one file per zone into this `folder`")
	cmd.Flags().StringVar(&provider, "provider", "", "the `name` of the provider in the config, where there are several")
	return cmd
}

func (a *app) exportZones(ctx context.Context, provider, dir string) error {
	if len(a.zones) == 0 {
		return hinted(errors.New("which zone?"), "name it: --zone example.org, or all: --zone '**'")
	}
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	s, err := a.open(ctx, cfg, reading, "")
	if err != nil {
		return err
	}
	defer s.close()
	account, err := pick(s.Accounts, provider)
	if err != nil {
		return err
	}
	refs, err := a.refs(ctx, account)
	if err != nil {
		return err
	}
	var errs []error
	for _, ref := range refs {
		if err := a.exportZone(ctx, account, ref, dir); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// pick gives the account of a name, or the only one.
func pick(accounts map[string]syncer.Account, name string) (syncer.Account, error) {
	names := slices.Sorted(maps.Keys(accounts))
	if name == "" && len(names) == 1 {
		name = names[0]
	}
	account, ok := accounts[name]
	if !ok {
		return account, hinted(errors.New("which provider?"), "--provider takes one of: "+strings.Join(names, ", "))
	}
	return account, account.Err
}

// refs finds the zones that --zone asks for. A plain name needs no listing.
func (a *app) refs(ctx context.Context, account syncer.Account) ([]providers.Ref, error) {
	if !slices.ContainsFunc(a.zones, func(glob string) bool { return strings.Contains(glob, "*") }) {
		refs := make([]providers.Ref, len(a.zones))
		for i, name := range a.zones {
			origin, err := zone.Name(name)
			if err != nil {
				return nil, err
			}
			refs[i] = providers.Ref{Origin: origin}
		}
		return refs, nil
	}
	refs, err := account.Zones(ctx)
	if err != nil {
		return nil, err
	}
	refs = slices.DeleteFunc(refs, func(r providers.Ref) bool { return !a.wanted(r.Origin) })
	if len(refs) == 0 {
		return nil, fmt.Errorf("%s has no zone that matches %s", account.Name, strings.Join(a.zones, ", "))
	}
	return refs, nil
}

func (a *app) exportZone(ctx context.Context, account syncer.Account, ref providers.Ref, dir string) error {
	live, err := account.Fetch(ctx, ref)
	if err != nil {
		return err
	}
	if live.Unproven != "" {
		return fmt.Errorf("%s: the zone may not have been read whole: %s", ref.Origin, live.Unproven)
	}
	for _, w := range live.Warnings {
		a.warn("%s: %s", ref.Origin, w)
	}
	for _, z := range split(diff.WithoutServerMade(live.Records).FoldViews(account.Capabilities().Views)) {
		if err := a.writeZone(z.view, z.Zone, dir); err != nil {
			return err
		}
	}
	return nil
}

// view is the part of a zone that goes into one file.
type view struct {
	view string
	zone.Zone
}

// split gives what goes into the file of the base, and into those of the views.
func split(z zone.Zone) []view {
	byName := map[string]*view{}
	for _, s := range z.Sets {
		v := byName[s.View]
		if v == nil {
			v = &view{view: s.View, Zone: zone.Zone{Origin: z.Origin}}
			byName[s.View] = v
		}
		v.Sets = append(v.Sets, s)
	}
	var out []view
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, *byName[name])
	}
	return out
}

func (a *app) writeZone(name string, z zone.Zone, dir string) error {
	var b bytes.Buffer
	if err := parse.Write(&b, z); err != nil {
		return fmt.Errorf("%s: %w", z.Origin, err)
	}
	if dir == "" {
		_, err := a.stdout.Write(b.Bytes())
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(dir, parse.FileName(z.Origin, name))
	if err := renameio.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "zonesync: wrote %s\n", path)
	return nil
}
