package designate

import (
	"fmt"
	"net/http"
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

// TestV2MakesRoomBeforeItFillsIt: a plan that a nearly full zone has room for in the end is carried out, whatever it is that makes
// the room.
func TestV2MakesRoomBeforeItFillsIt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before, after string // of 18 records at most
		order         string // of the writes, several of a kind told once
	}{
		"a set that goes": {
			zonetest.Many(18, "z%d A 192.0.2.1"), zonetest.Many(8, "z%d A 192.0.2.1") + zonetest.Many(10, "a%d A 192.0.2.1"), "DELETE POST",
		},
		"a set that shrinks": {
			zonetest.Many(8, "a%d A 192.0.2.1") + zonetest.Many(10, "z A 192.0.2.%d"),
			zonetest.Many(8, "a%d A 192.0.2.1\na%d A 192.0.2.2") + zonetest.Many(2, "z A 192.0.2.%d"), "PUT",
		},
		"a set that shrinks, for a swap": {
			"www CNAME z\n" + zonetest.Many(17, "z A 192.0.2.%d"),
			zonetest.Many(3, "www A 192.0.2.%d") + zonetest.Many(15, "z A 192.0.2.%d"), "PUT DELETE POST",
		},
		"a swap": {
			zonetest.Many(18, "z A 192.0.2.%d"), "z CNAME a\n" + zonetest.Many(17, "a A 192.0.2.%d"), "DELETE POST",
		},
		"a swap, after what goes in a zone of too many": {
			"a A 192.0.2.1\na A 192.0.2.2\n" + zonetest.Many(18, "z%d A 192.0.2.1"), "a CNAME z0\n" + zonetest.Many(10, "z%d A 192.0.2.1"), "DELETE POST",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 18}})
			s.fill(t, tc.before)
			j := s.plan(t, tc.after)
			s.tap.Take()
			s.dawdles(strings.Fields(tc.order)[0])
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
			require.Equal(t, tc.order, s.order())
			require.Empty(t, s.plan(t, tc.after).Plan.Items)
		})
	}
}

// dawdles makes the service take its time for the first write of a verb, so that others could overtake it.
func (s *v2Site) dawdles(method string) {
	var begun atomic.Bool
	s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == method && begun.CompareAndSwap(false, true) {
			time.Sleep(20 * time.Millisecond)
		}
		return false
	})
}

// TestV2LosesNoNameInAFullZone: many swaps that need more room than there is before one set makes it.
func TestV2LosesNoNameInAFullZone(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 210}})
	s.fill(t, zonetest.Many(100, "w%d CNAME z")+zonetest.Many(110, "z A 192.0.2.%d"))
	s.dawdles(http.MethodPut)
	s.reach(t, zonetest.Many(100, "w%d A 192.0.2.1\nw%d A 192.0.2.2")+zonetest.Many(5, "z A 192.0.2.%d"))
}

// TestV2LosesNoNameWhereThereIsNoRoom: nobody has told how much there is, or the service counts records that it does not show. What
// a swap has made is still there when the name's old set is put back.
func TestV2LosesNoNameWhereThereIsNoRoom(t *testing.T) {
	t.Parallel()
	hosts, aliases := zonetest.Many(20, "w%d A 192.0.2.1"), zonetest.Many(20, "w%d CNAME z")
	const forbidden, wrong = http.StatusForbidden, http.StatusOK
	for name, tc := range map[string]struct {
		before, after string // of 20 records at most
		limits        int
		busy          int32 // which DELETE finds the service so, from 1
	}{
		"swaps that take more room": {aliases, zonetest.Many(20, "w%d A 192.0.2.1\nw%d A 192.0.2.2"), forbidden, 0},
		"a swap, and what comes":    {hosts, strings.Replace(hosts, "A 192.0.2.1", "CNAME z", 1) + zonetest.Many(9, "a%d A 192.0.2.1"), forbidden, 0},
		"a swap, and what grows":    {hosts, strings.Replace(hosts, "A 192.0.2.1", "CNAME z", 1) + zonetest.Many(20, "w%d A 192.0.2.2")[15:], forbidden, 0},
		"less room than is told":    {aliases + "old TXT x", zonetest.Many(19, "w%d A 192.0.2.1\nw%d A 192.0.2.2") + "w19 CNAME z", wrong, 0},
		"and the service is busy":   {aliases + "old TXT x", zonetest.Many(19, "w%d A 192.0.2.1\nw%d A 192.0.2.2") + "w19 CNAME z", wrong, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 20}})
			s.fill(t, tc.before)
			var deletes atomic.Int32
			if tc.busy > 0 {
				s.knows(39, 0) // so that it is full from the beginning
			}
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/limits") {
					w.WriteHeader(tc.limits)
					fmt.Fprint(w, `{"max_zone_records":39,"max_zone_recordsets":100}`)
					return true
				}
				if r.Method == http.MethodDelete && deletes.Add(1) == tc.busy {
					w.WriteHeader(http.StatusTooManyRequests)
					return true
				}
				if r.Method == http.MethodPost { // so that others can come between
					time.Sleep(5 * time.Millisecond)
				}
				return false
			})
			for range 3 {
				r := apply.Zone(t.Context(), s.plan(t, tc.after), providertest.Options())
				require.ErrorIs(t, r.Err, errQuota)
				require.Len(t, s.hosts(), 20)
			}
		})
	}
}

// TestV2LosesNoNameToLimitsOfLongAgo: the quota was lowered since the limits were asked for.
func TestV2LosesNoNameToLimitsOfLongAgo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		quota         int
		before, after string
	}{
		"swaps that take more room":       {20, "w%d CNAME z", "w%d A 192.0.2.1\nw%d A 192.0.2.2"},
		"swaps in a zone of too many now": {10, "w%d A 192.0.2.1", "w%d CNAME z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: tc.quota}})
			s.fill(t, zonetest.Many(20, tc.before))
			s.knows(100, time.Minute)
			j := s.plan(t, zonetest.Many(20, tc.after))
			s.tap.Take()
			require.ErrorIs(t, apply.Zone(t.Context(), j, providertest.Options()).Err, errQuota)
			require.Empty(t, s.order())
		})
	}
}

// TestV2LosesOneNameAtMostWhereLimitsAreNotTold: in a zone that is over its quota not even what a swap has deleted can be put back.
func TestV2LosesOneNameAtMostWhereLimitsAreNotTold(t *testing.T) {
	t.Parallel()
	for name, all := range map[string]bool{"nobody may ask for them": false, "they are those of another project": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 10}}, func(s *settings) { s.AllProjects = all })
			s.fill(t, zonetest.Many(20, "w%d A 192.0.2.1"))
			if all {
				s.knows(100, 0)
			} else {
				s.answers(http.MethodGet, "/limits", http.StatusForbidden, "")
			}
			for range 3 {
				require.ErrorIs(t, apply.Zone(t.Context(), s.plan(t, zonetest.Many(20, "w%d CNAME z")), providertest.Options()).Err, errQuota)
				require.Len(t, s.hosts(), 19)
			}
		})
	}
}

// TestV2MakesRoomWhereItFindsNone: a zone with less room than it seemed to have is packed again, with what makes room before.
func TestV2MakesRoomWhereItFindsNone(t *testing.T) {
	t.Parallel()
	old := zonetest.Many(20, "w%d A 192.0.2.1")
	for name, tc := range map[string]struct {
		after  string // of 10 records at most
		limits int    // the status of the service's answer
		fits   bool
		busy   int32 // which POST finds the service so, from 1
	}{
		"nobody tells how much there is":    {zonetest.Many(10, "a%d A 192.0.2.1"), http.StatusForbidden, true, 0},
		"the quota is lower than it was":    {"w0 A 192.0.2.2", http.StatusOK, true, 0},
		"so at a service that is busy":      {zonetest.Many(10, "a%d A 192.0.2.1"), http.StatusForbidden, true, 1},
		"there is no room for what comes":   {zonetest.Many(11, "a%d A 192.0.2.1"), http.StatusForbidden, false, 0},
		"nothing makes room for what grows": {old + "w0 A 192.0.2.2", http.StatusForbidden, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 10}}, func(s *settings) { s.Concurrency = 1 })
			s.fill(t, old)
			var posts atomic.Int32
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				switch {
				case strings.HasSuffix(r.URL.Path, "/limits") && tc.limits != http.StatusOK:
					w.WriteHeader(tc.limits)
				case r.Method == http.MethodPost && posts.Add(1) == tc.busy:
					w.WriteHeader(http.StatusTooManyRequests)
				default:
					return false
				}
				return true
			})
			r := apply.Zone(t.Context(), s.plan(t, tc.after), providertest.Options())
			if !tc.fits {
				require.ErrorIs(t, r.Err, errQuota)
				require.Equal(t, quotaHint, providers.Hint(r.Err))
				return
			}
			require.NoError(t, r.Err)
			require.Empty(t, s.plan(t, tc.after).Plan.Items)
			_, crowded := s.spec.(*v2).crowded.Load(v2Origin)
			require.False(t, crowded, "it has room again")
		})
	}
}

// hosts gives the names beginning with a w that have something.
func (s *v2Site) hosts() map[string]bool {
	out := map[string]bool{}
	for _, set := range s.sim.RecordSets(v2Origin) {
		if set.Name[0] == 'w' {
			out[set.Name] = true
		}
	}
	return out
}
