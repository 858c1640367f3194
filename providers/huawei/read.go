package huawei

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Fetch reads a zone: one request for every 500 sets, and one to find it where its id is not known yet.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	if id := p.known(r.Origin); id != "" {
		live, err := p.fetch(ctx, r.Origin, zoneDoc{ID: id, Status: statusActive})
		if !errors.Is(err, providers.ErrNotFound) {
			return live, err
		}
		p.forget(r.Origin) // deleted, and perhaps made again
	}
	z, err := p.lookUp(ctx, r.Origin)
	if err != nil {
		return providers.Live{}, err
	}
	return p.fetch(ctx, r.Origin, z)
}

func (p *Provider) fetch(ctx context.Context, origin string, z zoneDoc) (providers.Live, error) {
	op := "read zone " + origin
	sets, err := p.zoneSets(ctx, op, z.ID)
	if err != nil {
		return providers.Live{}, err
	}
	return p.live(op, origin, z, sets)
}

// zoneSets lists the sets of a zone, whatever they are.
func (p *Provider) zoneSets(ctx context.Context, op, zoneID string) ([]setDoc, error) {
	return p.listSets(ctx, op, "/zones/"+url.PathEscape(zoneID)+"/recordsets", nil)
}

// live makes the zone of its sets. A set that cannot be read whole is left alone whole, as a write replaces it whole.
func (p *Provider) live(op, origin string, z zoneDoc, sets []setDoc) (providers.Live, error) {
	slices.SortFunc(sets, func(a, b setDoc) int { return cmp.Or(a.created().Compare(b.created()), cmp.Compare(a.ID, b.ID)) })
	r := reader{origin: origin, kept: newKept(len(sets)), ids: map[zone.Key][]string{}}
	r.unproven = "the listing has no SOA, so it may not be whole"
	var keyed []keyedSet
	for _, s := range sets {
		if s.ZoneName != "" && !isName(s.ZoneName, origin) {
			return providers.Live{}, unfit(op, fmt.Sprintf("the listing has a set of zone %q", s.ZoneName))
		}
		k, why := p.key(s, origin)
		switch {
		case why != "" && s.Status == statusPendingDelete:
		case why != "":
			r.left.Add(s.Name+" "+s.Type, why)
			r.kept.strange[strings.ToLower(s.Name)] = true
			if k.Name != "" {
				r.kept.foreign[k] = why
			}
		case s.Status == statusPendingDelete:
			r.kept.leaving = append(r.kept.leaving, keyedSet{k, s})
		default:
			keyed = append(keyed, keyedSet{k, s})
			r.ids[k] = append(r.ids[k], s.ID)
		}
	}
	for _, s := range keyed {
		r.add(s)
	}
	return r.live(z), nil
}

// key gives a set's key, or why it cannot be looked after. One of no DNS type has a place all the same, and so a key without type.
func (p *Provider) key(s setDoc, origin string) (k zone.Key, why string) {
	name, err := zone.Name(s.Name)
	if err != nil || !zone.Below(name, origin) {
		return k, "its name is not in the zone"
	}
	view := ""
	switch {
	case s.Line == "" || s.Line == defaultLine:
	case slices.Contains(p.lines, s.Line):
		view = s.Line
	default:
		return k, fmt.Sprintf("line %s is not among the lines of the provider's settings", s.Line)
	}
	rrtype, err := zone.ParseType(s.Type)
	if err != nil {
		why = "its type is none of DNS"
	}
	return zone.Key{Name: name, Type: rrtype, View: view}, why
}

type keyedSet struct {
	zone.Key
	setDoc
}

// reader gathers what becomes of the sets of a zone.
type reader struct {
	origin   string
	kept     *kept
	ids      map[zone.Key][]string
	records  []zone.Record
	left     providers.LeftAlone
	alone    []zone.Record // of sets that are as others, and not served
	failed   []zone.Key    // sets whose last change the service could not carry out
	unproven string
}

// add reads a set, or notes why it is left alone.
func (r *reader) add(s keyedSet) {
	why := s.foreign(len(r.ids[s.Key]))
	records, err := s.read(s.Key)
	if err == nil && why == s.unserved() && why != "" {
		r.alone = append(r.alone, records...)
	}
	if why == "" && err != nil {
		why = err.Error()
	}
	if why != "" {
		r.left.Add(s.Key.String(), why)
		if !s.Default { // nothing that is ours comes where these are, and a CNAME may be beside them
			r.kept.foreign[s.Key] = why
		}
		return
	}
	if s.Default && s.Key.Type == dns.TypeSOA {
		r.unproven = ""
	}
	if s.Status == statusError {
		r.failed = append(r.failed, s.Key)
	}
	r.records = append(r.records, records...)
	r.kept.sets[s.Key] = held{
		id: s.ID, line: s.Line, status: s.Status, weight: s.Weight, description: s.Description, byService: s.Default,
	}
}

// served are the states of sets that are answered with, or soon are. One in ERROR may be, and may be written again.
var served = []string{statusActive, "PENDING_CREATE", "PENDING_UPDATE", statusError}

// foreign says why a set is left alone whatever its records are; same is how many there are of its name, type and line.
func (s setDoc) foreign(same int) string {
	switch {
	case s.Default: // read, and never written
		return ""
	case s.Alias != nil && s.Alias.Domain != "":
		return "it follows a resource of the cloud (alias_target)"
	case s.Weight != nil && *s.Weight != 1:
		return "it has a weight other than 1"
	case same > 1:
		return "there are several for its name, type and line"
	}
	return s.unserved()
}

// unserved says why a set that may be like any other is not answered with; "" when it is.
func (s setDoc) unserved() string {
	if slices.Contains(served, s.Status) {
		return ""
	}
	return "its status is " + s.Status
}

// read gives the set's records.
func (s setDoc) read(k zone.Key) ([]zone.Record, error) {
	if s.Records == nil || len(*s.Records) == 0 || s.TTL == nil {
		return nil, errors.New("it has no records, or no TTL")
	}
	var out []zone.Record
	for _, text := range *s.Records {
		rdata, err := parseContent(k.Type, text)
		if err != nil {
			return nil, err
		}
		out = append(out, zone.Record{Key: k, TTL: *s.TTL, RData: rdata})
	}
	return out, nil
}

// live puts together what was read.
func (r *reader) live(z zoneDoc) providers.Live {
	l := providers.Live{Ref: providers.Ref{ID: z.ID, Origin: r.origin}, Unproven: r.unproven, Private: r.kept, IDs: r.ids}
	maps.DeleteFunc(r.ids, func(k zone.Key, _ []string) bool { return r.kept.sets[k].id == "" })
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(r.origin, r.records)
	l.Repair = providers.Repairs(conflicts)
	l.Alone = alone(r.origin, r.alone)
	if z.Status != statusActive {
		l.Warnings = append(l.Warnings, "the zone's status is "+z.Status)
	}
	r.repair(&l)
	l.Warnings = append(l.Warnings, r.left.Warnings()...)
	return l
}

// repair tells of the sets whose last change the service could not carry out. Those that may be written are written again.
func (r *reader) repair(l *providers.Live) {
	if len(r.failed) == 0 {
		return
	}
	l.Warnings = append(l.Warnings, couldNot(r.failed))
	if l.Repair == nil {
		l.Repair = map[zone.Key]string{}
	}
	for _, k := range r.failed {
		if !r.kept.sets[k].byService {
			l.Repair[k] = "in status ERROR at the provider"
		}
	}
}

func couldNot(failed []zone.Key) string {
	var names []string
	for _, k := range failed {
		names = append(names, k.String())
	}
	return "the service could not carry out the last change (status ERROR) of " + strings.Join(names, ", ")
}

// alone gives the sets of records by their keys.
func alone(origin string, records []zone.Record) map[zone.Key]zone.RRset {
	if len(records) == 0 {
		return nil
	}
	out := map[zone.Key]zone.RRset{}
	folded, _ := zone.Fold(origin, records)
	for _, s := range folded.Sets {
		out[s.Key] = s
	}
	return out
}
