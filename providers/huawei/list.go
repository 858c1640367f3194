package huawei

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// perPage is the most that a page has.
const perPage = 500

// listing is what is listed where.
type listing[T any] struct {
	op, path string
	query    url.Values
	of       func(page) *[]T
	id       func(T) string
	most     int // pages that it may have; 0: any number
}

// doubt is what keeps a list that was read from being believed to be all; nil: it is proven.
type doubt struct {
	why   string
	moved bool // something came or went meanwhile: it may be proven once the list stands still
}

// list reads a listing, and once more when it is in doubt. One that moves is read a few times more: what was deleted goes bit by bit.
func list[T any](ctx context.Context, p *Provider, l listing[T]) ([]T, error) {
	all, d, err := l.read(ctx, p)
	if err != nil || d == nil {
		return all, err
	}
	again := providers.Poll{First: p.poll, Longest: max(p.poll, maxPoll), Patience: 10 * p.poll}
	_, err = again.Until(ctx, func() (bool, error) {
		all, d, err = l.read(ctx, p)
		return d == nil || !d.moved, err
	})
	switch {
	case err != nil:
		return nil, err
	case d != nil:
		return nil, d.err(l.op)
	}
	return all, nil
}

// err makes the error of a list that is in doubt to the last.
func (d *doubt) err(op string) error {
	e := &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrProtocol, Message: d.why + ", twice over",
		Hint: "if others write at the same time, try again when they have done",
	}
	if d.moved {
		e.Kind, e.Message = providers.ErrTemporary, d.why+", again and again"
	}
	return e
}

// read reads page by page.
func (l listing[T]) read(ctx context.Context, p *Provider) (all []T, d *doubt, err error) {
	seen := map[string]bool{}
	first := 0 // the total of the first page
	for marker := ""; ; {
		doc, items, err := l.page(ctx, p, marker)
		if marker != "" && codeOf(err) == codeMarker {
			return all, &doubt{"the list changed between its pages", true}, nil
		}
		if err != nil {
			return nil, nil, err
		}
		total := *doc.Metadata.Total
		if len(all) == 0 {
			first = total
		}
		for _, item := range items {
			id := l.id(item)
			if id == "" {
				return nil, nil, unfit(l.op, "the list has something without an id")
			}
			if seen[id] {
				return all, &doubt{"the list has something twice", first != total}, nil
			}
			seen[id], marker = true, id
		}
		all = append(all, items...)
		// A whole list can have a link to a next page all the same: the API's own example has. Behind a full page it may be true.
		more := doc.Links.Next != "" && len(items) == perPage
		switch {
		case len(all) == total && !more:
			return all, moved(first, total), nil
		case doc.Links.Next == "" || len(items) == 0 || len(all) > total:
			return all, &doubt{fmt.Sprintf("the service counts %d of them and has listed %d", total, len(all)), first != total}, nil
		case l.most > 0 && total > l.most*perPage:
			return all, &doubt{why: fmt.Sprintf("the service counts %d of them, which are more than %d pages", total, l.most)}, nil
		}
		if m := markerIn(doc.Links.Next); m != "" {
			marker = m
		}
	}
}

// moved tells of a list that has another total at its end than at its beginning: something of its first pages has gone or come.
func moved(from, to int) *doubt {
	if from == to {
		return nil
	}
	return &doubt{fmt.Sprintf("the service counted %d of them at first, and %d in the end", from, to), true}
}

// codeMarker is that of a marker which is not in the list any more.
const codeMarker = "DNS.0007"

// markerIn takes the marker out of a link: the rest of it can be the address of another version of the call.
func markerIn(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return u.Query().Get("marker")
}

// page reads what comes behind a marker, "" for the beginning.
func (l listing[T]) page(ctx context.Context, p *Provider, marker string) (doc page, items []T, err error) {
	q := url.Values{"limit": {strconv.Itoa(perPage)}}
	maps.Copy(q, l.query)
	if marker != "" {
		q.Set("marker", marker)
	}
	if err := p.read(ctx, httpapi.Request{Op: l.op, Path: l.path, Query: q}, &doc); err != nil {
		return doc, nil, err
	}
	of := l.of(doc)
	if of == nil || doc.Metadata.Total == nil {
		return doc, nil, unfit(l.op, "the answer has no list, or no total_count")
	}
	return doc, *of, nil
}

// listZones reads the public zones that the query is about.
func (p *Provider) listZones(ctx context.Context, op string, query url.Values) ([]zoneDoc, error) {
	q := url.Values{"type": {"public"}}
	maps.Copy(q, query)
	return list(ctx, p, listing[zoneDoc]{
		op: op, path: "/v2/zones", query: q, of: func(d page) *[]zoneDoc { return d.Zones }, id: func(z zoneDoc) string { return z.ID },
	})
}

// listSets reads the sets below a path.
func (p *Provider) listSets(ctx context.Context, op, path string, query url.Values) ([]setDoc, error) {
	return list(ctx, p, p.setsBelow(op, path, query))
}

// setsBelow is the listing of the sets below a path. The oldest come first, where that can be asked for, so that what is added
// meanwhile moves nothing.
func (p *Provider) setsBelow(op, path string, query url.Values) listing[setDoc] {
	q := url.Values{}
	if !p.otc {
		q.Set("sort_key", "created_at")
		q.Set("sort_dir", "asc")
	}
	maps.Copy(q, query)
	return listing[setDoc]{
		op: op, path: p.versioned(path), query: q, of: func(d page) *[]setDoc { return d.Recordsets }, id: func(s setDoc) string { return s.ID },
	}
}
