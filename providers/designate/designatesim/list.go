package designatesim

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What a page has (designate/conf/api.py default_limit_v2, max_limit_v2).
const (
	usualPage = 20
	maxPage   = 1000
)

// listing shows things of one kind page by page (designate/utils.py get_paging_params, designate/api/v2/controllers/common.py,
// designate/objects/adapters/api_v2/base.py).
type listing[T any] struct {
	key     string // of the list in the answer
	filters []string
	sorts   []string
	short   bool // a fault: the page lacks its second half, and a link to the next
	value   func(item T, key string) []string
	body    func(item T) object
}

// show answers with a page of the things that a request asks for. They come in the order in which they were made.
func (l listing[T]) show(q *request, all []T) (reply, error) {
	size, err := pageSize(q.query.Get("limit"), q.query.Has("limit"))
	if err != nil {
		return reply{}, err
	}
	if all, err = l.filter(q, all); err != nil {
		return reply{}, err
	}
	if err := l.sort(q, all); err != nil {
		return reply{}, err
	}
	from, err := l.after(q, all)
	if err != nil {
		return reply{}, err
	}
	page := all[from:min(from+size, len(all))]
	links := object{"self": q.base + q.path + encode(q.query)}
	if len(page) == size && !l.short { // also where nothing follows
		links["next"] = q.base + q.path + encode(nextQuery(q.query, l.value(page[size-1], "id")[0]))
	}
	if l.short {
		page = page[:len(page)/2]
	}
	items := []object{}
	for _, item := range page {
		items = append(items, l.body(item))
	}
	metadata := object{}
	if !q.hideCounts {
		metadata["total_count"] = len(all)
	}
	return ok(object{l.key: items, "links": links, "metadata": metadata})
}

func encode(query url.Values) string {
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

func nextQuery(query url.Values, marker string) url.Values {
	next := maps.Clone(query)
	next.Set("marker", marker)
	return next
}

func pageSize(limit string, given bool) (int, error) {
	n, err := strconv.Atoi(limit)
	switch {
	case !given:
		return usualPage, nil
	case strings.EqualFold(limit, "max"):
		return maxPage, nil
	case limit == "":
		return 0, refuse(400, "value_error", "invalid literal for int() with base 10: ''")
	case err != nil || n <= 0:
		return 0, refuse(400, "invalid_limit", "limit should be an integer between 1 and %d", maxPage)
	}
	return min(n, maxPage), nil
}

// filter leaves what has the values that the query names.
func (l listing[T]) filter(q *request, all []T) ([]T, error) {
	paging := []string{"limit", "marker", "sort_key", "sort_dir"}
	var unknown []string
	for key := range q.query {
		if !slices.Contains(paging, key) && !slices.Contains(l.filters, key) {
			unknown = append(unknown, key)
		}
	}
	if slices.Sort(unknown); unknown != nil {
		return nil, badRequest("Invalid filters %s", strings.Join(unknown, ", "))
	}
	for _, key := range l.filters {
		if !q.query.Has(key) {
			continue
		}
		fits := wildcard(q.query.Get(key))
		all = slices.DeleteFunc(slices.Clone(all), func(item T) bool { return !slices.ContainsFunc(l.value(item, key), fits) })
	}
	return all, nil
}

// wildcard gives the test for a filter's text. One with an asterisk becomes SQL's LIKE, for which letter case is all one and
// which has wildcards of its own (designate/sqlalchemy/base.py _apply_criterion).
func wildcard(text string) func(string) bool {
	if !strings.ContainsAny(text, "*%") {
		return func(s string) bool { return s == text }
	}
	like := strings.NewReplacer(`\*`, ".*", "%", ".*", "_", ".").Replace(regexp.QuoteMeta(text))
	return regexp.MustCompile("(?is)^" + like + "$").MatchString
}

// sort orders things by the key that the query names.
func (l listing[T]) sort(q *request, all []T) error {
	key, dir := cmp.Or(q.query.Get("sort_key"), "created_at"), cmp.Or(q.query.Get("sort_dir"), "asc")
	if !slices.Contains(l.sorts, key) {
		return refuse(400, "invalid_sort_key", "sort key must be one of ['%s']", strings.Join(l.sorts, "', '"))
	}
	if key == "records" { // it is on the list, but there is no such column
		return refuse(400, "invalid_sort_key", "Sort key supplied is invalid: None")
	}
	if dir != "asc" && dir != "desc" {
		return refuse(400, "invalid_sort_dir", "Unknown sort direction, must be 'desc' or 'asc'")
	}
	if key != "created_at" {
		slices.SortStableFunc(all, func(a, b T) int { return slices.CompareFunc(l.value(a, key), l.value(b, key), compareValues) })
	}
	if dir == "desc" {
		slices.Reverse(all)
	}
	return nil
}

// after gives where the page begins: behind the marker.
func (l listing[T]) after(q *request, all []T) (int, error) {
	if !q.query.Has("marker") {
		return 0, nil
	}
	marker := q.query.Get("marker")
	if !uuidPattern.MatchString(marker) {
		return 0, refuse(400, "invalid_marker", "")
	}
	at := slices.IndexFunc(all, func(item T) bool { return l.value(item, "id")[0] == marker })
	if at < 0 {
		return 0, refuse(400, "marker_not_found", "Marker None could not be found")
	}
	return at + 1, nil
}

// compareValues orders numbers before texts, and by their size.
func compareValues(a, b string) int {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// numeral spells a number that may be null.
func numeral(n int, given bool) []string {
	if !given {
		return nil
	}
	return []string{strconv.Itoa(n)}
}

// optional is a text that may be null.
func optional(text *string) []string {
	if text == nil {
		return nil
	}
	return []string{*text}
}
