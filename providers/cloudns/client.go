package cloudns

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	maxAnswer = 256 << 20
	// maxRestarts bounds how often a list is read anew because it moved between two pages.
	maxRestarts = 3
)

// call is one request. The API has one address, and everything is a form: the token must not stand in a URL.
type call struct {
	op     string // for people
	action string
	params url.Values
	write  bool
}

// ask carries a call out and decodes its result.
func ask[T any](ctx context.Context, p *Provider, c call) (result T, err error) {
	form := url.Values{"a": {c.action}, "psp": {p.passport}, "tkn": {p.token}}
	maps.Copy(form, c.params)
	resp, err := p.api.Do(ctx, httpapi.Request{Op: c.op, Method: http.MethodPost, Path: "/", Body: form, Safe: !c.write})
	if err != nil {
		return result, err
	}
	var r reply
	if err := resp.JSON(&r); err != nil {
		return result, err
	}
	switch {
	case r.Errno == nil || r.Result == nil:
		return result, resp.Unfit("answer has no errno, or no result", nil)
	case *r.Errno != 0:
		r.Errmsg = strings.ReplaceAll(r.Errmsg, p.token, "***")
		return result, refused(c.op, *r.Errno, r.Errmsg)
	case string(r.Result) == "null":
		return result, resp.Unfit("answer says success and has no result", nil)
	}
	if err := json.Unmarshal(r.Result, &result); err != nil {
		return result, resp.Unfit("result is not what was asked for: "+err.Error(), err)
	}
	return result, nil
}

// list reads a whole list.
func list[T interface{ id() num }](ctx context.Context, p *Provider, c call) ([]T, error) {
	for range maxRestarts {
		items, moved, err := pages[T](ctx, p, c)
		if err != nil || !moved {
			return items, err
		}
	}
	return nil, &providers.APIError{
		Provider: "cloudns", Op: c.op, Kind: providers.ErrTemporary,
		Message: fmt.Sprintf("the list changed between its pages, %d times", maxRestarts),
	}
}

// pages asks for all of a list at once, and for the rest where the answer is shorter than its total. It tells whether the
// list moved meanwhile.
func pages[T interface{ id() num }](ctx context.Context, p *Provider, c call) (items []T, moved bool, err error) {
	c.params = maps.Clone(c.params)
	if c.params == nil {
		c.params = url.Values{}
	}
	c.params.Set("number", "-1")
	var total num
	seen := map[num]bool{}
	for {
		c.params.Set("offset", strconv.Itoa(len(items)))
		page, err := ask[slice[T]](ctx, p, c)
		if err != nil {
			return nil, false, err
		}
		if len(items) > 0 && page.Total != nil && *page.Total != total {
			return nil, true, nil
		}
		if why := page.fault(len(items)); why != "" {
			return nil, false, unfit(c.op, why)
		}
		total = *page.Total
		for _, item := range page.Data {
			moved = moved || seen[item.id()]
			seen[item.id()] = item.id() != 0
		}
		items = append(items, page.Data...)
		if moved || len(items) == int(total) {
			return items, moved, nil
		}
	}
}

// fault tells what keeps a page from being believed.
func (s slice[T]) fault(offset int) string {
	switch {
	case s.Data == nil || s.Number == nil || s.Total == nil:
		return "the list has no data, number or total"
	case int(*s.Number) != len(s.Data):
		return fmt.Sprintf("the list says that it has %d entries and has %d", *s.Number, len(s.Data))
	case s.Offset != nil && int(*s.Offset) != offset:
		return fmt.Sprintf("the list starts at %d instead of %d", *s.Offset, offset)
	case offset+len(s.Data) > int(*s.Total):
		return fmt.Sprintf("the list says that there are %d entries, and has %d", *s.Total, offset+len(s.Data))
	case len(s.Data) == 0 && offset < int(*s.Total):
		return fmt.Sprintf("the list ends after %d of %d entries", offset, *s.Total)
	}
	return ""
}
