package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/syncer"
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
	caps := account.Capabilities()
	files := split(caps.FoldViews(diff.WithoutServerMade(live.Records)))
	if err := exportable(files, caps.Views, dir); err != nil {
		return err
	}
	for _, z := range files {
		if err := a.writeZone(z.view, z.Zone, dir); err != nil {
			return err
		}
	}
	return nil
}
