package cloudns

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestARefusedRecordTearsNoPairApart: halving the batch of a refused record must not part the set that gets a record from
// the one that loses it, as there would be nothing in between.
func TestARefusedRecordTearsNoPairApart(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, before, after string }{
		{"an NS becomes an MX", "www NS mail", "www MX 10 mail"},
		{"an MX becomes a TXT", "www MX 10 mail", "www TXT mail.example.org"},
		{"several, on both lines", "www NS mail\nx NS mail", "www MX 10 mail\nx TXT mail.example.org"},
	} {
		for _, refused := range []string{"a A 192.0.2.2", "a 60 A 192.0.2.1"} {
			t.Run(tc.name+" beside "+refused, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, cloudnssim.Options{ActivateAfter: -1})
				s.fill(t, "a A 192.0.2.1\n"+tc.before)
				dark := s.watch("www")
				j := s.plan(t, tc.after+"\n"+refused)
				s.sim.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "a." + origin, Count: -1})
				r := apply.Zone(t.Context(), j, providertest.Options())
				require.ErrorIs(t, r.Err, providers.ErrInvalid)
				require.ErrorContains(t, r.Err, "a.example.org")
				require.NotContains(t, r.Err.Error(), "has existed")
				require.Empty(t, dark())
				require.Empty(t, s.plan(t, "a A 192.0.2.1\n"+tc.after).Plan.Items)
			})
		}
	}
}

// TestARefusedPairStaysAsItIs: the old record is not deleted where its place is refused to the new one.
func TestARefusedPairStaysAsItIs(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: -1})
	s.fill(t, "www NS mail\nb A 192.0.2.1")
	j := s.plan(t, "www MX 10 mail\nb A 192.0.2.2\nc A 192.0.2.1")
	dark := s.watch("www")
	s.sim.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "www." + origin, Count: -1})
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.ErrorContains(t, r.Err, "not accepted")
	require.Contains(t, providers.Hint(r.Err), "changes its type")
	require.Empty(t, dark())
	require.Equal(t, 4, r.Done(), "b and c on both lines")
	require.Equal(t, "bulk_rec_new bulk_rec_delete rec_edit", s.tap.actions(), "it is tried once")
}

// TestARecordThatIsLeftAloneBlocksOnlyItsLike: the server takes them for the same, and no plan does away with it.
func TestARecordThatIsLeftAloneBlocksOnlyItsLike(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: -1})
	require.NoError(t, s.sim.Plant(origin, cloudnssim.Record{
		Name: "www", Type: "SRV", Content: "192.0.2.1", TTL: 300, ISP: "tel", Status: cloudnssim.Active,
	}))
	r := apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.1\nb A 192.0.2.1"), providertest.Options())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.ErrorContains(t, r.Err, "www.example.org. A@tel")
	require.Contains(t, providers.Hint(r.Err), `"www" SRV@tel (record 1) has "192.0.2.1" already`)
	require.Equal(t, 3, r.Done(), "www@uni, and b on both lines")
}

// TestTwoSpellingsOfOneRecordConverge: the one that is kept is that which the server takes for what it becomes.
func TestTwoSpellingsOfOneRecordConverge(t *testing.T) {
	t.Parallel()
	mx := func(name, content string, ttl int64) cloudnssim.Record {
		return cloudnssim.Record{Name: name, Type: "MX", Content: content, TTL: ttl, ISP: "tel", Prio: 10, Status: cloudnssim.Active}
	}
	for _, tc := range []struct {
		name    string
		records []cloudnssim.Record
		writes  string
	}{
		{"the other one first", []cloudnssim.Record{mx("www", "Mail.example.org", 300), mx("www", "mail.example.org", 300)}, "rec_edit bulk_rec_delete"},
		{"the other one last", []cloudnssim.Record{mx("www", "mail.example.org", 300), mx("www", "Mail.example.org", 300)}, "rec_edit bulk_rec_delete"},
		{"names of two spellings", []cloudnssim.Record{mx("WWW", "mail.example.org", 300), mx("www", "mail.example.org", 300)}, "rec_edit bulk_rec_delete"},
		{"neither is the canonical one", []cloudnssim.Record{mx("www", "Mail.example.org", 300), mx("www", "MAIL.example.org", 300)}, "rec_edit bulk_rec_delete"},
		{"the other one is right otherwise", []cloudnssim.Record{mx("www", "Mail.example.org", 600), mx("www", "mail.example.org", 300)}, "bulk_rec_delete"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, cloudnssim.Options{ActivateAfter: -1}, func(s *settings) { s.Lines = []string{"tel"} })
			require.NoError(t, s.sim.Plant(origin, tc.records...))
			s.reach(t, "www 600 MX 10 mail")
			require.Equal(t, tc.writes, s.tap.actions())
		})
	}
}
