package simulator

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPatternMatchesWholePaths(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		pattern, path string
		args          []string
		ok            bool
	}{
		{"zones", "zones", nil, true},
		{"zones/*", "zones/a", []string{"a"}, true},
		{"zones/*/sets/*", "zones/a/sets/b", []string{"a", "b"}, true},
		{"zones/*", "zones/", nil, false},
		{"zones/*", "zones", nil, false},
		{"zones", "zones/a", nil, false},
		{"zones/*/sets", "zones/a/tasks", nil, false},
	} {
		args, ok := MatchPath(tc.pattern, strings.Split(tc.path, "/"))
		require.Equal(t, tc.ok, ok, "%s for %s", tc.pattern, tc.path)
		require.Equal(t, tc.args, args, "%s for %s", tc.pattern, tc.path)
	}
}
