package git

import (
	"path"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// pair are two trees, the older first.
type pair [2]plumbing.Hash

// touched are the paths at which two trees differ: files, and folders that only one of them has.
type touched map[string]bool

// has tells whether a file may differ.
func (t touched) has(file string) bool {
	for ; file != "."; file = path.Dir(file) {
		if t[file] {
			return true
		}
	}
	return false
}

// maxDiffs bounds how many differences are remembered.
const maxDiffs = 1000

// diff compares two trees once. Most files of a large repository are not in most commits, so that telling who wrote their
// lines is a matter of a few look-ups then.
func (s *store) diff(p pair) (touched, error) {
	if t, known := s.diffs[p]; known {
		return t, nil
	}
	t := touched{}
	if err := s.compare(p, ".", t); err != nil {
		return nil, err
	}
	if s.diffs == nil || len(s.diffs) >= maxDiffs {
		s.diffs = map[pair]touched{}
	}
	s.diffs[p] = t
	return t, nil
}

// compare notes how two trees differ that stand at a path.
func (s *store) compare(p pair, at string, out touched) error {
	if p[0] == p[1] {
		return nil
	}
	old, err := s.read(plumbing.TreeObject, p[0])
	if err != nil {
		return err
	}
	now, err := s.read(plumbing.TreeObject, p[1])
	if err != nil {
		return err
	}
	before := map[string]entry{}
	for e := range entries(old) {
		before[e.name] = e
	}
	for e := range entries(now) {
		was, name := before[e.name], path.Join(at, e.name)
		delete(before, e.name)
		if was.mode == filemode.Dir && e.mode == filemode.Dir {
			err = s.compare(pair{was.id, e.id}, name, out)
		} else if was != e {
			out[name] = true
		}
		if err != nil {
			return err
		}
	}
	for name := range before {
		out[path.Join(at, name)] = true
	}
	return nil
}
