package designate

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestAFullDomainDeletesFirst(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.DefaultQuotas()})
	s.fill(t, zonetest.Many(380, "stay%d A 192.0.2.1")+zonetest.Many(100, "del%d A 192.0.2.1"))
	writes := s.reach(t, zonetest.Many(380, "stay%d A 192.0.2.1")+zonetest.Many(100, "new%d A 192.0.2.1"))
	require.Equal(t, verbs{post: 100, del: 100}, counted(writes))
	first := slices.IndexFunc(writes, func(w v1Asked) bool { return w.method == "POST" })
	require.Equal(t, 100, first)
}

func TestADomainThatHasRoomCreatesFirst(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 502}})
	s.fill(t, zonetest.Many(380, "stay%d A 192.0.2.1")+zonetest.Many(20, "del%d A 192.0.2.1"))
	writes := s.costs(t, zonetest.Many(380, "stay%d A 192.0.2.1")+zonetest.Many(100, "new%d A 192.0.2.1"))
	first := slices.IndexFunc(writes, func(w v1Asked) bool { return w.method == "DELETE" })
	require.Equal(t, 100, first, "the records that the service makes do not count: 400 and 100 and two sets are 502")
}

func TestWhatGetsSmallerMakesRoomForSwaps(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 12}})
	s.fill(t, "www CNAME big\n"+zonetest.Many(11, "big A 192.0.2.%d"))
	s.reach(t, "www A 192.0.2.1\nwww TXT x\n"+zonetest.Many(8, "big A 192.0.2.%d"))
}

// TestTheServiceSaysWhatTheQuotaForbids: what goes has gone by then.
func TestTheServiceSaysWhatTheQuotaForbids(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 40}}, func(s *settings) { s.Concurrency = 1 })
	s.fill(t, zonetest.Many(30, "h%d A 192.0.2.1"))
	r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(29, "h%d A 192.0.2.1")+zonetest.Many(12, "new%d A 192.0.2.1")), providertest.Options())
	require.ErrorIs(t, r.Err, errQuota)
	require.Equal(t, quotaHint, providers.Hint(r.Err))
	require.ErrorContains(t, r.Err, "1 of 13 changes are not applied: ")
	require.ErrorContains(t, r.Err, "Quota exceeded for zone_records. (the domain had 30 records when it was read, and the project's quota is 40)")
	require.Len(t, s.stored(), 40)
}

// TestAQuotaThatDoesNotBiteIsNone: v1 does not show which records the service has made and does not count, nor the quotas of
// other projects.
func TestAQuotaThatDoesNotBiteIsNone(t *testing.T) {
	t.Parallel()
	t.Run("records of the service", func(t *testing.T) {
		t.Parallel()
		s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 10}})
		require.NoError(t, s.sim.AddZone(reverse))
		s.origin = reverse
		own := ""
		for i := range 8 {
			name := fmt.Sprint(i, ".", reverse)
			require.NoError(t, s.sim.Plant(reverse, designatesim.RecordSet{Name: name, Type: "PTR", Records: []string{"fip.example.net."}, Managed: true}))
			own += name + " PTR fip.example.net.\n"
		}
		s.reach(t, own+zonetest.Many(5, "2%d PTR h.example.net."))
	})
	t.Run("a domain of another project", func(t *testing.T) {
		t.Parallel()
		s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.AllProjects = true })
		s.fill(t, zonetest.Many(30, "h%d A 192.0.2.1"))
		s.answers("GET /v1/limits", "200", `{"limits":{"absolute":{"maxDomains":10,"maxDomainRecords":20}}}`)
		require.Zero(t, stateIn(s.plan(t, "").Live).limit)
		s.reach(t, zonetest.Many(31, "h%d A 192.0.2.1"))
	})
}

// TestASetOverItsQuotaIsNamed: the others have room.
func TestASetOverItsQuotaIsNamed(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.DefaultQuotas()})
	s.fill(t, zonetest.Many(40, "old%d A 192.0.2.1")+zonetest.Many(15, "big A 192.0.2.%d"))
	text := zonetest.Many(25, "big A 192.0.2.%d") + zonetest.Many(40, "new%d A 192.0.2.1")
	r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.ErrorContains(t, r.Err, "example.org.zone:1: big.example.org. A: ")
	require.ErrorContains(t, r.Err, "Quota exceeded for recordset_records.")
	require.Equal(t, setHint, providers.Hint(r.Err))
	require.Len(t, s.stored(), 60, "20 of big")
	require.Len(t, s.plan(t, text).Plan.Items, 1)
}

// TestAQuotaThatBitesStopsTheRest: the quota of sets is none that v1 tells.
func TestAQuotaThatBitesStopsTheRest(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecordSets: 20}})
	r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(150, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorIs(t, r.Err, errQuota)
	require.Equal(t, quotaHint, providers.Hint(r.Err))
	require.Equal(t, 18, r.Done(), "SOA and NS count")
	require.Len(t, s.stored(), 18)
	require.Less(t, len(s.writes()), 18+2*inFlight, "after the first refusals nothing is sent")
}

func TestLimitsThatHangHoldUpNoOtherRead(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	require.NoError(t, s.sim.AddZone("example.com."))
	asked, hang := make(chan struct{}, 10), make(chan struct{})
	t.Cleanup(func() { close(hang) })
	s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/limits") {
			asked <- struct{}{}
			<-hang
		}
		return false
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	fetch := func(origin string) {
		_, err := s.Fetch(ctx, providers.Ref{Origin: origin})
		done <- err
	}
	go fetch(v1Origin)
	<-asked
	go fetch("example.com.")
	require.Eventually(t, func() bool { return s.sim.Calls()["GET records"] == 2 }, 5*time.Second, time.Millisecond, "both have their records")
	cancel()
	for range 2 {
		select {
		case <-done:
		case <-time.After(limitsTimeout / 2):
			t.Fatal("a read whose context has ended is still waiting")
		}
	}
	require.Empty(t, asked, "one asks for all")
}

func TestLimitsThatAreRefusedAreNotAskedForEachTime(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	var asked atomic.Int32
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/limits") {
			return false
		}
		asked.Add(1)
		w.WriteHeader(http.StatusForbidden)
		return true
	})
	s.reach(t, "www A 192.0.2.1")
	require.EqualValues(t, 1, asked.Load())
}
