package designate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"

	"github.com/zonesync/zonesync/providers"
)

// v2Limit is the most that a page has. Without a limit it has 20.
const v2Limit = 1000

// listing is what is listed where.
type listing[T any] struct {
	op, path string
	filter   url.Values
	of       func(v2Page) *[]T
	id       func(T) string
}

// page reads what comes behind an id, "" for the beginning.
func (l listing[T]) page(ctx context.Context, v *v2, marker string) (p v2Page, items []T, err error) {
	q := url.Values{"limit": {strconv.Itoa(v2Limit)}}
	maps.Copy(q, l.filter)
	if marker != "" {
		q.Set("marker", marker)
	}
	if err := v.do(ctx, call{op: l.op, path: []string{apiV2, l.path + "?" + q.Encode()}, out: &p}); err != nil {
		return p, nil, err
	}
	list := l.of(p)
	if list == nil {
		return p, nil, unfit(l.op, "the answer has no list")
	}
	return p, *list, nil
}

// readAll reads page by page: the next one begins behind the last id. The service's own links are only looked at for being
// there, as they may name a host that cannot be reached from here. The last page can have one, too, when it is full. short
// says what is wrong with the number of what was read; "" when it is right.
func readAll[T any](ctx context.Context, v *v2, l listing[T]) (all []T, short string, err error) {
	seen := map[string]bool{}
	for last := ""; ; {
		p, items, err := l.page(ctx, v, last)
		if err != nil {
			return nil, "", err
		}
		for _, item := range items {
			if last = l.id(item); last == "" || seen[last] {
				return nil, "", unfit(l.op, "the list has something without an id, or twice")
			}
			seen[last] = true
		}
		all = append(all, items...)
		total := p.Metadata.Total
		switch {
		case total == nil && (p.Links.Next == "" || len(items) == 0), total != nil && len(all) == *total:
			return all, "", nil
		case p.Links.Next == "" || len(items) == 0:
			return all, fmt.Sprintf("the service counts %d of them, and has listed %d", *total, len(all)), nil
		}
	}
}

// readTwice reads again from the beginning when somebody has written meanwhile: the number is not right, or the item is gone that
// a page was to begin behind.
func readTwice[T any](ctx context.Context, v *v2, l listing[T]) (all []T, short string, err error) {
	all, short, err = readAll(ctx, v, l)
	if short != "" || errors.Is(err, providers.ErrConflict) {
		all, short, err = readAll(ctx, v, l)
	}
	if errors.Is(err, providers.ErrConflict) {
		err = ofKind(providers.ErrTemporary, err)
	}
	return all, short, err
}

// listZones reads the zones of a name, or all of them.
func (v *v2) listZones(ctx context.Context, op, name string) ([]v2Zone, error) {
	l := listing[v2Zone]{
		op: op, path: "zones", of: func(p v2Page) *[]v2Zone { return p.Zones }, id: func(z v2Zone) string { return z.ID },
	}
	if name != "" {
		l.filter = url.Values{"name": {name}}
	}
	list, short, err := readTwice(ctx, v, l)
	if err == nil && short != "" {
		err = unfit(op, short)
	}
	return list, err
}

func (v *v2) listSets(ctx context.Context, op, zoneID string) (list []v2Set, short string, err error) {
	return readTwice(ctx, v, listing[v2Set]{
		op: op, path: "zones/" + zoneID + "/recordsets", of: func(p v2Page) *[]v2Set { return p.Recordsets }, id: func(s v2Set) string { return s.ID },
	})
}
