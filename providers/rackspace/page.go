package rackspace

import (
	"fmt"

	"github.com/zonesync/zonesync/providers"
)

const (
	// perPage is the most entries of a list in one answer; offsets must be multiples of it.
	perPage = 100
	// maxRestarts bounds how often a list is read anew because it moved between two pages.
	maxRestarts = 3
)

// page is a part of a list.
type page[T any] struct {
	items []T
	total *num // of the whole list
}

// collect reads a whole list. Pages are cut from the list as it is at that moment, so one that moves is read anew.
func collect[T any](op string, get func(offset int) (page[T], error), key func(T) id) ([]T, error) {
	for range maxRestarts {
		items, moved, err := pages(op, get, key)
		if err != nil || !moved {
			return items, err
		}
	}
	return nil, &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrTemporary,
		Message: fmt.Sprintf("the list was not whole, or changed between its pages, %d times", maxRestarts),
	}
}

// pages reads one page after the other, and tells whether the list was not the same all the time.
func pages[T any](op string, get func(offset int) (page[T], error), key func(T) id) (all []T, moved bool, err error) {
	seen := map[id]bool{}
	for total, offset := num(0), 0; ; offset += perPage {
		p, err := get(offset)
		switch {
		case err != nil:
			return nil, false, err
		case p.total == nil:
			return nil, false, unfit(op, "the answer has no list, or no total of it")
		case offset > 0 && *p.total != total:
			return nil, true, nil
		}
		total = *p.total
		for _, item := range p.items {
			switch k := key(item); {
			case k == "":
				return nil, false, unfit(op, "an entry of the list has no id")
			case seen[k]:
				return nil, true, nil
			default:
				seen[k] = true
			}
		}
		all = append(all, p.items...)
		if offset+perPage >= int(total) || len(p.items) < perPage {
			return all, len(all) != int(total), nil
		}
	}
}
