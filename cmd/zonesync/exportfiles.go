package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"

	"github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/zone"
)

// exportable refuses what would not read back as the live zone.
func exportable(files []view, views []string, dir string) error {
	if len(files) == 0 {
		return nil
	}
	origin := files[0].Origin
	if files[0].view != "" {
		return hinted(fmt.Errorf("%s: its views have no RRset in common, which zone files cannot say", origin), "give them one, at the provider")
	}
	if dir == "" && len(files) > 1 {
		return hinted(fmt.Errorf("%s has views that differ, so it takes several files", origin), "write them into a folder: -o DIR")
	}
	for _, v := range views {
		path := filepath.Join(dir, parse.FileName(origin, v))
		written := slices.ContainsFunc(files, func(f view) bool { return f.view == v })
		if _, err := os.Stat(path); err == nil && dir != "" && !written {
			return hinted(fmt.Errorf("%s is there, and the live zone has nothing for it", path), "remove it, or write into another folder")
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
