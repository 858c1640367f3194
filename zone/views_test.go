package zone_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

// TestFoldViews folds what live views hold into base and overrides, and proves that Expand undoes it.
func TestFoldViews(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ views, live, want string }{
		"equal views are the base":           {"tel,uni", "a@tel 60 A 192.0.2.1|a@uni 60 A 192.0.2.1", "a 60 192.0.2.1"},
		"the first of two is the base":       {"tel,uni", "a@tel 60 A 192.0.2.1|a@uni 60 A 192.0.2.2", "a 60 192.0.2.1|a@uni 60 192.0.2.2"},
		"another TTL is a difference":        {"tel,uni", "a@tel 60 A 192.0.2.1|a@uni 90 A 192.0.2.1", "a 60 192.0.2.1|a@uni 90 192.0.2.1"},
		"what one view lacks is not base":    {"tel,uni", "a@tel 60 A 192.0.2.1", "a@tel 60 192.0.2.1"},
		"the odd one of three is overridden": {"x,y,z", "a@x 60 A 192.0.2.1|a@y 60 A 192.0.2.2|a@z 60 A 192.0.2.2", "a 60 192.0.2.2|a@x 60 192.0.2.1"},
		"three that all differ":              {"x,y,z", "a@x 1 A 192.0.2.1|a@y 2 A 192.0.2.1|a@z 3 A 192.0.2.1", "a 1 192.0.2.1|a@y 2 192.0.2.1|a@z 3 192.0.2.1"},
		"a single view is the base":          {"x", "a@x 60 A 192.0.2.1", "a 60 192.0.2.1"},
		"several names":                      {"tel,uni", "a@tel 60 A 192.0.2.1|a@uni 60 A 192.0.2.1|b@uni 60 A 192.0.2.1", "a 60 192.0.2.1|b@uni 60 192.0.2.1"},
		"without views nothing is folded":    {"", "a 60 A 192.0.2.1", "a 60 192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live, err := zone.Fold(origin, toRecords(t, strings.Split(tc.live, "|")...))
			require.Empty(t, err)
			views := strings.FieldsFunc(tc.views, func(r rune) bool { return r == ',' })
			folded := live.FoldViews(views)
			var got []string
			for _, s := range folded.Sets {
				line := strings.TrimSuffix(s.Name, "."+origin)
				if s.View != "" {
					line += "@" + s.View
				}
				for _, v := range s.Text() {
					got = append(got, line+" "+strconv.Itoa(int(s.TTL))+" "+v)
				}
			}
			require.Equal(t, tc.want, strings.Join(got, "|"))
			back, err2 := folded.Expand(views)
			require.NoError(t, err2)
			require.Equal(t, show(live), show(back))
		})
	}
}
