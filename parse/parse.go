package parse

import (
	"context"
	"io/fs"
	"maps"
	"runtime"
	"slices"

	"github.com/zonesync/zonesync/zone"
	"golang.org/x/sync/errgroup"
)

// Zone reads one zone: its base file and its view files, whose RRsets get the view in their key. What is wrong is in the
// result's findings, and only there; a cancelled context is an error finding too.
func Zone(ctx context.Context, fsys fs.FS, src Source, o Options) Result {
	r := newReading(ctx, fsys, o)
	return r.read(src, o.Private)
}

// Load finds all zones below the root of fsys (Discover) and reads them, several at once. The results are in the order of
// Discover; its own findings come beside them.
func Load(ctx context.Context, fsys fs.FS, o Options) ([]Result, []Finding) {
	sources, findings := Discover(fsys, o)
	return Zones(ctx, fsys, sources, o), findings
}

// Zones reads zones, several at once. The results stand beside the sources.
func Zones(ctx context.Context, fsys fs.FS, sources []Source, o Options) []Result {
	results := make([]Result, len(sources))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, src := range sources {
		g.Go(func() error {
			results[i] = Zone(ctx, fsys, src, o)
			return nil
		})
	}
	_ = g.Wait() // none gives an error
	return results
}

// textFile is what findings call a text that comes from no file.
const textFile = "zone"

// Text reads a zone from a text in memory, without files to include. Findings and positions name the file "zone".
func Text(origin, text string) (zone.Zone, []Finding) {
	r := newReading(context.Background(), nil, Options{})
	r.files[textFile] = withoutBOM([]byte(text))
	result := r.read(Source{Origin: origin, Base: textFile}, nil)
	return result.Zone, result.Findings
}

// zoneFile is a file that a source names.
type zoneFile struct{ path, view string }

// zoneFiles gives a source's files: the base first, then the views by name.
func (s Source) zoneFiles() []zoneFile {
	var files []zoneFile
	if s.Base != "" {
		files = append(files, zoneFile{path: s.Base})
	}
	for _, view := range slices.Sorted(maps.Keys(s.Views)) {
		files = append(files, zoneFile{path: s.Views[view], view: view})
	}
	return files
}
