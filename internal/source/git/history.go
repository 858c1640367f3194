package git

import (
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

const (
	maxHaves   = 100    // commits that a server is told of
	maxHistory = 10_000 // commits that are looked at for anything
)

// history is what a repository knows of the past of a commit.
type history struct {
	ids     []plumbing.Hash // nearest first
	commits map[plumbing.Hash]*object.Commit
	ends    []plumbing.Hash // those with a parent that is not among them, because it is not there or too far
}

// history looks at no more than max commits; the zero id has no history.
func (s *store) history(from plumbing.Hash, max int) history {
	h := history{commits: map[plumbing.Hash]*object.Commit{}}
	queue := []plumbing.Hash{from}
	for ; len(queue) > 0 && len(h.ids) < max; queue = queue[1:] {
		if h.commits[queue[0]] != nil {
			continue
		}
		c, err := s.commit(queue[0])
		if err != nil {
			continue
		}
		h.ids = append(h.ids, c.Hash)
		h.commits[c.Hash] = c
		queue = append(queue, c.ParentHashes...)
	}
	for _, id := range h.ids {
		if slices.ContainsFunc(h.commits[id].ParentHashes, func(p plumbing.Hash) bool { return h.commits[p] == nil }) {
			h.ends = append(h.ends, id)
		}
	}
	return h
}
