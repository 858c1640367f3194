package providers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

func TestLeftAloneTellsEachReasonOnce(t *testing.T) {
	t.Parallel()
	var l providers.LeftAlone
	require.Empty(t, l.Warnings())
	for i := range 1000 {
		l.Add(fmt.Sprintf("h%d A", i), "it is foreign")
	}
	l.Add("x TXT "+strings.Repeat("y", 5000), "it is long")
	require.Equal(t, []string{"h0 A is left alone: it is foreign (and 999 more)", "x TXT " + strings.Repeat("y", 94) + "… is left alone: it is long"}, l.Warnings())
}
