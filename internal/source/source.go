// Package source gives the zone files as they are at one moment: a Snapshot of a folder, and word of when there is a new
// one. It does not know what zone files are; that is package parse's.
package source

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"sync/atomic"
)

// Snapshot is all files of a source at one moment.
type Snapshot struct {
	// FS has the files. Reading one that is not as it was at the moment of the snapshot fails with ErrChanged: whoever reads
	// through FS sees one moment or an error, never a mixture.
	FS fs.FS
	// Revision names the moment, such as a git commit; "" for a folder, which has no history.
	Revision string
	// Prefix goes before the paths of FS to give them as the user knows them.
	Prefix string
	// Files are the versions of all files that could be looked at.
	Files Listing
	// Warning says what a person should know of a snapshot that is good all the same, such as that it may be old because the
	// remote is away; mostly "".
	Warning string

	stale *atomic.Bool
}

// New gives a snapshot of files whose FS sets stale when it fails with ErrChanged.
func New(fsys fs.FS, stale *atomic.Bool) Snapshot { return Snapshot{FS: fsys, stale: stale} }

// ErrChanged is the error of reading a file that has changed, come or gone since the snapshot. It is passing: take another.
var ErrChanged = errors.New("changed while being read")

// Stale tells whether any read has failed with ErrChanged.
func (s Snapshot) Stale() bool { return s.stale != nil && s.stale.Load() }

// maxLooks is how often Look tries. Editors are done within the first; what still moves then is written without end.
const maxLooks = 5

// Look calls read with a snapshot and, when that went stale under it, again with a new one. After some tries the last
// reading stands, with the files that would not hold still in error.
func Look(ctx context.Context, take func(context.Context) (Snapshot, error), read func(Snapshot) error) error {
	for try := 1; ; try++ {
		s, err := take(ctx)
		if err != nil {
			return err
		}
		if err = read(s); !s.Stale() || try == maxLooks {
			return err
		}
	}
}

// Listing tells the version of every file, by its path below the root. Two versions are equal when the file need not be
// read again.
type Listing map[string]string

// Changed gives the paths that came, went or have another version, sorted.
func (l Listing) Changed(since Listing) []string {
	changed := map[string]bool{}
	for path, version := range l {
		if old, ok := since[path]; !ok || old != version {
			changed[path] = true
		}
	}
	for path := range since {
		if _, ok := l[path]; !ok {
			changed[path] = true
		}
	}
	return slices.Sorted(maps.Keys(changed))
}
