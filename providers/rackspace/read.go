package rackspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// defaultTTL is that of a record which has none, in a domain which has none.
const defaultTTL = 3600

// row is a record that is there.
type row struct {
	id      id
	rdata   string
	ttl     uint32
	comment string
}

// kept is what a Live carries to Batches beside the records.
type kept struct {
	listed, limit int                // records in the domain, and how many there may be
	rows          map[zone.Key][]row // of each set, duplicates too
	begun         bool               // something was sent since
}

// keptIn gives what a Live carries; one that was not read has nothing.
func keptIn(live providers.Live) *kept {
	if k, ok := live.Private.(*kept); ok {
		return k
	}
	return &kept{}
}

// Fetch reads a zone: the domain with its first hundred records, and the others by the hundred. A domain whose id is not
// known is looked up first.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	if err := p.learn(ctx); err != nil {
		return providers.Live{}, err
	}
	known := cmp.Or(r.ID, p.known(r.Origin))
	if known != "" {
		live, err := p.fetch(ctx, r.Origin, known)
		if !errors.Is(err, providers.ErrNotFound) {
			return live, err
		}
		p.forget(r.Origin) // deleted, and perhaps made again
	}
	found, err := p.lookUp(ctx, r.Origin)
	if err != nil {
		return providers.Live{}, err
	}
	return p.fetch(ctx, r.Origin, found)
}

func (p *Provider) known(origin string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ids[origin]
}

func (p *Provider) forget(origin string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.ids, origin)
}

// lookUp finds a domain by its whole name. The totals of such lists are not to be trusted.
func (p *Provider) lookUp(ctx context.Context, origin string) (string, error) {
	op := "look up domain " + origin
	var list domainList
	r := httpapi.Request{Op: op, Path: "/domains", Query: url.Values{"name": {domainName(origin)}}}
	if err := p.read(ctx, r, &list); err != nil {
		return "", err
	}
	if list.Domains == nil {
		return "", unfit(op, "the answer has no list of domains")
	}
	for _, d := range list.Domains {
		if d.ID != "" && strings.EqualFold(d.Name, domainName(origin)) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.ids[origin] = string(d.ID)
			return string(d.ID), nil
		}
	}
	return "", &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrNotFound, Message: "the account has no such domain",
		Hint: "create_zone: true in the zone's settings makes it; if it is another account's, check account",
	}
}

// domains reads the list of all domains.
func (p *Provider) domains(ctx context.Context) ([]domainDoc, error) {
	return collect("list domains", func(offset int) (page[domainDoc], error) {
		var list domainList
		err := p.read(ctx, httpapi.Request{Op: "list domains", Path: "/domains", Query: place(offset)}, &list)
		return page[domainDoc]{list.Domains, list.Total}, err
	}, func(d domainDoc) id { return d.ID })
}

func place(offset int) url.Values {
	return url.Values{"limit": {strconv.Itoa(perPage)}, "offset": {strconv.Itoa(offset)}}
}

func (p *Provider) fetch(ctx context.Context, origin, domain string) (providers.Live, error) {
	op := "read domain " + origin
	path := "/domains/" + url.PathEscape(domain)
	var doc domainDoc
	records, err := collect(op, func(offset int) (page[recordDoc], error) {
		query := place(offset)
		if offset > 0 {
			var list recordList
			err := p.read(ctx, httpapi.Request{Op: op, Path: path + "/records", Query: query}, &list)
			return page[recordDoc]{list.Records, list.Total}, err
		}
		query.Set("showRecords", "true")
		query.Set("showSubdomains", "false")
		doc = domainDoc{}
		err := p.read(ctx, httpapi.Request{Op: op, Path: path, Query: query}, &doc)
		if err != nil || doc.Records == nil {
			return page[recordDoc]{}, err
		}
		return page[recordDoc]{doc.Records.Records, doc.Records.Total}, nil
	}, func(r recordDoc) id { return r.ID })
	switch {
	case err != nil:
		return providers.Live{}, err
	case !strings.EqualFold(doc.Name, domainName(origin)):
		return providers.Live{}, &providers.APIError{
			Provider: kindName, Op: op, Status: http.StatusOK, Kind: providers.ErrNotFound,
			Message: fmt.Sprintf("domain %s is %q", domain, doc.Name),
		}
	}
	l := doc.live(origin, records)
	l.ID, keptIn(l).limit = domain, p.maxRecords()
	return l, nil
}

// live makes the zone of a listing. Records that zonesync could not write back as they are stay as they are.
func (d domainDoc) live(origin string, records []recordDoc) providers.Live {
	l := providers.Live{Ref: providers.Ref{Origin: origin}}
	k := &kept{listed: len(records), rows: map[zone.Key][]row{}}
	slices.SortStableFunc(records, func(a, b recordDoc) int { return cmp.Compare(a.ID, b.ID) })
	var read []zone.Record
	var left providers.LeftAlone
	for _, r := range records {
		zr, err := d.parse(origin, r)
		if err != nil {
			left.Add(fmt.Sprintf("%q %s (record %s)", r.Name, r.Type, r.ID), err.Error())
			continue
		}
		read = append(read, zr)
		k.rows[zr.Key] = append(k.rows[zr.Key], row{r.ID, zr.RData, zr.TTL, zr.Comment})
	}
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(origin, read)
	l.Repair, l.Private = providers.Repairs(conflicts), k
	for i, set := range l.Records.Sets {
		l.Records.Sets[i].Comment = commentOf(k.rows[set.Key])
	}
	l.Warnings = left.Warnings()
	return l
}

// commentOf gives the comment of a set: where its records have several, all of them, which is none that anybody wants where
// comments are synced.
func commentOf(rows []row) string {
	var all []string
	for _, r := range rows {
		if !slices.Contains(all, r.comment) {
			all = append(all, r.comment)
		}
	}
	return strings.Join(all, " | ")
}

// parse reads a record. The error says why it cannot be looked after.
func (d domainDoc) parse(origin string, r recordDoc) (zone.Record, error) {
	rrtype, err := zone.ParseType(r.Type)
	if err != nil || !slices.Contains(types, rrtype) {
		return zone.Record{}, errors.New("its type is none that the API can write")
	}
	name, err := parseOwner(r.Name, origin)
	if err != nil {
		return zone.Record{}, err
	}
	rdata, err := parseContent(rrtype, r.Data, r.Priority)
	if err != nil {
		return zone.Record{}, err
	}
	ttl := num(defaultTTL)
	for _, set := range []*num{r.TTL, d.TTL} {
		if set != nil {
			ttl = *set
			break
		}
	}
	if ttl < 0 || ttl > math.MaxInt32 {
		return zone.Record{}, errors.New("its TTL is none")
	}
	return zone.Record{Key: zone.Key{Name: name, Type: rrtype}, TTL: uint32(ttl), RData: rdata, Comment: r.Comment}, nil
}
