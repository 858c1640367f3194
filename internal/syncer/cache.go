package syncer

import (
	"context"
	"maps"
	"slices"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/parse"
)

// cache holds what was read before, so that only zones whose files or includes changed are parsed again.
type cache struct {
	zones map[string]parse.Result // by main file
	files source.Listing
}

// read is Read, from the cache where that is current. fresh has the origins of zones that are not as they were.
func (c *cache) read(ctx context.Context, snap source.Snapshot, cfg *config.Config) (d Desired, fresh map[string]bool, err error) {
	o := Options(snap, cfg)
	d = Desired{Revision: snap.Revision, Prefix: snap.Prefix}
	sources, findings := parse.Discover(snap.FS, o)
	d.Findings = findings
	d.Zones = make([]parse.Result, len(sources))
	changed := map[string]bool{}
	for _, path := range snap.Files.Changed(c.files) {
		changed[path] = true
	}
	runAll(ctx, len(sources), DefaultParallel, func(ctx context.Context, i int) {
		old, known := c.zones[sources[i].Path()]
		if d.Zones[i] = old; !known || !current(old, sources[i], changed) {
			d.Zones[i] = parse.Zone(ctx, snap.FS, sources[i], o)
		}
	}, func(int, int) {})
	if err := ctx.Err(); err != nil {
		return Desired{}, nil, err
	}
	fresh = c.renew(d, snap.Files, changed)
	return d, fresh, nil
}

// current tells whether a zone read before need not be read again. One in error always is: what it lacked may have come.
func current(old parse.Result, src parse.Source, changed map[string]bool) bool {
	return !old.Failed() && old.Base == src.Base && maps.Equal(old.Views, src.Views) &&
		!slices.ContainsFunc(old.Files, func(f string) bool { return changed[f] })
}

// renew keeps what was read, and tells which zones have news: other files, or other errors.
func (c *cache) renew(d Desired, files source.Listing, changed map[string]bool) map[string]bool {
	fresh := map[string]bool{}
	zones := make(map[string]parse.Result, len(d.Zones))
	for _, r := range d.Zones {
		old, known := c.zones[r.Path()]
		if !known || !current(old, r.Source, changed) && !(old.Failed() && slices.Equal(old.Findings, r.Findings)) {
			fresh[r.Origin] = true
		}
		zones[r.Path()] = r
	}
	c.zones, c.files = zones, files
	return fresh
}

// origins gives the zones that were there at the last look.
func (c *cache) origins() map[string]bool {
	out := make(map[string]bool, len(c.zones))
	for _, r := range c.zones {
		out[r.Origin] = true
	}
	return out
}
