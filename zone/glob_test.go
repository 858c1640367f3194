package zone_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/zone"
)

func TestMatchName(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, glob, origin string
		want               bool
	}{
		{"the name itself", "example.org", "example.org.", true},
		{"case and final dot do not matter", "Example.ORG.", "example.org.", true},
		{"a star is one label", "*.example.org", "a.example.org.", true},
		{"a star is not two labels", "*.example.org", "a.b.example.org.", false},
		{"a star is not no label", "*.example.org", "example.org.", false},
		{"two stars are any number of labels", "**.example.org", "a.b.example.org.", true},
		{"two stars are also none", "**.example.org", "example.org.", true},
		{"two stars in the middle", "a.**.org", "a.x.y.org.", true},
		{"a star inside a label", "zone-*.example", "zone-12.example.", true},
		{"a star inside a label keeps its tail", "z*-eu.example", "zone-us.example.", false},
		{"two stars alone match everything", "**", "example.org.", true},
		{"nothing matches only the root", "", "example.org.", false},
		{"several stars inside a label", "a*b*c*d.example", "axbbxcdd.example.", true},
		{"several stars inside a label keep their order", "a*c*b*d.example", "axbxcxd.example.", false},
		{"the parts at both ends do not overlap", "aba*ba.example", "aba.example.", false},
		{"two stars inside a label are as one", "a**d.example", "abcd.example.", true},
		{"two stars beside each other are as two", "**.**.example", "a.example.", true},
		{"two stars twice", "a.**.b.**.example", "a.x.b.b.y.example.", true},
		{"two stars twice keep their order", "a.**.b.**.c.example", "a.c.b.x.example.", false},
		{"two stars need what stands before them", "a.**.example", "b.a.example.", false},
		{"an escaped dot does not end a label", "*.example.org", `a\.b.example.org.`, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, zone.MatchName(tc.glob, tc.origin))
		})
	}
}

// TestMatchNameIsQuick would run for hours if the stars were tried in all combinations.
func TestMatchNameIsQuick(t *testing.T) {
	t.Parallel()
	require.False(t, zone.MatchName(strings.Repeat("**.", 40)+"b.example", strings.Repeat("a.", 120)+"example."))
	require.False(t, zone.MatchName(strings.Repeat("a*", 30)+"b.example", strings.Repeat("a", 63)+".example."))
}
