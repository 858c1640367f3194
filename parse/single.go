package parse

import (
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/zone"
)

// SourceOf gives the source of one file that the user named, whatever it is called: its zone comes from Options.Origins, or
// from its name, or, for names that Discover would only take with a SOA inside and for all others, from its content.
func SourceOf(fsys fs.FS, file string, o Options) Source {
	name, bare := zoneOfName(file)
	if mapped, ok := o.Origins[file]; ok {
		name, bare = mapped, false
	}
	if bare {
		if soa, err := hasSOA(fsys, file); err != nil || soa {
			name = ""
		}
	}
	origin, view, err := splitView(name)
	if name == "" || err != nil {
		return Source{Base: file}
	}
	var s Source
	s.Origin = origin
	s.setFile(view, file)
	return s
}

// FileName gives the name of the file for a zone, and for one of its views where view is not "".
func FileName(origin, view string) string {
	name := strings.ReplaceAll(zone.Relative(origin, "."), "/", "%2F")
	if view != "" {
		name += "@" + view
	}
	return name + ".zone"
}

// Paths gives all of the zone's own files, the base first.
func (s Source) Paths() []string {
	views := slices.Sorted(maps.Values(s.Views))
	if s.Base == "" {
		return views
	}
	return append([]string{s.Base}, views...)
}

// Path gives the zone's main file below the root: the base, or the first view's where there is no base.
func (s Source) Path() string {
	if paths := s.Paths(); len(paths) > 0 {
		return paths[0]
	}
	return ""
}

// Prefix gives Options.Prefix for the files below a folder, as the user wrote the folder.
func Prefix(dir string) string {
	dir = path.Clean(filepath.ToSlash(dir))
	switch {
	case dir == ".":
		return ""
	case strings.HasSuffix(dir, "/"):
		return dir
	}
	return dir + "/"
}
