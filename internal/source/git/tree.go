package git

import (
	"bytes"
	"errors"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"syscall"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// folder is a tree object. Equal folders of two commits are the same one, read once.
type folder struct {
	entries []entry // sorted by name
}

type entry struct {
	name   string
	mode   filemode.FileMode
	id     plumbing.Hash
	folder *folder // of a folder
}

func (f *folder) find(name string) (entry, bool) {
	i, ok := slices.BinarySearchFunc(f.entries, name, func(e entry, name string) int { return strings.Compare(e.name, name) })
	if !ok {
		return entry{}, false
	}
	return f.entries[i], true
}

var (
	errTree      = errors.New("a tree is malformed")
	errSubmodule = errors.New("is a submodule")
	errNoFile    = errors.New("is no file")
)

const (
	maxEntries = 1_000_000
	maxDepth   = 32
)

// entries reads a tree object. What is malformed ends it with an entry without a name.
func entries(raw []byte) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		for len(raw) > 0 {
			var e entry
			mode, rest, _ := bytes.Cut(raw, []byte(" "))
			name, rest, ok := bytes.Cut(rest, []byte{0})
			m, err := filemode.New(string(mode))
			if ok && err == nil && len(rest) >= len(e.id) {
				e.name, e.mode = string(name), m
				copy(e.id[:], rest)
				rest = rest[len(e.id):]
			}
			if raw = rest; !yield(e) || e.name == "" {
				return
			}
		}
	}
}

// reader reads folders with all that is below them.
type reader struct {
	store       *store
	known, seen map[plumbing.Hash]*folder // from the time before, and of this time
}

func (r reader) folder(id plumbing.Hash, depth int) (*folder, error) {
	if f := r.seen[id]; f != nil {
		return f, nil
	}
	if depth > maxDepth {
		return nil, errors.New("folders are nested too deep")
	}
	f := r.known[id]
	if f == nil {
		var err error
		if f, err = r.store.folder(id); err != nil {
			return nil, err
		}
	}
	for i, e := range f.entries {
		if e.mode != filemode.Dir {
			continue
		}
		below, err := r.folder(e.id, depth+1)
		if err != nil {
			return nil, err
		}
		if e.folder == nil { // else it is shared with a snapshot that somebody may be reading
			f.entries[i].folder = below
		}
	}
	r.seen[id] = f
	return f, nil
}

// folder reads a tree object alone.
func (s *store) folder(id plumbing.Hash) (*folder, error) {
	raw, err := s.read(plumbing.TreeObject, id)
	if err != nil {
		return nil, err
	}
	f := &folder{}
	for e := range entries(raw) {
		if e.name == "." || e.name == ".." || strings.Contains(e.name, "/") || !fs.ValidPath(e.name) {
			return nil, errTree
		}
		f.entries = append(f.entries, e)
	}
	slices.SortFunc(f.entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return f, nil
}

// folderAt gives the id of the folder at a path below a tree. Links are not followed on the way.
func (s *store) folderAt(root plumbing.Hash, path string) (plumbing.Hash, error) {
	if path == "." {
		return root, nil
	}
	e, err := s.entryAt(root, path)
	switch {
	case err != nil:
		return plumbing.ZeroHash, err
	case e.mode == filemode.Submodule:
		return plumbing.ZeroHash, errSubmodule
	case e.mode != filemode.Dir:
		return plumbing.ZeroHash, syscall.ENOTDIR
	}
	return e.id, nil
}

// entryAt looks for a path below a tree, reading no more of it than the way there.
func (s *store) entryAt(root plumbing.Hash, path string) (entry, error) {
	e := entry{mode: filemode.Dir, id: root}
	for name := range strings.SplitSeq(path, "/") {
		if e.mode == filemode.Submodule {
			return entry{}, errSubmodule
		}
		if e.mode != filemode.Dir {
			return entry{}, fs.ErrNotExist
		}
		raw, err := s.read(plumbing.TreeObject, e.id)
		if err != nil {
			return entry{}, err
		}
		if e = find(raw, name); e.name == "" {
			return entry{}, fs.ErrNotExist
		}
	}
	return e, nil
}

func find(raw []byte, name string) entry {
	for e := range entries(raw) {
		if e.name == name {
			return e
		}
	}
	return entry{}
}
