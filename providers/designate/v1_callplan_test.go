package designate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// costs carries a change of the zone out, holds the plan's calls against it, and gives its writes.
func (s *v1Site) costs(t *testing.T, text string) []v1Asked {
	t.Helper()
	j := s.plan(t, text)
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.NoError(t, providertest.CheckBatches(s.Capabilities(), j.Plan.Changes(), batches))
	cost, err := apply.Estimate(j)
	require.NoError(t, err)
	writes := s.reach(t, text)
	require.Equal(t, len(writes)+1, cost.Calls, "planned, with the verifying read")
	return writes
}

func TestTheCallPlanV1(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, before, after string
		want                verbs // for each one
		most                int   // of them
	}{
		{"creates", "", "h%d A 192.0.2.1", verbs{post: 1}, 5000},
		{"updates", "h%d A 192.0.2.1", "h%d A 192.0.2.2", verbs{put: 1}, 1000},
		{"new TTLs of sets of three", "h%d A 192.0.2.1\nh%d A 192.0.2.2\nh%d A 192.0.2.3", "h%d 300 A 192.0.2.1\nh%d 300 A 192.0.2.2\nh%d 300 A 192.0.2.3", verbs{put: 1}, 100},
		{"new TTLs beside a new value", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "h%d 300 A 192.0.2.1\nh%d 300 A 192.0.2.3", verbs{put: 1}, 100},
		{"new TTLs beside a value more", "h%d A 192.0.2.1", "h%d 300 A 192.0.2.1\nh%d 300 A 192.0.2.2", verbs{put: 1, post: 1}, 100},
		{"new TTLs beside a value less", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "h%d 300 A 192.0.2.1", verbs{put: 1, del: 1}, 100},
		{"preferences", "h%d MX 10 mail", "h%d MX 20 mail", verbs{put: 1}, 100},
		{"deletes", "h%d A 192.0.2.1", "", verbs{del: 1}, 1000},
		{"values that come and change", "h%d A 192.0.2.1", "h%d A 192.0.2.2\nh%d A 192.0.2.3", verbs{put: 1, post: 1}, 100},
		{"values that go and change", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "h%d A 192.0.2.3", verbs{put: 1, del: 1}, 100},
		{"mixed", "upd%d A 192.0.2.1\ndel%d A 192.0.2.1", "new%d A 192.0.2.1\nupd%d A 192.0.2.2", verbs{1, 1, 1}, 1000},
		{"swaps", "h%d A 192.0.2.1\nh%d TXT x", "h%d CNAME www", verbs{post: 1, del: 2}, 100},
	} {
		for _, n := range []int{1, 100, 1000, 5000} {
			if n > tc.most {
				continue
			}
			t.Run(fmt.Sprintf("%d %s", n, tc.name), func(t *testing.T) {
				t.Parallel()
				if n > 100 && testing.Short() {
					t.Skip("large")
				}
				s := newV1Site(t, designatesim.Options{})
				s.fill(t, zonetest.Many(n, tc.before))
				writes := s.costs(t, zonetest.Many(n, tc.after))
				require.Equal(t, verbs{n * tc.want.post, n * tc.want.put, n * tc.want.del}, counted(writes))
			})
		}
	}
}

func TestADomainIsReadWithTwoCalls(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	s.fill(t, zonetest.Many(300, "h%d A 192.0.2.1"))
	_, err := s.Fetch(t.Context(), providers.Ref{Origin: v1Origin})
	require.NoError(t, err)
	require.Equal(t, map[string]int{"GET domains": 1, "GET records": 1, "GET limits": 1}, s.sim.Calls())
	_, err = s.Fetch(t.Context(), providers.Ref{Origin: v1Origin})
	require.NoError(t, err)
	require.Equal(t, map[string]int{"GET domains": 1, "GET domain": 1, "GET records": 2, "GET limits": 1}, s.sim.Calls())
}

func TestTheOrderOfABatch(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.fill(t, "del A 192.0.2.1\nless A 192.0.2.1\nless A 192.0.2.2\nupd A 192.0.2.1\nswap A 192.0.2.1")
	var order []string
	for _, w := range s.costs(t, "less A 192.0.2.1\nupd A 192.0.2.2\nupd A 192.0.2.3\nnew A 192.0.2.1\nswap CNAME upd") {
		order = append(order, strings.TrimSpace(fmt.Sprint(w.method, " ", w.body["name"])))
	}
	require.Equal(t, []string{
		"DELETE <nil>", "POST swap.example.org.", "DELETE <nil>",
		"POST new.example.org.", "PUT upd.example.org.", "POST upd.example.org.", "DELETE <nil>",
	}, order, "the swap, the value that goes, what comes, and the set that goes")
}
