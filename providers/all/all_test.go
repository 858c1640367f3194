package all_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/all"
)

func TestKindsAreComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range all.Kinds() {
		require.Regexp(t, regexp.MustCompile(`^[a-z0-9]+$`), k.Name)
		require.False(t, seen[k.Name], k.Name)
		seen[k.Name] = true
		require.NotEmpty(t, k.Summary, k.Name)
		require.NotNil(t, k.Open, k.Name)
		require.NotSame(t, k.Settings(), k.Settings(), "settings of %s are shared", k.Name)
	}
}
