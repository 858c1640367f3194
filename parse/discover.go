package parse

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// maxFolders is how deep folders may be nested below the root.
const maxFolders = 16

// Discover finds the zone files below the root of fsys by their names, and gathers them by zone; the sources are sorted by
// origin. It opens only .zonesyncignore files and those whose bare name could be a zone's. What cannot be read is an error
// finding and never taken for absent. No source is given of a zone that has two files for one view, because nobody can tell
// which of them is meant, nor of one that has files of views and no base, because the base is what all views have. Where a
// folder cannot be looked into, no source is given at all: a file of any zone may lie there.
func Discover(fsys fs.FS, o Options) ([]Source, []Finding) {
	w := walker{fsys: fsys, options: o, sources: map[string]*Source{}, refused: map[string]bool{}}
	for _, p := range slices.Sorted(maps.Keys(o.Origins)) {
		w.place(p, o.Origins[p])
	}
	w.folder(nil, nil)
	w.refuseWithoutBase()
	var sources []Source
	for _, s := range w.sources {
		if !w.blind && !w.refused[s.Origin] {
			sources = append(sources, *s)
		}
	}
	slices.SortFunc(sources, func(a, b Source) int { return strings.Compare(a.Origin, b.Origin) })
	slices.SortStableFunc(w.findings, func(a, b Finding) int { return cmp.Compare(a.File, b.File) })
	return sources, w.findings
}

type walker struct {
	fsys     fs.FS
	options  Options
	sources  map[string]*Source // by origin
	refused  map[string]bool    // origins whose files leave a doubt
	blind    bool               // a folder could not be looked into
	findings []Finding
}

// folder looks through one folder. Its path and the ignore patterns of all folders above come as lists, which is how
// gitignore wants them.
func (w *walker) folder(dir []string, ignored []gitignore.Pattern) {
	name := cmp.Or(path.Join(dir...), ".")
	if len(dir) > maxFolders {
		w.unseen(name, "limits", fmt.Sprintf("folders are nested more than %d deep; what lies in this one is not read", maxFolders))
		return
	}
	entries, err := fs.ReadDir(w.fsys, name)
	if err != nil {
		w.unseen(name, "unreadable", "folder cannot be read: "+reason(err))
		return
	}
	own, err := ignorePatterns(w.fsys, dir)
	if err != nil {
		w.unseen(path.Join(name, ignoreFile), "unreadable", "cannot be read: "+reason(err))
		return
	}
	ignored = append(slices.Clip(ignored), own...)
	matcher := gitignore.NewMatcher(ignored)
	for _, e := range entries {
		at := append(slices.Clip(dir), e.Name())
		switch {
		case leftOut(e.Name()) || matcher.Match(at, e.IsDir()):
		case e.IsDir():
			w.folder(at, ignored)
		case w.isFile(e, path.Join(at...)):
			w.file(path.Join(at...))
		}
	}
}

// isFile tells whether an entry may be read as a file. A link to a folder is not followed, so there are no loops. A link
// that leads nowhere counts as a file: reading it will tell what is wrong.
func (w *walker) isFile(e fs.DirEntry, p string) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.Type().IsRegular()
	}
	info, err := fs.Stat(w.fsys, p)
	return err != nil || info.Mode().IsRegular()
}

// file takes a file in when its name, or for a bare name its content, says that it is a zone's.
func (w *walker) file(p string) {
	if _, mapped := w.options.Origins[p]; mapped {
		return
	}
	name, bare := zoneOfName(p)
	if name == "" {
		return
	}
	if bare {
		found, err := hasSOA(w.fsys, p)
		if err != nil {
			w.fail(p, "unreadable", "cannot be read, so it is unknown whether it is a zone: "+reason(err))
			origin, _, _ := splitView(name)
			w.refused[origin] = true
		}
		if !found {
			return
		}
	}
	w.place(p, name)
}

// place enters a file under its zone and view.
func (w *walker) place(p, name string) {
	origin, view, err := splitView(name)
	if err != nil {
		w.fail(p, "wrong-origin", "the file's name names no zone: "+err.Error())
		return
	}
	s := w.sources[origin]
	if s == nil {
		s = &Source{Origin: origin}
		w.sources[origin] = s
	}
	if first := s.fileOf(view); first != "" {
		w.refused[origin] = true
		w.fail(p, "duplicate-zone", fmt.Sprintf("second file for %s; the first is %s; neither is used",
			inView(origin, view), w.display(first)))
		return
	}
	s.setFile(view, p)
}

// fileOf gives the file of a view, "" being the base.
func (s *Source) fileOf(view string) string {
	if view == "" {
		return s.Base
	}
	return s.Views[view]
}

func (s *Source) setFile(view, p string) {
	if view == "" {
		s.Base = p
		return
	}
	if s.Views == nil {
		s.Views = map[string]string{}
	}
	s.Views[view] = p
}

func inView(what, view string) string {
	if view == "" {
		return what
	}
	return what + " in view " + view
}
