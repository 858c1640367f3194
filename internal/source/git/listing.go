package git

import (
	"fmt"
	"path"

	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/zonesync/zonesync/internal/source"
)

// lister gathers the versions of all files: the ids of their contents.
type lister struct {
	files *files
	out   source.Listing
	count int
}

// listing gives the versions of all files, those that links lead to included.
func (f *files) listing() (source.Listing, error) {
	l := &lister{files: f, out: source.Listing{}}
	return l.out, l.folder("", f.root, nil)
}

// folder lists a folder whose ancestors are above.
func (l *lister) folder(at string, f *folder, above []*folder) error {
	above = append(above, f)
	for _, e := range f.entries {
		if l.count++; l.count > maxEntries {
			return fmt.Errorf("over %d files", maxEntries)
		}
		if err := l.entry(path.Join(at, e.name), e, above); err != nil {
			return err
		}
	}
	return nil
}

func (l *lister) entry(name string, e entry, above []*folder) error {
	var err error
	switch e.mode {
	case filemode.Submodule:
		return fmt.Errorf("%s %w", name, errSubmodule)
	case filemode.Symlink:
		if e, err = l.files.walk(name); err != nil {
			l.out[name] = "error: " + err.Error()
			return nil
		}
	}
	switch {
	case e.folder == nil:
		l.out[name] = e.id.String()
	case !loops(e.folder, above):
		return l.folder(name, e.folder, above)
	}
	return nil
}

// loops tells whether a folder is one of those above it, which only a link can bring about, or too deep below them.
func loops(f *folder, above []*folder) bool {
	for _, a := range above {
		if a == f {
			return true
		}
	}
	return len(above) > maxDepth
}
