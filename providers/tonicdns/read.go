package tonicdns

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// list gives the zones, also those without records, that match a wildcard.
func (p *Provider) list(ctx context.Context, query string) ([]providers.Ref, error) {
	resp, err := p.do(ctx, httpapi.Request{Op: "list zones", Path: "/zone", Query: url.Values{"query": {query}}})
	if err != nil {
		return nil, err
	}
	var docs []zoneDoc
	if err := decodeAnswer(resp, &docs); err != nil {
		return nil, err
	}
	refs := make([]providers.Ref, len(docs))
	for i, d := range docs {
		name, err := zone.Name(d.Name)
		if err != nil {
			return nil, resp.Unfit(fmt.Sprintf("zone %d of the list has no name", i+1), err)
		}
		refs[i] = providers.Ref{ID: d.Name, Origin: name}
	}
	return refs, nil
}

// read gets a zone. A zone without records is not found, so an answer without them is none.
func (p *Provider) read(ctx context.Context, origin string) (zoneDoc, error) {
	var doc zoneDoc
	if err := reachable("read", origin); err != nil {
		return doc, err
	}
	resp, err := p.do(ctx, httpapi.Request{Op: "read zone " + origin, Path: path(origin)})
	if err != nil {
		return doc, err
	}
	if err := decodeAnswer(resp, &doc); err != nil {
		return doc, err
	}
	name, err := zone.Name(doc.Name)
	switch {
	case err != nil || name != origin:
		return doc, resp.Unfit(fmt.Sprintf("answer is about zone %q", doc.Name), err)
	case len(doc.Records) == 0:
		return doc, resp.Unfit("answer has no records", nil)
	}
	return doc, nil
}

// decodeAnswer reads an answer. An empty one has a cause of its own: PHP encodes all of it or nothing.
func decodeAnswer(resp *httpapi.Response, v any) error {
	if len(bytes.TrimSpace(resp.Body)) > 0 {
		return resp.JSON(v)
	}
	e := resp.Unfit("empty answer", nil)
	e.Hint = "likely a record in the database has bytes that are not valid UTF-8, so that PHP cannot encode the answer: put it right there"
	return e
}

func path(origin string) string { return "/zone/" + ownerName(origin) }

// signerTypes are those of records that signers keep, which nobody expects to find in a zone file.
var signerTypes = []string{"RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "TYPE65534"}

// live makes the zone of an answer.
func (d zoneDoc) live(origin string) providers.Live {
	l := providers.Live{Ref: providers.Ref{ID: d.Name, Origin: origin}, SerialByUs: true}
	s := newStored(d.Type)
	var records []zone.Record
	var left providers.LeftAlone
	for _, r := range d.Records {
		key, why := s.take(origin, r)
		if why != "" {
			if !slices.Contains(signerTypes, strings.ToUpper(r.Type)) {
				left.Add(strconv.Quote(r.Name+" "+r.Type+" "+r.Content), why)
			}
			continue
		}
		row := s.rows[key][len(s.rows[key])-1]
		records = append(records, zone.Record{Key: key, TTL: uint32(max(row.ttl, 0)), RData: row.rdata})
	}
	var conflicts []zone.Conflict
	l.Records, conflicts = zone.Fold(origin, records)
	l.Repair = s.repairs(conflicts)
	l.Private, l.Warnings = s, left.Warnings()
	if _, ok := l.Records.Find(zone.Key{Name: origin, Type: dns.TypeSOA}); !ok {
		l.Warnings = append(l.Warnings, "the zone has no SOA, so PowerDNS does not serve it: give the zone file one, and set soa: manage")
	}
	return l
}

// repairs tells the sets that the database holds in a way which only a write puts right.
func (s stored) repairs(conflicts []zone.Conflict) map[zone.Key]string {
	out := map[zone.Key]string{}
	for key, rows := range s.rows {
		if slices.ContainsFunc(rows, func(r row) bool { return r.ttl < 0 }) {
			out[key] = "stored without a TTL"
		}
	}
	maps.Copy(out, providers.Repairs(conflicts))
	return out
}
