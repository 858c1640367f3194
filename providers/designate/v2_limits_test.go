package designate

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// limit makes the service say of each project how many records a zone may have.
func (s *v2Site) limit(of func(project string) int) {
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/limits") {
			return false
		}
		fmt.Fprintf(w, `{"max_zone_records":%d}`, of(r.Header.Get("X-Auth-Project-ID")))
		return true
	})
}

// knows makes limits known that were asked for so long ago.
func (s *v2Site) knows(limit int, ago time.Duration) {
	s.spec.(*v2).limits.Store(&v2Limits{Sets: &limit, Records: &limit, asked: time.Now().Add(-ago)})
}

// TestV2AsksAgainForOldLimits: an operator may have changed them.
func TestV2AsksAgainForOldLimits(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after string
		ago   time.Duration
		asks  int
	}{
		"a set comes, minutes later":        {"w CNAME z\nx A 192.0.2.1", 9 * time.Minute, 0},
		"a set comes, much later":           {"w CNAME z\nx A 192.0.2.1", 11 * time.Minute, 1},
		"a name is swapped, seconds later":  {"w A 192.0.2.1", 5 * time.Second, 0},
		"a name is swapped, a minute later": {"w A 192.0.2.1", time.Minute, 1},
		"a set goes, much later":            {"", time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.fill(t, "w CNAME z")
			s.knows(500, tc.ago)
			s.costs(t, tc.after)
			require.Equal(t, tc.asks, s.sim.Calls()["GET limits"])
		})
	}
}

// TestV2SeesARaisedQuota: a process that lives on does not hold plans against what was once.
func TestV2SeesARaisedQuota(t *testing.T) {
	t.Parallel()
	for refused, when := range map[int]string{0: "before a plan was refused", 1: "after one was", 2: "after two were"} {
		t.Run(when, func(t *testing.T) {
			t.Parallel()
			s, limit := newV2Site(t, designatesim.Options{}), 5
			s.limit(func(string) int { return limit })
			s.reach(t, zonetest.Many(5, "h%d A 192.0.2.1"))
			for range refused {
				require.ErrorIs(t, apply.Zone(t.Context(), s.plan(t, zonetest.Many(6, "h%d A 192.0.2.1")), providertest.Options()).Err, errQuota)
			}
			limit = 6
			s.reach(t, zonetest.Many(6, "h%d A 192.0.2.1"))
		})
	}
}

// TestV2SeesALoweredQuota: what the service refuses against the limits that are known is a reason to ask for them again.
func TestV2SeesALoweredQuota(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 5}})
	s.limit(func(string) int { return 500 })
	r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(6, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorContains(t, r.Err, "Quota exceeded for zone_records")
	require.Nil(t, s.spec.(*v2).limits.Load())
}

// TestV2MakesRoomWhateverOtherZonesAreTold: while a plan is packed again, other zones are refused for their size, by their plans or by
// the service.
func TestV2MakesRoomWhateverOtherZonesAreTold(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]int{"by their plans": 20, "by the service": 500} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 20}})
			require.NoError(t, s.sim.AddZone("example.net."))
			s.fill(t, zonetest.Many(20, "w%d A 192.0.2.1"))
			large := v2Plan(t, s.Provider, zonetest.Parse(t, "example.net.", "example.net.zone", zonetest.Many(30, "w%d A 192.0.2.1")))
			j := s.plan(t, zonetest.Many(20, "x%d A 192.0.2.1"))
			o, asides := providertest.Options(), 0
			o.Sleep = func(ctx context.Context, _ time.Duration) error {
				s.knows(by, 0)
				require.ErrorIs(t, apply.Zone(ctx, large, providertest.Options()).Err, errQuota)
				require.Equal(t, by == 20, s.spec.(*v2).limitsTold(), "the service proves the limits wrong, a plan does not")
				asides++
				return nil
			}
			require.NoError(t, apply.Zone(t.Context(), j, o).Err)
			require.Equal(t, 1, asides)
		})
	}
}

// TestV2HoldsNoOtherProjectsZoneAgainstItsOwnQuota: the service tells limits of the project that asks only.
func TestV2HoldsNoOtherProjectsZoneAgainstItsOwnQuota(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.as(t, "other").create(t, v2Created)
	s.limit(func(string) int { return 5 })
	all := openV2(t, strings.TrimSuffix(s.access.endpoint, "/"), nil, func(s *settings) { s.AllProjects = true })
	want := zonetest.Parse(t, v2Created, "", zonetest.Many(6, "h%d A 192.0.2.1"))
	require.NoError(t, apply.Zone(t.Context(), v2Plan(t, all, want), providertest.Options()).Err)
	require.Empty(t, v2Plan(t, all, want).Plan.Items)

	missing := providers.Live{Ref: providers.Ref{Origin: "new.example."}, Missing: true}
	own := v2PlanOn(t, all, missing, zonetest.Parse(t, "new.example.", "", zonetest.Many(6, "h%d A 192.0.2.1")))
	require.ErrorIs(t, apply.Zone(t.Context(), own, providertest.Options()).Err, errQuota, "a new zone is its own")
}

// TestV2PlansWhileLimitsAreAskedFor: Batches waits for nobody's request.
func TestV2PlansWhileLimitsAreAskedFor(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	j := s.plan(t, "h A 192.0.2.1")
	asked, answer := make(chan struct{}), make(chan struct{})
	s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/limits") {
			close(asked)
			<-answer
		}
		return false
	})
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer close(answer)
	tasks.Go(func() { s.spec.(*v2).askLimits(t.Context()) })
	<-asked
	packed := make(chan []providers.Batch, 1)
	tasks.Go(func() {
		batches, _ := s.Batches(j.Live, j.Plan.Changes())
		packed <- batches
	})
	select {
	case batches := <-packed:
		require.Len(t, batches, 1)
		require.Equal(t, 2, batches[0].Calls, "with the request for the limits, as they are not known yet")
	case <-time.After(5 * time.Second):
		t.Fatal("it waits")
	}
}

// TestV2PacksTheSameTwice: Batches is pure, also where a plan does not fit by what is known. Send looks at the limits again then.
func TestV2PacksTheSameTwice(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ before, after string }{
		"a plan that does not fit":       {"a A 192.0.2.1", "a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1"},
		"one that takes making room for": {"a A 192.0.2.1\nb A 192.0.2.1", "a A 192.0.2.1\nc A 192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 2}})
			s.fill(t, tc.before)
			s.spec.(*v2).askLimits(t.Context())
			j := s.plan(t, tc.after)
			first, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			second, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			require.Equal(t, first, second)
			require.Equal(t, 1, s.sim.Calls()["GET limits"])
		})
	}
}

// TestV2AsksOnceForLimitsThatAreNotTold: a service that is slow to refuse does not hold up one zone after the other.
func TestV2AsksOnceForLimitsThatAreNotTold(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.answers(http.MethodGet, "/limits", status, `{"code":1,"type":"x"}`)
			s.reach(t, "a A 192.0.2.1")
			s.tap.Take()
			s.reach(t, "a A 192.0.2.1\nb A 192.0.2.1")
			for _, a := range s.tap.Take(http.MethodGet) {
				require.NotContains(t, a.Path, "limits")
			}
		})
	}
}
