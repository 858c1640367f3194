package rackspacesim

import (
	"net/url"
	"strconv"
)

// maxPage is the most items on a page, and the number where none is asked for.
const maxPage = 100

// page tells which part of a list an answer has (general-api-info/paginated-collections.rst).
type page struct {
	Total int    `json:"totalEntries"`
	Links []link `json:"links,omitempty"`
}

type link struct {
	Content string `json:"content"`
	Href    string `json:"href"`
	Rel     string `json:"rel"`
}

// paged cuts the part of a list that a request asks for. Past the end there is nothing.
func paged[T any](q *request, all []T) ([]T, page, error) {
	size, err := number(q.query, "limit", maxPage)
	if err != nil || size == 0 {
		return nil, page{}, badRequest("The limit must be a number from 1 on.")
	}
	if size > maxPage {
		size = maxPage
	}
	offset, err := number(q.query, "offset", 0)
	if err != nil || offset%size != 0 {
		return nil, page{}, badRequest("The offset must be 0 or a multiple of the limit.")
	}
	p := page{Total: len(all)}
	if offset+size < len(all) {
		p.Links = append(p.Links, q.link("next", size, offset+size))
	}
	if offset > 0 && len(all) > 0 {
		p.Links = append(p.Links, q.link("previous", size, offset-size))
	}
	from := min(offset, len(all))
	return append([]T{}, all[from:min(from+size, len(all))]...), p, nil
}

// number reads a parameter that is not negative.
func number(query url.Values, name string, otherwise int) (int, error) {
	if !query.Has(name) {
		return otherwise, nil
	}
	n, err := strconv.ParseUint(query.Get(name), 10, 31)
	return int(n), err
}

func (q *request) link(rel string, limit, offset int) link {
	query := url.Values{}
	for k, v := range q.query {
		query[k] = v
	}
	query.Set("limit", strconv.Itoa(limit))
	query.Set("offset", strconv.Itoa(offset))
	u := *q.url
	u.RawQuery = query.Encode()
	return link{Href: u.String(), Rel: rel}
}
