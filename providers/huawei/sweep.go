package huawei

import (
	"context"
	"net/url"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// maxSweep is how many pages a sweep has at most: the zones of its first are not to be old when the last comes.
const maxSweep = 40

// Sweep reads zones with the listing of all sets of the account, 500 a page across all zones. The list of zones tells how
// many sets each has, and so whether that takes fewer requests than reading the wanted zones one by one, and which are whole
// even when others have changed meanwhile.
func (p *Provider) Sweep(ctx context.Context, origins []string) (map[string]providers.Live, error) {
	unknown := 0
	for _, origin := range origins {
		if p.known(origin) == "" {
			unknown++
		}
	}
	if len(origins)+unknown <= 2 { // a list of zones and a page of sets are two requests, too
		return nil, nil
	}
	docs, err := p.listZones(ctx, "list zones", nil)
	if err != nil {
		return nil, err
	}
	wanted, all := p.choose(docs, origins)
	alone := 0
	for _, z := range wanted {
		alone += pages(z.RecordNum)
	}
	if pages(all) >= min(alone, maxSweep+1) {
		return nil, nil
	}
	l := p.setsBelow("read all zones", "/recordsets", url.Values{"zone_type": {"public"}})
	l.most = maxSweep
	sets, d, err := l.read(ctx, p)
	if err != nil {
		return nil, err
	}
	if d != nil {
		p.log.DebugContext(ctx, "the listing of all zones is not whole", "why", d.why)
	}
	return p.part(wanted, sets), nil
}

// choose gives the zones with the origins, and the number of sets in all zones. It remembers their ids, so that reading
// them one by one takes no look-up.
func (p *Provider) choose(docs []zoneDoc, origins []string) (wanted map[string]zoneDoc, all int) {
	wanted = map[string]zoneDoc{}
	for _, origin := range origins {
		wanted[origin] = zoneDoc{}
	}
	for _, z := range docs {
		all += z.RecordNum
		origin, err := zone.Name(z.Name)
		if _, is := wanted[origin]; err == nil && is && z.Status != statusPendingDelete {
			p.remember(origin, z)
			wanted[origin] = z
		}
	}
	for origin, z := range wanted {
		if z.ID == "" {
			delete(wanted, origin)
		}
	}
	return wanted, all
}

// pages is how many requests a listing of n takes.
func pages(n int) int { return max(1, (n+perPage-1)/perPage) }

// part gives each zone its sets. Zones that have not the number of sets of the list of zones are left out.
func (p *Provider) part(wanted map[string]zoneDoc, sets []setDoc) map[string]providers.Live {
	byZone := map[string][]setDoc{}
	for _, s := range sets {
		byZone[s.ZoneID] = append(byZone[s.ZoneID], s)
	}
	out := map[string]providers.Live{}
	for origin, z := range wanted {
		if len(byZone[z.ID]) != z.RecordNum {
			continue
		}
		live, err := p.live("read all zones", origin, z, byZone[z.ID])
		if err == nil && live.Unproven == "" {
			out[origin] = live
		}
	}
	return out
}
