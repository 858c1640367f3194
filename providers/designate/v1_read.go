package designate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// row is a record that is there.
type row struct {
	id    string
	name  string // as it is stored
	rdata string
	data  string // as it is stored
	ttl   uint32
}

// domainState is what a Live carries to Batches and Send beside the records.
type domainState struct {
	ttl           uint32
	listed, limit int                // records that count against the quota, and that; 0: none is known
	rows          map[zone.Key][]row // of each set, duplicates too
}

// stateIn gives what a Live carries; a domain that is yet to be made has nothing.
func stateIn(live providers.Live) *domainState {
	if s, ok := live.Private.(*domainState); ok {
		return s
	}
	return &domainState{ttl: defaultTTL}
}

// fetch reads a zone in two calls: the domain, whose TTL is that of records without one, alone or in the list of all, and its
// records.
func (v *v1) fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	d, err := v.domain(ctx, r)
	if err != nil {
		return providers.Live{}, err
	}
	if d.TTL < 0 || d.TTL > maxTTL {
		return providers.Live{}, unfit("read domain "+r.Origin, "its TTL is none")
	}
	listed, staying, err := v.records(ctx, r.Origin, d.ID)
	if err != nil {
		return providers.Live{}, err
	}
	live := d.live(r.Origin, staying)
	state := stateIn(live)
	state.limit = v.maxRecords(ctx)
	if n := listed - len(staying); n > 0 {
		state.listed += n
		live.Warnings = append(live.Warnings, fmt.Sprintf(
			"deleted records are still listed, as the service has not yet told its name servers: %d", n))
	}
	return live, nil
}

// records reads the list of a domain's records, which has no pages: how many there are, and those that are not about to go.
func (v *v1) records(ctx context.Context, origin, id string) (listed int, staying []recordDoc, err error) {
	op := "read records of " + origin
	var list recordList
	if err := v.do(ctx, call{op: op, path: domainPath(id, "records"), out: &list}); err != nil {
		return 0, nil, err
	}
	if list.Records == nil {
		return 0, nil, unfit(op, "the answer has no list of records")
	}
	return len(list.Records), v.staying(id, list.Records), nil
}

// live makes the zone of a list. Records that zonesync could not write back as they are stay as they are. The SOA is the
// service's.
func (d domainDoc) live(origin string, list []recordDoc) providers.Live {
	state := &domainState{ttl: d.TTL.or(defaultTTL), rows: map[zone.Key][]row{}}
	slices.SortStableFunc(list, func(a, b recordDoc) int { return cmp.Compare(a.ID, b.ID) })
	var read []zone.Record
	var left providers.LeftAlone
	for _, r := range list {
		if r.Type == "SOA" {
			continue
		}
		zr, err := r.parse(origin, state.ttl)
		if err == nil && r.ID == "" {
			err = errors.New("it has no id")
		}
		if zr.Name != origin || zr.Type != dns.TypeNS {
			state.listed++
		}
		if err != nil {
			left.Add(fmt.Sprintf("%q %s %q (record %s)", r.Name, r.Type, r.Data, r.ID), err.Error())
			continue
		}
		read = append(read, zr)
		state.rows[zr.Key] = append(state.rows[zr.Key], row{r.ID, r.storedName(zr.Name), zr.RData, r.Data, zr.TTL})
	}
	l := providers.Live{Ref: providers.Ref{ID: d.ID, Origin: origin}, Private: state, Warnings: left.Warnings()}
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(origin, read)
	l.Repair = state.repairs(conflicts)
	return l
}

// repairs names the sets that need a write although they may read as equal.
func (s *domainState) repairs(conflicts []zone.Conflict) map[zone.Key]string {
	out := providers.Repairs(conflicts)
	for k, rows := range s.rows {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.name != rows[0].name }) {
			continue
		}
		if out == nil {
			out = map[zone.Key]string{}
		}
		out[k] = "stored under several spellings of its name"
	}
	return out
}
