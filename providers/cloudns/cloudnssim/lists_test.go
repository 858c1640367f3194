package cloudnssim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParts(t *testing.T) {
	t.Parallel()
	s := start(t, Options{ActivateAfter: -1})
	var forms []string
	for i := range 250 {
		forms = append(forms, with(good, "name", "h", "content", fmt.Sprint("192.0.2.", i)))
	}
	s.does(t, "a=bulk_rec_new&z=example.org&records="+url.QueryEscape(strings.ReplaceAll(list(forms...), "earlier", "h")))
	for name, c := range map[string]struct {
		form string
		want []int // how many there are, and what the answer says of it
	}{
		"all records, a hundred unasked": {"a=rec_load_all", []int{100, 100, 250}},
		"all records, the rest":          {"a=rec_load_all&offset=100&number=-1", []int{150, 150, 250}},
		"all records, a short end":       {"a=rec_load_all&offset=200", []int{50, 50, 250}},
		"all records, none":              {"a=rec_load_all&number=0", []int{0, 0, 250}},
		"by name, all unasked":           {"a=rec_load_by_name&name=h", []int{250, 250, 250}},
		"by name, some":                  {"a=rec_load_by_name&name=h&offset=10&number=20", []int{20, 20, 250}},
		"by pattern, all unasked":        {"a=rec_load_by_prefix&name=*", []int{250, 250, 250}},
		"by text in content":             {"a=rec_search&k=.24", []int{11, 11, 11}},
		"by text, the second part":       {"a=rec_search&k=.24&offset=10&number=5", []int{1, 1, 11}},
	} {
		require.Equal(t, c.want, totals(t, s.does(t, c.form+"&z=example.org")), name)
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, name := range []string{"", "a", "ab", "aba", "b.a", "*.b"} {
		require.NoError(t, s.Plant("example.org", Record{Name: name, Type: "A", Content: "192.0.2.1", ISP: "tel"}))
	}
	for _, c := range []struct {
		action, pattern string
		want            []string
	}{
		{"rec_load_by_prefix&name", "a", []string{"a"}},
		{"rec_load_by_prefix&name", "", []string{""}},
		{"rec_load_by_prefix&name", "a*", []string{"a", "ab", "aba"}},
		{"rec_load_by_prefix&name", "*a", []string{"a", "aba", "b.a"}},
		{"rec_load_by_prefix&name", "a*a", []string{"aba"}},
		{"rec_load_by_prefix&name", "*b*", []string{"ab", "aba", "b.a", "*.b"}},
		{"rec_load_by_prefix&name", "a*b*", []string{"ab", "aba"}},
		{"rec_load_by_prefix&name", "*b*a", []string{"aba", "b.a"}},
		{"rec_load_by_prefix&name", "A*", nil},
		{"rec_load_by_name&name", "*.b", []string{"*.b"}},
		{"rec_search&k", "b", []string{"ab", "aba", "b.a", "*.b"}},
		{"rec_search&k", "*", []string{"*.b"}},
		{"rec_search&k", "192.", []string{"", "a", "ab", "aba", "b.a", "*.b"}},
	} {
		var got struct{ Data []struct{ Name string } }
		result := s.does(t, "z=example.org&a="+c.action+"="+url.QueryEscape(c.pattern))
		require.NoError(t, json.Unmarshal(result, &got))
		var names []string
		for _, r := range got.Data {
			names = append(names, r.Name)
		}
		require.Equal(t, c.want, names, "%s=%s", c.action, c.pattern)
	}
}
