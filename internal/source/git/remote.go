package git

import (
	"context"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/client"
)

const (
	listWithin  = 30 * time.Second
	fetchWithin = 15 * time.Minute
)

// ask gives the commit that is followed, after fetching it if it is new. Listing and fetching are one connection, so
// there is no moment in between at which the branch could move.
func (s *Source) ask(ctx context.Context, good plumbing.Hash) (plumbing.Hash, error) {
	c := s.clone
	if id := plumbing.NewHash(s.Commit); s.Commit != "" && c.has(id) {
		return id, nil // it cannot change
	}
	session, err := s.connect(ctx)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	defer session.Close()
	refs, err := list(ctx, session)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	req, err := s.request(refs)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	if c.reload(); !c.has(req.target) {
		if c, err = s.fetch(ctx, session, req, good); err != nil {
			return plumbing.ZeroHash, err
		}
	}
	if !c.has(req.target) { // no server may leave out what it was asked for, but one asked for everything may not have it
		return plumbing.ZeroHash, s.fail("see source.git.commit", "there is no commit %s", req.target)
	}
	commit, err := c.commit(req.target)
	if err != nil {
		return plumbing.ZeroHash, s.fail("", "%s is no commit", req.target)
	}
	return commit.Hash, nil
}

// connect opens a session. go-git dials some transports without a context, so it does that aside; a session that nobody
// waits for any more is closed.
func (s *Source) connect(ctx context.Context) (transport.UploadPackSession, error) {
	auth, err := s.auth(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, listWithin)
	defer cancel()
	sessions, failures := make(chan transport.UploadPackSession), make(chan error, 1)
	go func() {
		session, err := s.dial(auth)
		if err != nil {
			failures <- err
			return
		}
		select {
		case sessions <- session:
		case <-ctx.Done():
			_ = session.Close()
		}
	}()
	select {
	case session := <-sessions:
		return session, nil
	case err := <-failures:
		return nil, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Source) dial(auth transport.AuthMethod) (transport.UploadPackSession, error) {
	endpoint := *s.endpoint // a redirect changes it
	t, err := client.NewClient(&endpoint)
	if err != nil {
		return nil, err
	}
	return t.NewUploadPackSession(&endpoint, auth)
}

func list(ctx context.Context, session transport.Session) (*packp.AdvRefs, error) {
	ctx, cancel := context.WithTimeout(ctx, listWithin)
	defer cancel()
	return session.AdvertisedReferencesContext(ctx)
}
