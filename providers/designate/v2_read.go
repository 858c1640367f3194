package designate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// v2Kept is what a Live carries to batches beside the records.
type v2Kept struct {
	secondary     bool                // the records come from another server
	sets, records int                 // as the quotas count them
	alone         map[string][]uint16 // by name: the types of sets that are left alone, 0 where zonesync does not know one
	empty         []emptySet
	begun         bool // something was sent since
	hope          bool // of what was, by its payload
	ending        bool // the plan's last batch was
	unsettled     bool // something was written that the name servers may not have
}

// emptySet is a set without records. It answers nothing, and yet the service lets no CNAME stand beside it.
type emptySet struct {
	zone.Key
	id string
}

// keptIn gives what a Live carries. Of a zone that is yet to be made that is little: SOA and NS come with it.
func keptIn(live providers.Live) *v2Kept {
	if k, ok := live.Private.(*v2Kept); ok {
		return k
	}
	return &v2Kept{sets: 2}
}

// inTheWay gives the ids of sets without records that have to go before a new set can come.
func (k *v2Kept) inTheWay(of zone.Key) (ids []string) {
	for _, e := range k.empty {
		if e.Name == of.Name && (e.Type == dns.TypeCNAME || of.Type == dns.TypeCNAME) {
			ids = append(ids, e.id)
		}
	}
	return ids
}

// bars tells whether a new set would replace one that is left alone, or stand beside one where a CNAME cannot.
func (k *v2Kept) bars(set zone.Key) bool {
	return slices.ContainsFunc(k.alone[set.Name], func(there uint16) bool {
		return there == set.Type || there == dns.TypeCNAME || set.Type == dns.TypeCNAME
	})
}

// fetch reads a zone: one request for itself, and one for every thousand sets.
func (v *v2) fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	op := "read zone " + r.Origin
	z, err := v.zone(ctx, op, r)
	if err != nil {
		return providers.Live{}, err
	}
	sets, short, err := v.listSets(ctx, op, z.ID)
	if err != nil {
		return providers.Live{}, err
	}
	for _, s := range sets {
		if s.Records == nil {
			return providers.Live{}, unfit(op, fmt.Sprintf("%s %s has no list of records", s.Name, s.Type))
		}
	}
	live := z.live(r.Origin, sets)
	if short != "" {
		live.Unproven = short
	}
	if z.Email == importedAddress(v.email) && z.Email != v.email {
		live.Warnings = append(live.Warnings, fmt.Sprintf(
			"the zone's mail address is %s, as an import spells %s, and could not be set then: set it at the service", z.Email, v.email))
	}
	return live, nil
}

// zone reads what a zone is, by its id where that is known.
func (v *v2) zone(ctx context.Context, op string, r providers.Ref) (z v2Zone, err error) {
	if r.ID != "" {
		err = v.do(ctx, call{op: op, path: []string{apiV2, "zones", r.ID}, out: &z})
	}
	if r.ID == "" || errors.Is(err, providers.ErrNotFound) { // it was deleted, and perhaps made again
		z, err = v.zoneNamed(ctx, op, r.Origin)
	}
	if err == nil && (z.ID == "" || !isName(z.Name, r.Origin)) {
		err = unfit(op, "the answer is another zone, or none")
	}
	if err == nil && z.Action == actionDelete {
		err = noZone(op)
	}
	return z, err
}

// zoneNamed finds a zone by its name, which is there once, as those that are being deleted do not count.
func (v *v2) zoneNamed(ctx context.Context, op, origin string) (v2Zone, error) {
	list, err := v.listZones(ctx, op, origin)
	if err != nil {
		return v2Zone{}, err
	}
	list = slices.DeleteFunc(list, func(z v2Zone) bool { return z.Action == actionDelete || !isName(z.Name, origin) })
	switch len(list) {
	case 0:
		return v2Zone{}, noZone(op)
	case 1:
		return list[0], nil
	}
	return v2Zone{}, &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrProtocol,
		Message: fmt.Sprintf("there are %d zones of this name, in several pools or projects", len(list)),
		Hint:    "without all_projects only the project's own are seen; of several of those, delete the ones that are not wanted",
	}
}

func noZone(op string) error {
	return &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrNotFound, Message: "the project has no such zone",
		Hint: "create_zone: true in the zone's settings makes it; if it is another project's, check project",
	}
}

func isName(text, origin string) bool {
	name, err := zone.Name(text)
	return err == nil && name == origin
}

// live makes the zone of its sets. One that cannot be read whole is left alone whole, as a write replaces it whole.
func (z v2Zone) live(origin string, sets []v2Set) providers.Live {
	l := providers.Live{Ref: providers.Ref{ID: z.ID, Origin: origin}, IDs: map[zone.Key][]string{}}
	l.Unproven = "the zone has no SOA yet, so it may not be whole"
	k := &v2Kept{secondary: z.Type != typePrimary, sets: len(sets), alone: map[string][]uint16{}, unsettled: z.Status == statusPending}
	var left providers.LeftAlone
	var records []zone.Record
	for _, s := range sets {
		key, why := s.key(origin)
		made := madeByService(key, origin)
		if made && key.Type == dns.TypeSOA {
			l.Unproven = ""
		}
		if !made {
			k.records += len(*s.Records)
		}
		values, err := s.read(key, z.TTL)
		if why == "" && err != nil {
			why = err.Error()
		}
		if why != "" {
			left.Add(s.Name+" "+s.Type, why)
			k.alone[key.Name] = append(k.alone[key.Name], key.Type)
			continue
		}
		l.IDs[key] = append(l.IDs[key], s.ID)
		if len(values) == 0 {
			k.empty = append(k.empty, emptySet{key, s.ID})
		}
		records = append(records, values...)
	}
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(origin, records)
	l.Repair = z.repairs(l.IDs, conflicts)
	l.Private, l.Warnings = k, append(z.warnings(), left.Warnings()...)
	return l
}

// madeByService tells the sets that come with a zone and that nobody can write.
func madeByService(k zone.Key, origin string) bool {
	return k.Name == origin && (k.Type == dns.TypeSOA || k.Type == dns.TypeNS)
}

// repairs adds what is there more than once under names that differ in case only, as some databases let it be.
func (z v2Zone) repairs(ids map[zone.Key][]string, conflicts []zone.Conflict) map[zone.Key]string {
	out := providers.Repairs(conflicts)
	for key, same := range ids {
		if len(same) > 1 && out[key] == "" {
			if out == nil {
				out = map[zone.Key]string{}
			}
			out[key] = "stored in several record sets at the provider"
		}
	}
	return out
}

func (z v2Zone) warnings() []string {
	switch z.Status {
	case statusError:
		return []string{"the zone's status is ERROR: a name server has not taken over the last change (this often heals by itself)"}
	case statusPending:
		return []string{"the zone's status is PENDING: the last change is on its way to the name servers"}
	}
	return nil
}

// key gives the set's key, or why it cannot be looked after: then it lacks what is not known.
func (s v2Set) key(origin string) (k zone.Key, why string) {
	name, err := zone.Name(s.Name)
	if err != nil || !zone.Below(name, origin) {
		return k, "the name is not in the zone"
	}
	rrtype, err := zone.ParseType(s.Type)
	if err != nil {
		why = "zonesync does not know the type"
	}
	return zone.Key{Name: name, Type: rrtype}, why
}

// read gives the set's records.
func (s v2Set) read(key zone.Key, zoneTTL uint32) ([]zone.Record, error) {
	ttl := zoneTTL
	if s.TTL != nil {
		ttl = *s.TTL
	}
	var out []zone.Record
	for _, text := range *s.Records {
		rdata, err := parseV2(key.Type, text)
		if err != nil {
			return nil, err
		}
		out = append(out, zone.Record{Key: key, TTL: ttl, RData: rdata, Comment: s.Description})
	}
	return out, nil
}
