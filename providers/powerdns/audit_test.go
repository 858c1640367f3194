package powerdns

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// TestAuditRefusesWhatTheServerRefuses tries both ways, so that the rule follows the server.
func TestAuditRefusesWhatTheServerRefuses(t *testing.T) {
	t.Parallel()
	p := openServer(t, testserver.PowerDNS(t))
	live := newLiveZone(t, p, "")
	for _, c := range []struct {
		owner string
		good  bool
	}{
		{"*", true}, {"_a-b/9", true}, {"*.x", true},
		{`a\.b`, false}, {`a\032b`, false}, {"a.*", false}, {`\200`, false}, {"a+b", false},
	} {
		t.Run(c.owner, func(t *testing.T) {
			z := parseZone(t, origin, c.owner+" 60 A 192.0.2.1\n")
			z.Sets[0].Pos = zone.Pos{File: "example.org.zone", Line: 7}
			batches, err := p.Batches(live, []zone.Change{{New: &z.Sets[0]}})
			require.NoError(t, err)
			err = p.Send(t.Context(), live, batches[0])
			errs := p.Audit(z)
			if c.good {
				require.NoError(t, err)
				require.Empty(t, errs)
				return
			}
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.Len(t, errs, 1)
			require.ErrorContains(t, errs[0], "example.org.zone:7: ")
		})
	}
}
