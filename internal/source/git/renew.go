package git

import (
	"context"
	"os"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport"
)

// defaultPacks is how many fetches a clone gathers before it is made anew, so that neither its size nor its open files grow for
// ever. go-git cannot gather packs into one without all of their history.
const defaultPacks = 100

// fetch fetches into the clone, or into a new one that takes its place.
func (s *Source) fetch(ctx context.Context, session transport.UploadPackSession, r request, good plumbing.Hash) (*clone, error) {
	if s.clone.packs() < s.maxPacks {
		return s.clone, s.clone.fetch(ctx, session, r, good)
	}
	dir := s.Dir + ".new"
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	fresh, err := openClone(dir)
	if err != nil {
		return nil, err
	}
	if err := fresh.fetch(ctx, session, r, plumbing.ZeroHash); err != nil {
		return nil, err
	}
	if fresh.has(good) {
		err = fresh.disk.SetReference(plumbing.NewHashReference(s.goodRef(), good))
	}
	fresh.close()
	if err == nil {
		err = s.discard()
	}
	if err == nil {
		err = os.Rename(dir, s.Dir)
	}
	if err == nil {
		s.clone, err = openClone(s.Dir)
	}
	return s.clone, err
}

// discard throws the clone away.
func (s *Source) discard() error {
	if s.clone != nil {
		s.clone.close()
	}
	s.clone, s.last = nil, nil
	return os.RemoveAll(s.Dir)
}
