package source

import "time"

// Line says where a line of a file comes from.
type Line struct {
	Commit string // whole id
	Author string // name
	When   time.Time
	Known  bool // false: it is older than the known history, whose oldest commit is given instead
}
