package source

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"
)

// Dir is a folder of zone files on disk. Only Path is needed.
type Dir struct {
	Path   string
	Log    *slog.Logger  // for Watch; nil: silent
	Quiet  time.Duration // how long nothing may happen before Watch looks; 200 ms
	Rescan time.Duration // how often Watch looks although nothing was heard; 30 s

	add func(path string) error // in place of fsnotify's, for tests
}

const (
	// settle is longer than the steps in which file systems count modification times. A file changed just now could change
	// again without a new time, so a snapshot waits until all files are older.
	settle    = 20 * time.Millisecond
	maxSettle = 10 // waits; what changes longer is caught when it is read
)

// Snapshot looks at the folder. A folder that is missing or cannot be read is an error, never an empty snapshot; what cannot
// be read inside it is an error for whoever reads it. Links are followed as long as they stay inside.
func (d Dir) Snapshot(ctx context.Context) (Snapshot, error) {
	t, err := d.look(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	return d.snapshot(t), nil
}

func (d Dir) snapshot(t *tree) Snapshot {
	return Snapshot{FS: t, Prefix: filepath.ToSlash(d.Path), Files: t.versions(), stale: &t.stale}
}

// look lists the folder once its files have settled.
func (d Dir) look(ctx context.Context) (*tree, error) {
	for try := 0; ; try++ {
		t, err := list(d.Path)
		if err != nil {
			return nil, fmt.Errorf("source: %w", err)
		}
		wait := settle - t.age
		if wait <= 0 || try == maxSettle {
			return t, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
}
