package huawei

import (
	"context"
	"net/url"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Sweep reads zones with the listing of all sets of the account, 500 a page across all zones. The list of zones tells how
// many sets each has, and so whether that takes fewer requests than reading the wanted zones one by one.
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
	if pages(all) >= alone {
		return nil, nil
	}
	sets, err := p.listSets(ctx, "read all zones", "/recordsets", url.Values{"zone_type": {"public"}})
	if err != nil {
		return nil, err
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

// part gives each zone its sets. Zones that do not look whole are left out.
func (p *Provider) part(wanted map[string]zoneDoc, sets []setDoc) map[string]providers.Live {
	byZone := map[string][]setDoc{}
	for _, s := range sets {
		byZone[s.ZoneID] = append(byZone[s.ZoneID], s)
	}
	out := map[string]providers.Live{}
	for origin, z := range wanted {
		live, err := p.live("read all zones", origin, z, byZone[z.ID])
		if err == nil && live.Unproven == "" {
			out[origin] = live
		}
	}
	return out
}
