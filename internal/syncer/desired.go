package syncer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/parse"
)

// Desired is what the source wants at one moment.
type Desired struct {
	Revision string // "" for a directory
	Prefix   string // put before the paths of files
	Zones    []parse.Result
	Findings []parse.Finding // about no zone in particular
}

// Read parses all zone files of a snapshot.
func Read(ctx context.Context, snap source.Snapshot, cfg *config.Config) (Desired, error) {
	o := Options(snap, cfg)
	d := Desired{Revision: snap.Revision, Prefix: snap.Prefix}
	d.Zones, d.Findings = parse.Load(ctx, snap.FS, o)
	return d, ctx.Err()
}

// Options gives how the zone files of a snapshot are to be read.
func Options(snap source.Snapshot, cfg *config.Config) parse.Options {
	return parse.Options{Prefix: parse.Prefix(snap.Prefix), Origins: cfg.Origins(), Private: cfg.Private}
}

// maxTold bounds how many errors of a zone file go into one message.
const maxTold = 10

// parseError tells why a zone cannot be used: its errors, a line each.
func parseError(findings []parse.Finding) string {
	findings = slices.DeleteFunc(slices.Clone(findings), func(f parse.Finding) bool { return f.Severity != parse.Error })
	more := len(findings) - maxTold
	if more > 0 {
		findings = findings[:maxTold]
	}
	lines := make([]string, len(findings))
	for i, f := range findings {
		lines[i] = Place(f)
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

// Place gives a finding as one line: "file:line:column: message [rule]".
func Place(f parse.Finding) string {
	where := f.File
	if f.Line > 0 {
		where += fmt.Sprintf(":%d:%d", f.Line, f.Column)
	}
	return fmt.Sprintf("%s: %s [%s]", where, f.Message, f.Rule)
}
