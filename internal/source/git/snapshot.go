package git

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/zonesync/zonesync/internal/source"
)

// snapshot lists the folder at a path in a commit. The folders that it gives back save the next snapshot work.
func (s *store) snapshot(id plumbing.Hash, path string, known map[plumbing.Hash]*folder) (source.Snapshot, map[plumbing.Hash]*folder, error) {
	commit, err := s.commit(id)
	if err != nil {
		return source.Snapshot{}, nil, err
	}
	root, err := s.folderAt(commit.TreeHash, path)
	if err != nil {
		return source.Snapshot{}, nil, fmt.Errorf("%s: %w", path, err)
	}
	r := reader{store: s, known: known, seen: map[plumbing.Hash]*folder{}}
	top, err := r.folder(root, 0)
	if err != nil {
		return source.Snapshot{}, nil, err
	}
	f := &files{store: s, root: top, when: commit.Committer.When}
	listing, err := f.listing()
	if err != nil {
		return source.Snapshot{}, nil, err
	}
	snap := source.New(f, &f.stale)
	snap.Revision, snap.Prefix, snap.Files = commit.Hash.String(), path, listing
	return snap, r.seen, nil
}

// told says in our words why a commit has no snapshot.
func (s *Source) told(id plumbing.Hash, err error) error {
	at := fmt.Sprintf("in commit %s ", short(id))
	switch {
	case errors.Is(err, errSubmodule):
		return s.fail("commit its files into the repository itself, or follow a path without submodules",
			"%s%v, which zonesync does not follow", at, err)
	case errors.Is(err, fs.ErrNotExist):
		return s.fail("see source.git.path", "%sthere is no folder %q", at, s.Path)
	case errors.Is(err, syscall.ENOTDIR):
		return s.fail("see source.git.path", "%s%q is no folder", at, s.Path)
	case errors.Is(err, errMissing):
		return broken(err)
	}
	return s.fail("", "%s%v", at, err)
}
