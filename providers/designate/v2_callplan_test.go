package designate

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// v2Writes are how many requests of each verb there are.
type v2Writes struct{ delete, put, post int }

func (s *v2Site) writes() v2Writes {
	c := s.sim.Calls()
	return v2Writes{c["DELETE recordset"], c["PUT recordset"], c["POST recordset"]}
}

// fill puts records into the simulator past the API.
func (s *v2Site) fill(t testing.TB, text string) {
	t.Helper()
	for _, c := range s.plan(t, text).Plan.Changes() {
		w := newV2Write(c, "POST", false)
		ttl := int(*w.TTL)
		s.plant(t, w.Name, w.Type, &ttl, w.Records...)
	}
}

// costs carries a change of the zone out, holds the plan's calls against it, and gives its writes.
func (s *v2Site) costs(t *testing.T, text string) v2Writes {
	t.Helper()
	j := s.plan(t, text)
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.NoError(t, providertest.CheckBatches(s.Capabilities(), j.Plan.Changes(), batches))
	cost, err := apply.Estimate(j)
	require.NoError(t, err)
	before, limits := s.writes(), s.sim.Calls()["GET limits"]
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	now := s.writes()
	now = v2Writes{now.delete - before.delete, now.put - before.put, now.post - before.post}
	limits = s.sim.Calls()["GET limits"] - limits
	require.Equal(t, now.delete+now.put+now.post+limits+1, cost.Calls, "planned, with the verifying read")
	require.Empty(t, s.plan(t, text).Plan.Items)
	return now
}

func TestV2CallPlan(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, before, after string
		want                func(n int) v2Writes
	}{
		{"creates", "", "h%d A 192.0.2.1", func(n int) v2Writes { return v2Writes{post: n} }},
		{"updates", "h%d A 192.0.2.1", "h%d A 192.0.2.2\nh%d A 192.0.2.3", func(n int) v2Writes { return v2Writes{put: n} }},
		{"new TTLs", "h%d 600 A 192.0.2.1", "h%d 300 A 192.0.2.1", func(n int) v2Writes { return v2Writes{put: n} }},
		{"deletes", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "", func(n int) v2Writes { return v2Writes{delete: n} }},
		{"mixed", "upd%d A 192.0.2.1\ndel%d A 192.0.2.1", "new%d A 192.0.2.1\nupd%d A 192.0.2.2", func(n int) v2Writes { return v2Writes{n, n, n} }},
		{"swaps", "h%d A 192.0.2.1\nh%d TXT x", "h%d CNAME www", func(n int) v2Writes { return v2Writes{2 * n, 0, n} }},
		{"other targets", "h%d CNAME a", "h%d CNAME b", func(n int) v2Writes { return v2Writes{put: n} }},
	} {
		for _, n := range []int{1, 100, 1000, 5000} {
			t.Run(fmt.Sprintf("%d %s", n, tc.name), func(t *testing.T) {
				t.Parallel()
				s := newV2Site(t, designatesim.Options{ActiveAfter: -1})
				s.fill(t, zonetest.Many(n, tc.before))
				if n > 1000 && tc.name != "creates" { // it is sent as a thousand are, and that takes its time
					w, j := tc.want(n), s.plan(t, zonetest.Many(n, tc.after))
					cost, err := apply.Estimate(j)
					require.NoError(t, err)
					more := cost.Calls - w.delete - w.put - w.post
					require.True(t, more == 1 || more == 2, "%d: the verifying read, and that of the limits where sets grow", more)
					return
				}
				require.Equal(t, tc.want(n), s.costs(t, zonetest.Many(n, tc.after)))
			})
		}
	}
}

func TestV2ReadsInPagesOfAThousand(t *testing.T) {
	t.Parallel()
	for sets, pages := range map[int]int{2: 1, 300: 1, 999: 1, 1000: 1, 1001: 2, 2000: 2, 5000: 5} {
		t.Run(fmt.Sprint(sets, " sets"), func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{LinksBase: "http://dns.invalid"})
			s.fill(t, zonetest.Many(sets-2, "h%d A 192.0.2.1")) // beside SOA and NS
			had := s.sim.Calls()
			live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
			require.NoError(t, err)
			require.Len(t, live.Records.Sets, sets)
			require.Empty(t, live.Unproven)
			now := s.sim.Calls()
			require.Equal(t, 1, now["GET zones"]-had["GET zones"])
			require.Equal(t, pages, now["GET recordsets"]-had["GET recordsets"])

			_, err = s.Fetch(t.Context(), live.Ref)
			require.NoError(t, err)
			require.Equal(t, 1, s.sim.Calls()["GET zone"]-now["GET zone"], "its id is known now")
			require.Equal(t, now["GET zones"], s.sim.Calls()["GET zones"])
		})
	}
}

// TestV2AsksForTheStatusOnce: one wait for all batches of a plan.
func TestV2AsksForTheStatusOnce(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{ActiveAfter: -1})
	j := s.plan(t, zonetest.Many(1000, "h%d A 192.0.2.1"))
	had := s.sim.Calls()["GET zone"]
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Equal(t, 2, s.sim.Calls()["GET zone"]-had, "the status, and the verifying read")
}

// TestV2AsksForTheStatusAtTheEnd: a service that is busy, or refuses a set, has a plan packed again from there.
func TestV2AsksForTheStatusAtTheEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		at     []int // of 290 writes
	}{
		"busy in the middle":     {http.StatusTooManyRequests, []int{30, 100, 170}},
		"busy twice at once":     {http.StatusTooManyRequests, []int{30, 31}},
		"busy in the last batch": {http.StatusTooManyRequests, []int{285}},
		"busy at the last write": {http.StatusTooManyRequests, []int{290}},
		"a set is refused":       {http.StatusBadRequest, []int{30}},
		"the last is refused":    {http.StatusBadRequest, []int{290}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{ActiveAfter: -1}, func(s *settings) { s.Concurrency = 1 })
			j := s.plan(t, zonetest.Many(290, "h%d A 192.0.2.1"))
			n := 0
			var after []int // how many writes
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/zones/") && !strings.HasSuffix(r.URL.Path, "/recordsets") {
					after = append(after, n)
				}
				if r.Method != http.MethodPost {
					return false
				}
				if n++; !slices.Contains(tc.at, n) {
					return false
				}
				w.WriteHeader(tc.status)
				fmt.Fprintf(w, `{"code":%d,"type":"invalid_object"}`, tc.status)
				return true
			})
			apply.Zone(t.Context(), j, providertest.Options())
			require.Equal(t, []int{n, n}, after, "the status, and the verifying read")
		})
	}
}
