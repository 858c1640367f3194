package parse

import (
	"context"
	"io/fs"

	"github.com/zonesync/zonesync/zone"
)

// Zone reads one zone: its base file and its view files, whose RRsets get the view in their key.
func Zone(ctx context.Context, fsys fs.FS, src Source, o Options) Result {
	return Result{Source: src}
}

// Load finds all zones below the root of fsys (Discover) and reads them, several at once. The results are in the order of
// Discover; its own findings come beside them.
func Load(ctx context.Context, fsys fs.FS, o Options) ([]Result, []Finding) {
	return nil, nil
}

// Text reads a zone from a text in memory. Findings and positions name the file "zone".
func Text(origin, text string) (zone.Zone, []Finding) {
	return zone.Zone{}, nil
}
