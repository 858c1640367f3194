package designate

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestV2HoldsPlansAgainstTheQuota(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		q             designatesim.Quotas
		before, after string
		want          string // of the error
		order         string // of the writes, several of a kind told once
	}{
		"too many sets":      {q: designatesim.Quotas{ZoneRecordSets: 5}, after: zonetest.Many(4, "h%d A 192.0.2.1"), want: "there would be 6 record sets in a zone, and the project's quota is 5"},
		"too many records":   {q: designatesim.Quotas{ZoneRecords: 3}, after: "h A 192.0.2.1\nh A 192.0.2.2\ni A 192.0.2.1\ni A 192.0.2.2", want: "there would be 4 records in a zone"},
		"just enough":        {q: designatesim.Quotas{ZoneRecordSets: 6, ZoneRecords: 4}, after: zonetest.Many(4, "h%d A 192.0.2.1"), order: "POST"},
		"a full zone":        {q: designatesim.Quotas{ZoneRecordSets: 6}, before: zonetest.Many(4, "h%d A 192.0.2.1"), after: zonetest.Many(4, "i%d A 192.0.2.1"), order: "DELETE POST"},
		"full of records":    {q: designatesim.Quotas{ZoneRecords: 2}, before: "h A 192.0.2.1\nh A 192.0.2.2", after: "i A 192.0.2.1\ni A 192.0.2.2", order: "DELETE POST"},
		"a zone with room":   {before: zonetest.Many(4, "h%d A 192.0.2.1"), after: zonetest.Many(4, "i%d A 192.0.2.1"), order: "POST DELETE"},
		"no limit":           {q: designatesim.Quotas{ZoneRecordSets: -1, ZoneRecords: -1, RecordSetRecords: -1}, after: zonetest.Many(4, "h%d A 192.0.2.1"), order: "POST"},
		"nothing that grows": {q: designatesim.Quotas{ZoneRecordSets: 1}, before: "h A 192.0.2.1\ni A 192.0.2.1", after: "h A 192.0.2.2", order: "PUT DELETE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: tc.q})
			s.fill(t, tc.before)
			for _, known := range []bool{false, true} {
				j := s.plan(t, tc.after)
				s.tap.Take()
				r := apply.Zone(t.Context(), j, providertest.Options())
				if order := s.order(); tc.want == "" && !known {
					require.NoError(t, r.Err)
					require.Equal(t, tc.order, order)
				} else {
					require.Empty(t, order)
				}
				if tc.want != "" {
					require.ErrorIs(t, r.Err, errQuota)
					require.ErrorContains(t, r.Err, tc.want)
					require.Equal(t, quotaHint, providers.Hint(r.Err))
				}
			}
			require.LessOrEqual(t, s.sim.Calls()["GET limits"], 1+one(tc.want != ""), "they are asked for anew after a refusal only")
		})
	}
}

// TestV2NamesASetThatIsTooLarge: the quota of values in one set is about that set, and holds up no other.
func TestV2NamesASetThatIsTooLarge(t *testing.T) {
	t.Parallel()
	q := designatesim.Quotas{RecordSetRecords: 2}
	want := "mail A 192.0.2.9\n" + zonetest.Many(3, "www A 192.0.2.%d") + "x A 192.0.2.1"
	for name, tc := range map[string]struct {
		job  func(t *testing.T, s *v2Site) apply.Job
		file string
	}{
		"it comes": {func(t *testing.T, s *v2Site) apply.Job { return s.plan(t, want) }, "example.org.zone"},
		"it grows": {func(t *testing.T, s *v2Site) apply.Job {
			s.fill(t, "www A 192.0.2.1")
			return s.plan(t, want)
		}, "example.org.zone"},
		"in a new zone": {func(t *testing.T, s *v2Site) apply.Job {
			return s.creation(t, zonetest.Parse(t, v2Created, "example.com.zone", want))
		}, "example.com.zone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: q})
			r := apply.Zone(t.Context(), tc.job(t, s), providertest.Options())
			require.ErrorContains(t, r.Err, tc.file+":2: www.example.")
			require.ErrorContains(t, r.Err, "Quota exceeded for recordset_records")
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			require.Equal(t, setHint, providers.Hint(r.Err))
			require.Equal(t, 2, r.Done())
			require.True(t, r.Verified)
		})
	}
}

// order gives the verbs of the writes, several in a row told once.
func (s *v2Site) order() string {
	var order []string
	for _, a := range s.tap.Take() {
		if a.Method != http.MethodGet && (len(order) == 0 || order[len(order)-1] != a.Method) {
			order = append(order, a.Method)
		}
	}
	return strings.Join(order, " ")
}

// TestV2StopsWhenTheQuotaIsUsedUp: somebody else took the room meanwhile. No further set is tried.
func TestV2StopsWhenTheQuotaIsUsedUp(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecordSets: 12}})
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/limits") {
			http.NotFound(w, r)
			return true
		}
		return false
	})
	r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(100, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorIs(t, r.Err, errQuota)
	require.ErrorContains(t, r.Err, "Quota exceeded for zone_recordsets")
	require.Equal(t, 10, r.Done())
	require.Less(t, s.sim.Calls()["POST recordset"], 30)
}

// TestV2WeighsAPlanOnce: in a full zone, what went first has made room. What is left of the plan after a refusal is not held
// against what was there before.
func TestV2WeighsAPlanOnce(t *testing.T) {
	t.Parallel()
	full, after := zonetest.Many(40, "h%d A 192.0.2.1"), zonetest.Many(30, "h%d A 192.0.2.1")+zonetest.Many(10, "new%d A 192.0.2.1")
	for name, tc := range map[string]struct {
		status, times int
		refused       int // sets
	}{
		"the service is busy once":   {http.StatusTooManyRequests, 1, 0},
		"two sets are refused":       {http.StatusBadRequest, 0, 2},
		"the service is busy thrice": {http.StatusTooManyRequests, 3, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 40}})
			s.fill(t, full)
			var said atomic.Int32
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				last := s.tap.Last().Body
				guilty := tc.refused > 0 && (strings.Contains(last, "new3.") || strings.Contains(last, "new7."))
				if r.Method != http.MethodPost || !guilty && said.Add(1) > int32(tc.times) {
					return false
				}
				w.WriteHeader(tc.status)
				fmt.Fprintf(w, `{"code":%d,"type":"invalid_object","message":"no"}`, tc.status)
				return true
			})
			r := apply.Zone(t.Context(), s.plan(t, after), providertest.Options())
			require.Equal(t, 20-tc.refused, r.Done())
			if tc.refused == 0 {
				require.NoError(t, r.Err)
				return
			}
			require.ErrorContains(t, r.Err, "example.org.zone:34: new3.example.org. A: ")
			require.ErrorContains(t, r.Err, "example.org.zone:38: new7.example.org. A: ")
			require.NotErrorIs(t, r.Err, errQuota)
		})
	}
}
