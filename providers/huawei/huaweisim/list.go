package huaweisim

import (
	"cmp"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxPage is how many one page may have, and has when nothing is said.
const maxPage = 500

// listing shows things of one kind page by page (Huawei Cloud DNS, "Querying Public Zones", "Querying Record Sets in a Zone").
type listing[T any] struct {
	key   string // of the list in the answer
	next  string // the path that the link to the next page has
	short bool   // a fault: the page lacks its second half
	sorts map[string]func(a, b T) int
	id    func(T) string
	exact map[string]func(T) string // the filters that want a value
	parts []func(T) bool            // those of the query that want more than that
	body  func(T) object
}

// show answers with a page. all is in the order in which it was made, which Huawei turns around unless told otherwise.
func (l listing[T]) show(q *request, all []T, newestFirst bool) (reply, error) {
	limit, err := number(q.query.Get("limit"), maxPage, maxPage, "DNS.0006")
	if err != nil {
		return reply{}, err
	}
	found := l.filter(q, all)
	if err := l.sort(q, found, newestFirst); err != nil {
		return reply{}, err
	}
	from, err := l.start(q, found)
	if err != nil {
		return reply{}, err
	}
	page := found[from:min(from+limit, len(found))]
	links := object{"self": q.link(l.next) + encode(q.query)}
	if from+limit < len(found) && limit > 0 {
		links["next"] = q.link(l.next) + encode(after(q.query, l.id(page[limit-1])))
	}
	if l.short {
		page = page[:len(page)/2]
	}
	items := []object{}
	for _, one := range page {
		items = append(items, l.body(one))
	}
	return reply{http.StatusOK, object{l.key: items, "links": links, "metadata": object{"total_count": len(found)}}}, nil
}

func encode(query url.Values) string {
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

func after(query url.Values, marker string) url.Values {
	next := maps.Clone(query)
	next.Set("marker", marker)
	return next
}

// number reads a parameter that is a number from 0 on.
func number(text string, usual, most int, code string) (int, error) {
	n, err := strconv.Atoi(cmp.Or(text, strconv.Itoa(usual)))
	if err != nil || n < 0 || n > most {
		return 0, bad(code, "The number %s must be from 0 to %d.", text, most)
	}
	return n, nil
}

// sort orders by what sort_key and sort_dir say.
func (l listing[T]) sort(q *request, found []T, newestFirst bool) error {
	key, dir := q.query.Get("sort_key"), q.query.Get("sort_dir")
	by, known := l.sorts[key]
	switch {
	case key != "" && !known, !slices.Contains([]string{"", "asc", "desc"}, dir):
		return malformed("sort_key or sort_dir is invalid")
	case by != nil:
		slices.SortStableFunc(found, by)
	}
	if dir == "desc" || dir == "" && newestFirst {
		slices.Reverse(found)
	}
	return nil
}

// start gives where the page begins: behind the marker, else at the offset.
func (l listing[T]) start(q *request, found []T) (int, error) {
	offset, err := number(q.query.Get("offset"), 0, math.MaxInt32, "DNS.0017")
	marker := q.query.Get("marker")
	if err != nil || marker == "" {
		return min(offset, len(found)), err
	}
	at := slices.IndexFunc(found, func(one T) bool { return l.id(one) == marker })
	if at < 0 {
		return 0, bad("DNS.0007", "The marker %s is invalid.", marker)
	}
	return at + 1, nil
}

// filter leaves what the query asks for. What it does not ask for costs nothing, as zones may be large.
func (l listing[T]) filter(q *request, all []T) []T {
	tests := l.parts
	for key, value := range l.exact {
		if want := q.query.Get(key); want != "" {
			tests = append(tests, func(one T) bool { return value(one) == want })
		}
	}
	found := slices.Clone(all)
	for _, test := range tests {
		found = slices.DeleteFunc(found, func(one T) bool { return !test(one) })
	}
	return found
}

// fuzzy looks for a part of a name, or for all of it where an equal one is wanted, which Open Telekom Cloud does not know.
func (s *Server) fuzzy(q *request) (is func(name string) bool, asked bool) {
	want := strings.ToLower(q.query.Get("name"))
	if q.query.Get("search_mode") == "equal" && !s.o.OTC {
		return func(name string) bool { return name == want }, want != ""
	}
	return func(name string) bool { return strings.Contains(name, want) }, want != ""
}

// tagged looks for all of "key,value|key,value". A value that begins with an asterisk is a part of the tag's.
func tagged(q *request) (is func(tags []tag) bool, asked bool) {
	text := q.query.Get("tags")
	return func(tags []tag) bool {
		for want := range strings.SplitSeq(text, "|") {
			key, value, _ := strings.Cut(want, ",")
			part, fuzzy := strings.CutPrefix(value, "*")
			if !slices.ContainsFunc(tags, func(t tag) bool {
				return t.Key == key && (t.Value == value || fuzzy && strings.Contains(t.Value, part))
			}) {
				return false
			}
		}
		return true
	}, text != ""
}

// later orders times that may be missing.
func later(a, b *time.Time) int { return deref(a, time.Time{}).Compare(deref(b, time.Time{})) }
