package rackspace

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

func TestCommentsAreKeptUnlessTheyAreSynced(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	require.NoError(t, s.sim.Plant(origin, rackspacesim.Record{Name: "www.example.org", Type: "A", Data: "192.0.2.1", TTL: 300, Comment: "theirs"}))
	s.tap.Take()
	s.reach(t, "www 300 A 192.0.2.2 ; ours\nnew 300 A 192.0.2.1 ; ours")
	for _, a := range s.tap.Take() {
		require.NotContains(t, a.Body, "comment")
	}
	require.Equal(t, []string{"new.example.org 300 A 192.0.2.1", "www.example.org 300 A 192.0.2.2 ; theirs"}, s.stored())

	s.reach(t, "www 300 A 192.0.2.2 ; ours\nnew 300 A 192.0.2.1 ; ours", syncComments)
	require.Equal(t, []string{"new.example.org 300 A 192.0.2.1 ;  ours", "www.example.org 300 A 192.0.2.2 ;  ours"}, s.stored())
	s.reach(t, "www 300 A 192.0.2.2", syncComments)
	require.Equal(t, []string{"www.example.org 300 A 192.0.2.2"}, s.stored())
}

func TestACommentThatIsTooLongIsToldOnlyWhereItIsSynced(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	text := "www A 192.0.2.2 ;" + strings.Repeat("ü", 161)
	_, err := apply.Estimate(s.plan(t, text, syncComments))
	require.ErrorContains(t, err, "example.org.zone:1: www.example.org. A: its comment has over 160 characters")
	s.reach(t, text)
	s.reach(t, "www A 192.0.2.2 ;"+strings.Repeat("ü", 160), syncComments)
}

func TestARecordThatJoinsASetGetsItsComment(t *testing.T) {
	t.Parallel()
	for name, rules := range map[string][]func(*diff.Rules){"synced": {syncComments}, "kept": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{})
			s.reach(t, "www A 192.0.2.1 ;front", syncComments)
			s.reach(t, "www A 192.0.2.1 ;front\nwww A 192.0.2.2 ;front", rules...)
			require.Equal(t, []string{"www.example.org 3600 A 192.0.2.1 ; front", "www.example.org 3600 A 192.0.2.2 ; front"}, s.stored())
		})
	}
}

// TestASetWithSeveralComments: one of them may be none. They are put right where they are synced, and left alone elsewhere.
func TestASetWithSeveralComments(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]string{"two": "y", "one, and a record without": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{})
			require.NoError(t, s.sim.Plant(origin,
				rackspacesim.Record{ID: "A-1", Name: "www.example.org", Type: "A", Data: "192.0.2.1", TTL: 3600, Comment: "x"},
				rackspacesim.Record{ID: "A-2", Name: "www.example.org", Type: "A", Data: "192.0.2.2", TTL: 3600, Comment: other},
			))
			text := "www A 192.0.2.1 ;x\nwww A 192.0.2.2 ;x"
			require.Empty(t, s.plan(t, text).Plan.Items)
			s.reach(t, text+"\nwww A 192.0.2.3 ;x")
			third := s.sim.Records(origin)[4]
			require.Equal(t, "192.0.2.3", third.Data)
			require.Empty(t, third.Comment, "none that all the others have")
			s.reach(t, text+"\nwww A 192.0.2.3 ;x", syncComments)
			for _, line := range s.stored() {
				require.True(t, strings.HasSuffix(line, " ; x"), line)
			}
		})
	}
}
