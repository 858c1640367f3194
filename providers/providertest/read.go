package providertest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

func read(t *testing.T, s *site) {
	refs, err := s.Provider.Zones(t.Context())
	require.NoError(t, err)
	var origins []string
	for _, r := range refs {
		origins = append(origins, r.Origin)
	}
	require.Contains(t, origins, Origin)
	require.NotContains(t, origins, Created)

	require.Empty(t, show(managed(s.fetch(t, s.Zone).Records)), "the harness's zone is not empty")
	s.reach(t, "www A 192.0.2.1\nwww A 192.0.2.2\n@ MX 10 mail\n")
	first := s.fetch(t, s.Zone)
	require.Equal(t, first, s.fetch(t, s.Zone), "two fetches with nothing between differ")
	require.Equal(t, first, s.fetch(t, providers.Ref{Origin: Origin}), "a fetch by origin differs")
	for _, set := range first.Records.Sets {
		if len(s.caps.Views) > 0 && !(s.caps.BaseView && set.View == "") {
			require.Contains(t, s.caps.Views, set.View)
		}
	}
}

func noSuchZone(t *testing.T, s *site) {
	_, err := s.Provider.Fetch(t.Context(), providers.Ref{Origin: Created})
	require.ErrorIs(t, err, providers.ErrNotFound)
}
