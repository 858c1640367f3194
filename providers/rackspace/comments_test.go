package rackspace

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

func TestCommentsAreKeptUnlessTheyAreSynced(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	require.NoError(t, s.sim.Plant(origin, rackspacesim.Record{Name: "www.example.org", Type: "A", Data: "192.0.2.1", TTL: 300, Comment: "theirs"}))
	s.tap.take("")
	s.reach(t, "www 300 A 192.0.2.2 ; ours\nnew 300 A 192.0.2.1 ; ours")
	for _, a := range s.tap.take("") {
		require.NotContains(t, a.body, "comment")
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
