package powerdns

import (
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// kept is what a Live carries to Batches beside the records.
type kept struct {
	kind string
	// disabled are the contents, in the server's spelling, that are stored and not served. They are not live data: no plan
	// sees them, and every write of their set repeats them.
	disabled map[zone.Key][]string
}

// live makes the zone of an answer. Whatever of it cannot be read makes the whole an error.
func (d zoneDoc) live(origin string) (providers.Live, error) {
	l := providers.Live{Ref: providers.Ref{ID: d.ID, Origin: origin}}
	k := kept{kind: d.Kind, disabled: map[zone.Key][]string{}}
	var left providers.LeftAlone
	records := make([]zone.Record, 0, len(*d.RRsets))
	for _, s := range *d.RRsets {
		key, why := s.key(origin)
		if why != "" {
			left.Add(s.Name+" "+s.Type, why)
			continue
		}
		var err error
		if records, err = s.read(key, k, records); err != nil {
			return providers.Live{}, d.unfit(fmt.Sprintf("%s: %s", key, err), err)
		}
	}
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(origin, records)
	l.Repair = providers.Repairs(conflicts)
	l.Private, l.Warnings = k, left.Warnings()
	if _, ok := l.Records.SOA(); !ok {
		l.Unproven = "the zone has no SOA, so it may not be whole"
	}
	if d.SOAEditAPI == "" {
		l.SerialByUs = true
		l.Warnings = append(l.Warnings, "soa_edit_api is empty: the server does not raise the serial, so secondaries miss "+
			"changes unless the zone has soa: manage (or set soa_edit_api to DEFAULT)")
	}
	return l, nil
}

// key gives the set's key, or why it cannot be looked after: records that other tools left outside the zone, and types
// without a number here.
func (s liveSet) key(origin string) (k zone.Key, why string) {
	name, err := zone.Name(s.Name)
	if err != nil || s.Name == "" || !zone.Below(name, origin) {
		return k, "the name is not in the zone"
	}
	rrtype, err := parseType(s.Type)
	if err != nil {
		return k, "zonesync does not know the type"
	}
	return zone.Key{Name: name, Type: rrtype}, ""
}

// read appends the records that are served, and keeps the others.
func (s liveSet) read(key zone.Key, k kept, records []zone.Record) ([]zone.Record, error) {
	text := s.comment()
	for _, r := range s.Records {
		if r.Disabled {
			k.disabled[key] = append(k.disabled[key], r.Content)
			continue
		}
		rdata, err := parseContent(key.Type, r.Content)
		if err != nil {
			return nil, err
		}
		records = append(records, zone.Record{Key: key, TTL: s.TTL, RData: rdata, Comment: text})
	}
	return records, nil
}

// comment is a set's comments as the one text that a zone file can have.
func (s liveSet) comment() string {
	var texts []string
	for _, c := range s.Comments {
		if c.Content != "" {
			texts = append(texts, c.Content)
		}
	}
	return strings.Join(texts, "; ")
}
