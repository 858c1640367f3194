package parse

import "strings"

// arena keeps many short strings in few allocations. What it gave out stays valid; a slab lives as long as one of its
// strings does. The zero value is ready.
type arena struct {
	slab strings.Builder
	size int
}

// Slabs grow from the smaller to the larger size, so that a small zone stays small.
const (
	minSlab = 1 << 10
	maxSlab = 1 << 16
)

// keep gives a string with the bytes of b.
func (a *arena) keep(b []byte) string {
	if a.slab.Cap()-a.slab.Len() < len(b) {
		a.size = min(max(2*a.size, minSlab), maxSlab)
		a.slab = strings.Builder{}
		a.slab.Grow(max(a.size, len(b)))
	}
	start := a.slab.Len()
	a.slab.Write(b)
	return a.slab.String()[start:]
}
