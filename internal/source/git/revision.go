package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"syscall"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"

	"github.com/zonesync/zonesync/internal/source"
)

// AtRevision gives a folder of a local repository as it is in a revision, such as a branch, a tag, origin/main, HEAD~2 or
// the beginning of an id; what is checked out and not committed does not count. The repository may be the folder itself or
// one above it, a linked work tree, or bare; the path starts at the repository's root. It asks no network.
func AtRevision(ctx context.Context, repoDir, rev, folder string) (source.Snapshot, error) {
	repo, err := openLocal(repoDir)
	if errors.Is(err, gogit.ErrRepositoryNotExists) {
		return source.Snapshot{}, &Error{text: fmt.Sprintf("%s is no git repository, nor is a folder above it", repoDir), hint: "name one with --repo"}
	}
	if err != nil {
		return source.Snapshot{}, &Error{text: fmt.Sprintf("git: %s: %v", repoDir, err)}
	}
	id, err := repo.ResolveRevision(plumbing.Revision(rev))
	if err != nil {
		return source.Snapshot{}, &Error{text: fmt.Sprintf("git: no revision %q in %s", rev, repoDir),
			hint: "a shallow clone has no history: fetch it with git fetch --unshallow; in CI check out with full depth"}
	}
	if folder = path.Clean(folder); !fs.ValidPath(folder) {
		return source.Snapshot{}, &Error{text: fmt.Sprintf("git: %q is no folder inside the repository", folder)}
	}
	s := &store{git: repo.Storer}
	snap, _, err := s.snapshot(*id, folder, nil)
	if err == nil {
		err = ctx.Err()
	}
	return snap, revisionError(err, rev, folder)
}

// revisionError says in our words why a revision has no snapshot.
func revisionError(err error, rev, folder string) error {
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return &Error{text: fmt.Sprintf("git: there is no folder %q in %s", folder, rev)}
	case errors.Is(err, syscall.ENOTDIR):
		return &Error{text: fmt.Sprintf("git: %q is no folder in %s", folder, rev)}
	case errors.Is(err, errSubmodule):
		return &Error{text: fmt.Sprintf("git: in %s %v, which zonesync does not follow", rev, err)}
	case errors.Is(err, errMissing):
		return &Error{text: fmt.Sprintf("git: in %s %v", rev, err), hint: "a partial clone lacks files: fetch them with git fetch --refetch"}
	}
	return &Error{text: fmt.Sprintf("git: in %s: %v", rev, err)}
}
