package zone

// Op says what a change does to its RRset.
type Op uint8

// The three operations.
const (
	Create Op = iota + 1
	Update
	Delete
)

// String gives "create", "update" or "delete".
func (o Op) String() string { return [...]string{"none", "create", "update", "delete"}[o] }

// Change is one RRset that is to become another. Old is nil for a create, New for a delete; never both. The pointed-to
// sets are shared with the zones they come from and must not be altered.
type Change struct{ Old, New *RRset }

// Op gives what the change does.
func (c Change) Op() Op {
	switch {
	case c.Old == nil:
		return Create
	case c.New == nil:
		return Delete
	}
	return Update
}

// Set gives the RRset that the change is about: the new one, or the old one of a delete.
func (c Change) Set() *RRset {
	if c.New != nil {
		return c.New
	}
	return c.Old
}

// Key gives the key of the RRset.
func (c Change) Key() Key { return c.Set().Key }
