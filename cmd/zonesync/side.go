package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	gopath "path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/syncer"
	"github.com/zonesync/zonesync/parse"
)

// side is one side of a comparison: a folder, a file, or a folder in a git revision.
type side struct {
	snap   source.Snapshot
	file   string          // only this one; "" for all
	except map[string]bool // files that need not be read: they are the same on the other side
}

// sides finds out what OLD and NEW are. dash is how many arguments stand before "--", negative without one.
func sides(ctx context.Context, repo string, args []string, dash int) (old, new side, err error) {
	names, path := args, "."
	if dash >= 0 {
		names = args[:dash]
		if len(args) > dash {
			path = args[dash]
		}
	}
	if len(names) == 1 {
		if before, after, ok := strings.Cut(names[0], ".."); ok {
			names = []string{cmp.Or(before, "HEAD"), cmp.Or(after, "HEAD")}
		}
	}
	if len(names) != 2 || dash >= 0 && len(args) > dash+1 {
		return old, new, hinted(errors.New("compare what?"), "zonesync diff OLD NEW [-- PATH], or OLD..NEW")
	}
	open := pathSide
	if repo != "" || dash >= 0 || !exists(names[0]) || !exists(names[1]) {
		open = func(ctx context.Context, name string) (side, error) { return revisionSide(ctx, repo, name, path) }
	}
	if old, err = open(ctx, names[0]); err != nil {
		return old, new, err
	}
	new, err = open(ctx, names[1])
	return old, new, err
}

func revisionSide(ctx context.Context, repo, name, path string) (side, error) {
	named := repo != ""
	repo, file := cmp.Or(repo, "."), ""
	snap, err := git.AtRevision(ctx, repo, name, path)
	if dir, base := gopath.Split(path); err != nil && gopath.Ext(base) != "" {
		if inDir, dirErr := git.AtRevision(ctx, repo, name, cmp.Or(dir, ".")); dirErr == nil && inDir.Files[base] != "" {
			snap, err, file = inDir, nil, base
		}
	}
	if err != nil && !named && !exists(name) {
		err = hinted(fmt.Errorf("%s: neither a file or folder nor a git revision: %w", name, err), syncer.Hint(err))
	}
	return side{snap: snap, file: file}, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func pathSide(ctx context.Context, path string) (side, error) {
	info, err := os.Stat(path)
	if err != nil {
		return side{}, plainPathError(err)
	}
	dir, file := path, ""
	if !info.IsDir() {
		dir, file = filepath.Split(path)
	}
	snap, err := source.Dir{Path: filepath.Clean(dir)}.Snapshot(ctx)
	return side{snap: snap, file: file}, err
}

// unchanged gives the zone files that are the same in two git revisions. Where something else changed too, such as a file
// that may be included anywhere, it gives none, and all are read.
func unchanged(old, new side) (inOld, inNew map[string]bool) {
	if old.snap.Revision == "" || new.snap.Revision == "" {
		return nil, nil
	}
	before, _ := parse.Discover(old.snap.FS, parse.Options{})
	after, _ := parse.Discover(new.snap.FS, parse.Options{})
	inOld, inNew = filesOf(before), filesOf(after)
	for _, path := range new.snap.Files.Changed(old.snap.Files) {
		if !inOld[path] && !inNew[path] {
			return nil, nil
		}
		delete(inOld, path)
		delete(inNew, path)
	}
	return inOld, inNew
}

func filesOf(sources []parse.Source) map[string]bool {
	files := map[string]bool{}
	for _, s := range sources {
		for _, f := range s.Paths() {
			files[f] = true
		}
	}
	return files
}

// zoneFile is a zone as read, and its file as the user knows it.
type zoneFile struct {
	parse.Result
	path string
}

// zones reads the zones of a side, by origin. What belongs to no zone in particular is an error.
func (s side) zones(ctx context.Context) (map[string]zoneFile, error) {
	o := parse.Options{Prefix: parse.Prefix(s.snap.Prefix)}
	sources, findings := []parse.Source{parse.SourceOf(s.snap.FS, s.file, o)}, []parse.Finding(nil)
	if s.file == "" {
		sources, findings = parse.Discover(s.snap.FS, o)
	}
	var errs []error
	for _, f := range findings {
		if f.Severity == parse.Error {
			errs = append(errs, errors.New(syncer.Place(f)))
		}
	}
	sources = slices.DeleteFunc(sources, func(src parse.Source) bool {
		return len(s.except) > 0 && !slices.ContainsFunc(src.Paths(), func(f string) bool { return !s.except[f] })
	})
	zones := make(map[string]zoneFile, len(sources))
	for _, r := range parse.Zones(ctx, s.snap.FS, sources, o) {
		zones[r.Origin] = zoneFile{r, o.Prefix + r.Path()}
	}
	return zones, errors.Join(append(errs, ctx.Err())...)
}
