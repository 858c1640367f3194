package designate

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestANewDomainNeedsAMailAddress(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Email = "" })
	_, err := s.Batches(providers.Live{Ref: providers.Ref{Origin: "example.com."}, Missing: true}, nil)
	require.ErrorContains(t, err, "needs the mail address")
	require.Equal(t, "set email in the provider's settings", providers.Hint(err))
}

func TestANewDomain(t *testing.T) {
	t.Parallel()
	missing := providers.Live{Ref: providers.Ref{Origin: "example.com."}, Missing: true}
	for name, tc := range map[string]struct {
		prepare func(s *v1Site)
		wrong   string
	}{
		"that is made":                       {func(s *v1Site) {}, ""},
		"whose answer is lost":               {func(s *v1Site) { s.sim.Arm(simulator.Fault{Kind: simulator.CutAfter}) }, ""},
		"of another project":                 {func(s *v1Site) { s.answers("POST /v1/domains", "409", `{"code":409,"type":"duplicate_domain"}`) }, "duplicate_domain"},
		"one more than the project may have": {func(s *v1Site) { s.answers("POST /v1/domains", "413", `{"code":413,"type":"over_quota"}`) }, "over_quota"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{})
			tc.prepare(s)
			j := s.job(t, missing, zonetest.Many(300, "h%d A 192.0.2.1"))
			r := apply.Zone(t.Context(), j, providertest.Options())
			if tc.wrong != "" {
				require.ErrorContains(t, r.Err, tc.wrong)
				require.NotEmpty(t, providers.Hint(r.Err))
				require.Zero(t, r.Done())
				return
			}
			require.NoError(t, r.Err)
			require.Len(t, s.sim.Records("example.com."), 303)
			require.Equal(t, 300, s.sim.Calls()["POST record"])
		})
	}
}

// TestADomainThatSomebodyElseHasMade: it has a TTL that the plan did not know of, and a record.
func TestADomainThatSomebodyElseHasMade(t *testing.T) {
	t.Parallel()
	const text = "www 3600 A 192.0.2.1\nmail 600 A 192.0.2.1\n"
	for record, records := range map[string][]string{
		"":                    {"mail.example.com. A 192.0.2.1", "www.example.com. 3600 A 192.0.2.1"},
		"other A 192.0.2.1\n": {"other.example.com. A 192.0.2.1"},
	} {
		s := newV1Site(t, designatesim.Options{})
		s.origin = "example.com."
		j := s.job(t, providers.Live{Ref: providers.Ref{Origin: s.origin}, Missing: true}, text)
		body := `{"name":"example.com.","email":"ann@example.com","ttl":600}`
		made, err := http.Post(s.url+"/v1/domains", "application/json", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, made.Body.Close())
		s.fill(t, record)
		r := apply.Zone(t.Context(), j, providertest.Options())
		require.Equal(t, record == "", r.Err == nil, "what nobody has planned stops it: %v", r.Err)
		require.Equal(t, records, s.stored())
	}
}

func TestADomainThatIsMadeAnewIsFound(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	s.reach(t, "www A 192.0.2.1")
	id := s.sim.ZoneID(v1Origin)
	request, err := http.NewRequest(http.MethodDelete, s.url+"/v1/domains/"+id, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Eventually(t, func() bool { return s.sim.ZoneID(v1Origin) == "" }, 5*time.Second, time.Millisecond)
	_, err = s.Fetch(t.Context(), providers.Ref{ID: id, Origin: v1Origin})
	require.ErrorIs(t, err, providers.ErrNotFound)
	require.NoError(t, s.sim.AddZone(v1Origin))
	live, err := s.Fetch(t.Context(), providers.Ref{ID: id, Origin: v1Origin})
	require.NoError(t, err)
	require.NotEqual(t, id, live.ID)
}
