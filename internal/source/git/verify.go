package git

import (
	"context"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git/signers"
)

// VerifySince checks every commit that the last good one has and an older one has not. It is for whoever remembers that
// older one better than the clone, which may have been made anew.
func (s *Source) VerifySince(ctx context.Context, since string) error {
	_, err := s.locked(ctx, func(context.Context) (source.Snapshot, error) {
		head := s.clone.head(s.goodRef())
		if s.Verify == nil || head.IsZero() {
			return source.Snapshot{}, nil
		}
		return source.Snapshot{}, s.verifyAll(head, plumbing.NewHash(since))
	})
	return err
}

// verify refuses a commit without a good signature.
func (s *Source) verify(id, good plumbing.Hash) error {
	switch {
	case s.Verify == nil:
		return nil
	case s.Verify.All && !good.IsZero() && good != id:
		return s.verifyAll(id, good)
	}
	commit, err := s.clone.commit(id)
	if err != nil {
		return broken(err)
	}
	return s.verifyCommits([]*object.Commit{commit})
}

// verifyAll checks the commits that one has and another has not. When history ends before that, some may never be seen,
// which is as bad as a missing signature.
func (s *Source) verifyAll(id, since plumbing.Hash) error {
	now, then := s.clone.history(id, maxHistory), s.clone.history(since, maxHistory)
	for _, end := range now.ends {
		if then.commits[end] == nil {
			return s.refuse(now.commits[id], fmt.Errorf("not all commits since %s are known; the oldest is %s", short(since), short(end)))
		}
	}
	commits := []*object.Commit{now.commits[id]}
	for _, old := range now.ids[1:] {
		if then.commits[old] == nil {
			commits = append(commits, now.commits[old])
		}
	}
	return s.verifyCommits(commits)
}

// verifyCommits refuses the first without a good signature, newest first.
func (s *Source) verifyCommits(commits []*object.Commit) error {
	set, err := signers.Load(s.Verify.Files)
	if err != nil {
		return s.fail("see source.git.verify", "%v", err)
	}
	for _, c := range commits {
		if err := check(set, c); err != nil {
			return s.refuse(c, err)
		}
	}
	return nil
}

func check(set *signers.Set, c *object.Commit) error {
	encoded := &plumbing.MemoryObject{}
	if err := c.EncodeWithoutSignature(encoded); err != nil {
		return err
	}
	r, err := encoded.Reader()
	if err != nil {
		return err
	}
	payload, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, err = set.Check(signers.Signed{Payload: payload, Signature: c.PGPSignature, When: c.Committer.When})
	return err
}

func (s *Source) refuse(c *object.Commit, why error) error {
	hint := "put a commit on top that is signed with a key that source.git.verify names"
	if s.Verify.All {
		hint = "sign it with a key that source.git.verify names, and push the branch anew"
	}
	return &Error{
		text: fmt.Sprintf("git: %s: commit %s by %s <%s> is refused: %v", s.display(), short(c.Hash), c.Author.Name, c.Author.Email, why),
		hint: hint,
		kind: ErrRefused,
	}
}
