package syncer

import (
	"context"
	"strings"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/parse"
)

// Blamer is a Source that knows who wrote a line.
type Blamer interface {
	// Blame gives a line of answer for each line of a file, by its path below the source's root.
	Blame(ctx context.Context, revision, path string) ([]git.Line, error)
}

// Attribute adds to the changes that come from git the commit and the author of their line. What cannot be found out is left
// out: it is a help for people, and nothing depends on it. prefix is the round's.
func (s *Syncer) Attribute(ctx context.Context, doc *diff.Document, prefix string) {
	if s.Blamer == nil || doc.Revision == "" {
		return
	}
	files := map[string][]git.Line{}
	for i := range doc.Zones {
		for j := range doc.Zones[i].Changes {
			c := &doc.Zones[i].Changes[j]
			if c.Cause == diff.Drift || c.Line == 0 {
				continue
			}
			lines, known := files[c.File]
			if !known {
				lines, _ = s.Blamer.Blame(ctx, doc.Revision, strings.TrimPrefix(c.File, parse.Prefix(prefix)))
				files[c.File] = lines
			}
			if c.Line <= len(lines) {
				c.Commit, c.Author = lines[c.Line-1].Commit, lines[c.Line-1].Author
			}
		}
	}
}
