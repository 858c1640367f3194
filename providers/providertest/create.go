package providertest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
)

// creation plans the zone Created, with these records beside SOA and NS.
func (s *site) creation(t *testing.T, text string) apply.Job {
	t.Helper()
	if !s.caps.CreateZone {
		t.Skip("the provider creates no zones")
	}
	missing := providers.Live{Ref: providers.Ref{Origin: Created}, Missing: true}
	return s.job(t, missing, records(t, Created, `
@ SOA ns.example.net. admin.example.net. 1 7200 3600 1209600 3600
@ NS ns.example.net.
`+text))
}

// newZone creates a zone with its records.
func newZone(t *testing.T, s *site) {
	j := s.creation(t, "@ MX 10 mail\nwww A 192.0.2.1\nmail A 192.0.2.2")
	r := s.apply(t, j)
	require.False(t, r.Live.Missing)
	j.Live, j.Input.Missing = s.fetch(t, providers.Ref{Origin: Created}), false
	s.isDone(t, j, r)
}

// newZoneRefused holds what is told against what is there. The zone is so small that the search for the refused record parts
// SOA and NS, one of which then comes into a zone that exists. Where the server makes these there is another record, as a
// zone that has only the refused one is not made.
func newZoneRefused(t *testing.T, s *site) {
	const bad = "www." + Created
	text := "www A 192.0.2.1"
	if s.caps.OwnsApex {
		text += "\nmail A 192.0.2.2"
	}
	j := s.creation(t, text)
	s.arm(t, simulator.Fault{Kind: simulator.Rejected, Name: bad})
	r := s.apply(t, j)
	s.disarm()
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.True(t, r.Verified, r.Err)
	live := s.fetch(t, providers.Ref{Origin: Created}).Records
	for _, c := range r.Changes {
		_, there := live.Find(c.Key())
		require.Equal(t, c.Key().Name != bad, there, c.Key())
		require.Equal(t, there, c.Outcome == providers.Done, "%s is told as %s", c.Key(), c.Outcome)
	}
}
