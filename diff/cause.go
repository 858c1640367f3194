package diff

import (
	"slices"

	"github.com/zonesync/zonesync/zone"
)

// cause tells who moved away from what was last applied.
func (s *scan) cause(k zone.Key, c zone.Change) Cause {
	if s.in.Base == nil {
		return Adopt
	}
	base := s.base.find(k)
	git, drift := s.moved(k, base, c.New), s.moved(k, base, c.Old)
	switch {
	case git && drift:
		return Both
	case git:
		return Git
	}
	return Drift
}

func (s *scan) moved(k zone.Key, from, to *zone.RRset) bool {
	switch {
	case from == nil || to == nil:
		return from != to
	case s.isSOA(k):
		return !s.equalSOA(from, to)
	}
	return !s.equal(from, to)
}

// cursor looks up keys that are asked for in rising order, all of them together in linear time.
type cursor struct{ sets []zone.RRset }

// seek moves to the first set that is not before k, by steps that double.
func (c *cursor) seek(k zone.Key) {
	n := 1
	for n < len(c.sets) && c.sets[n].Key.Compare(k) < 0 {
		n *= 2
	}
	i, _ := slices.BinarySearchFunc(c.sets[:min(n, len(c.sets))], k, func(s zone.RRset, k zone.Key) int { return s.Key.Compare(k) })
	c.sets = c.sets[i:]
}

// find gives the set of a key, nil where there is none.
func (c *cursor) find(k zone.Key) *zone.RRset {
	c.seek(k)
	if len(c.sets) == 0 || c.sets[0].Key != k {
		return nil
	}
	return &c.sets[0]
}

// at gives the sets of a name.
func (c *cursor) at(name string) []zone.RRset {
	c.seek(zone.Key{Name: name})
	n := 0
	for n < len(c.sets) && c.sets[n].Name == name {
		n++
	}
	return c.sets[:n]
}
