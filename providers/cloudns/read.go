package cloudns

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// row is a record that is there.
type row struct {
	id      num
	pending bool // not served yet
	entry
	raw identity // in the API's own spelling
}

// kept is what a Live carries to Batches beside the records.
type kept struct {
	origin string
	listed int                 // length of the list
	rows   map[zone.Key][]row  // of each set, duplicates too
	left   map[identity]string // what is left alone, by what the server takes for the same
}

// Fetch reads a zone, with one request where nothing is pending. It waits for records that are not live yet, so that a plan
// stands on settled data; those that stay pending are told.
//
// A zone without records is believed to be empty: the most that comes of a listing that is wrongly empty is creates that
// the server refuses as duplicates, and nothing is deleted.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	for end := time.Now().Add(p.patience); ; {
		records, err := p.records(ctx, r.Origin)
		if err != nil {
			return providers.Live{}, err
		}
		if !slices.ContainsFunc(records, p.awaits) || time.Now().After(end) {
			return p.live(r.Origin, records), nil
		}
		if err := providers.Sleep(ctx, p.poll); err != nil {
			return providers.Live{}, fmt.Errorf("read zone %s: waiting for pending records: %w", r.Origin, err)
		}
	}
}

func readZone(origin string) call {
	return call{op: "read zone " + origin, action: "rec_load_all", params: url.Values{"z": {zoneName(origin)}}}
}

// records reads all records of a zone, in the order of their ids.
func (p *Provider) records(ctx context.Context, origin string) ([]record, error) {
	c := readZone(origin)
	records, err := list[record](ctx, p, c)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if why := r.fault(origin); why != "" {
			return nil, unfit(c.op, why)
		}
	}
	slices.SortFunc(records, func(a, b record) int { return cmp.Compare(a.id(), b.id()) })
	return records, nil
}

// fault tells what makes an entry of a listing no record of the zone.
func (r record) fault(origin string) string {
	in := strings.TrimSuffix(cmp.Or(r.ZName, r.Z), ".")
	switch {
	case r.id() <= 0:
		return "a record has no id"
	case r.Status == nil || r.TTL == nil:
		return fmt.Sprintf("record %d has no status or no ttl", r.id())
	case in != "" && !strings.EqualFold(in, zoneName(origin)):
		return fmt.Sprintf("record %d is of zone %q", r.id(), in)
	}
	return ""
}

// awaits tells whether a record is worth waiting for.
func (p *Provider) awaits(r record) bool { return r.is(statusPending) && p.foreign(r) == "" }

// foreign says why a record is not looked after, whatever its content.
func (p *Provider) foreign(r record) string {
	switch {
	case !slices.Contains(p.lines, r.ISP):
		return fmt.Sprintf("line %q is not configured", r.ISP)
	case types[strings.ToUpper(r.Type)] == 0:
		return fmt.Sprintf("%q is no type of the API's manual", r.Type)
	}
	return ""
}

// live makes the zone of a listing. Records that are being removed are gone already; those that zonesync could not write
// back as they are stay as they are.
func (p *Provider) live(origin string, records []record) providers.Live {
	l := providers.Live{Ref: ref(origin)}
	k := kept{origin: origin, listed: len(records), rows: map[zone.Key][]row{}, left: map[identity]string{}}
	var read []zone.Record
	var left providers.LeftAlone
	pending := 0
	for _, r := range records {
		if r.is(statusRemoval) || r.is(statusGone) {
			continue
		}
		zr, why := p.parse(origin, r)
		if why != "" {
			k.left[r.identity()] = r.String()
			left.Add(r.String(), why)
			continue
		}
		if r.is(statusPending) {
			pending++
		}
		read = append(read, zr)
		k.rows[zr.Key] = append(k.rows[zr.Key], row{r.id(), r.is(statusPending), k.entry(zr), r.identity()})
	}
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(origin, read)
	l.Repair, l.Private = providers.Repairs(conflicts), k
	l.Warnings = left.Warnings()
	if pending > 0 {
		l.Warnings = append(l.Warnings, fmt.Sprintf("%d records are still pending: they are not served yet, and cannot be "+
			"changed before they are", pending))
	}
	return l
}

// parse reads a record, or says why it cannot be looked after.
func (p *Provider) parse(origin string, r record) (zr zone.Record, why string) {
	if why := p.foreign(r); why != "" {
		return zr, why
	}
	if !r.is(statusPending) && !r.is(statusActive) {
		return zr, fmt.Sprintf("status %d is none of the API's manual", *r.Status)
	}
	if *r.TTL < 0 || *r.TTL > 1<<31-1 {
		return zr, fmt.Sprintf("TTL %d is none", *r.TTL)
	}
	rrtype := types[strings.ToUpper(r.Type)]
	name, err := parseOwner(r.Name, origin)
	if err != nil {
		return zr, err.Error()
	}
	rdata, err := parseContent(rrtype, r.Content, r.Prio)
	if err != nil {
		return zr, err.Error()
	}
	key := zone.Key{Name: name, Type: rrtype, View: r.ISP}
	return zone.Record{Key: key, TTL: uint32(*r.TTL), RData: rdata}, ""
}

// entry spells a record that Audit, or parse, has found to be sound.
func (k kept) entry(r zone.Record) entry {
	name, _ := ownerName(r.Name, k.origin)
	text, prio, _ := content(r.Type, r.RData)
	return entry{Type: zone.TypeString(r.Type), Name: name, Content: text, ISP: r.View, TTL: r.TTL, Prio: prio}
}
