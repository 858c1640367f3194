package git

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/zonesync/zonesync/internal/source"
)

// revision is a commit that was found good, with its files.
type revision struct {
	id   plumbing.Hash
	snap source.Snapshot
}

// refresh asks the remote, and gives what is followed.
func (s *Source) refresh(ctx context.Context) (source.Snapshot, error) {
	good := s.clone.head(s.goodRef())
	id, err := s.ask(ctx, good)
	if err = s.explain(ctx, err); err == nil {
		return s.take(id, good)
	}
	if good.IsZero() || !errors.Is(err, ErrAway) {
		return source.Snapshot{}, err
	}
	snap, takeErr := s.take(good, good)
	if takeErr != nil {
		return source.Snapshot{}, takeErr
	}
	snap.Warning = fmt.Sprintf("%v; commit %s is the last that is known", err, short(good))
	return snap, nil
}

// take gives the files of a commit that is in the clone, if all is well with it.
func (s *Source) take(id, good plumbing.Hash) (source.Snapshot, error) {
	if s.last != nil && s.last.id == id {
		return s.last.snap, nil
	}
	if err := s.verify(id, good); err != nil {
		return source.Snapshot{}, err
	}
	snap, folders, err := s.clone.snapshot(id, s.Path, s.clone.folders)
	if err != nil {
		return source.Snapshot{}, s.told(id, err)
	}
	if id != good {
		s.tellRewrite(id, good)
		ref := plumbing.NewHashReference(s.goodRef(), id)
		if err := s.clone.disk.SetReference(ref); err != nil {
			return source.Snapshot{}, broken(err)
		}
	}
	s.clone.folders, s.last = folders, &revision{id, snap}
	return snap, nil
}

// tellRewrite logs that a branch does not go on from where it was. It is followed all the same, as a person expects who
// has undone something.
func (s *Source) tellRewrite(id, good plumbing.Hash) {
	if good.IsZero() || s.Branch == "" {
		return
	}
	h := s.clone.history(id, maxHistory)
	if h.commits[good] == nil {
		s.log.Warn("the branch was rewritten", "url", s.display(), "branch", s.Branch, "from", short(good), "to", short(id))
	}
}

// goodRef names the last good commit of these settings: that of another branch or repository must not be taken for it.
func (s *Source) goodRef() plumbing.ReferenceName {
	key := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s", s.display(), s.Branch, s.Tag, s.Commit))
	return plumbing.ReferenceName(fmt.Sprintf("refs/zonesync/%x", key[:8]))
}

func short(id plumbing.Hash) string { return id.String()[:7] }
