package git

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
)

const (
	someHistory = 50        // commits that are fetched, for telling who wrote a line
	allHistory  = 1<<31 - 1 // git's own number for it
)

// depth is how much history is fetched. Where all commits must be signed, none may be left out.
func (s *Source) depth() int {
	if s.Verify != nil && s.Verify.All {
		return allHistory
	}
	return someHistory
}

// request is what a remote is asked for.
type request struct {
	target plumbing.Hash   // what is followed: a commit, or a tag of one
	wants  []plumbing.Hash // what brings it
	depth  int             // how much history of it; 0 is all

	can *capability.List
}

// request finds what is followed among the remote's refs.
func (s *Source) request(refs *packp.AdvRefs) (request, error) {
	if s.Commit != "" {
		return s.commitRequest(refs, plumbing.NewHash(s.Commit)), nil
	}
	id, ok := refs.References[s.refName()]
	if !ok {
		return request{}, s.gone(refs)
	}
	return request{target: id, wants: []plumbing.Hash{id}, depth: s.depth(), can: refs.Capabilities}, nil
}

func (s *Source) refName() string {
	if s.Tag != "" {
		return plumbing.NewTagReferenceName(s.Tag).String()
	}
	return plumbing.NewBranchReferenceName(s.Branch).String()
}

// commitRequest asks for a commit by its id. A server that does not give commits by their ids is asked for everything.
func (s *Source) commitRequest(refs *packp.AdvRefs, id plumbing.Hash) request {
	can, heads := refs.Capabilities, slices.Collect(maps.Values(refs.References))
	byID := can.Supports(capability.AllowReachableSHA1InWant) || can.Supports(capability.AllowTipSHA1InWant)
	if byID || slices.Contains(heads, id) {
		return request{target: id, wants: []plumbing.Hash{id}, depth: s.depth(), can: can}
	}
	return request{target: id, wants: heads, can: can}
}

// gone tells that what is followed is not among the remote's refs.
func (s *Source) gone(refs *packp.AdvRefs) error {
	kind, name, prefix := "branch", s.Branch, "refs/heads/"
	if s.Tag != "" {
		kind, name, prefix = "tag", s.Tag, "refs/tags/"
	}
	var there []string
	for ref := range refs.References {
		if short, ok := strings.CutPrefix(ref, prefix); ok {
			there = append(there, short)
		}
	}
	slices.Sort(there)
	hint := "it has none at all"
	if len(there) > 0 {
		hint = "there are " + strings.Join(there[:min(len(there), maxNamed)], ", ")
	}
	return s.fail(hint, "there is no %s %q", kind, name)
}

// maxNamed is how many branches a hint names.
const maxNamed = 10
