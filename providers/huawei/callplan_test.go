package huawei

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
)

// counts are requests that write, by their sort.
type counts = map[string]int

func TestTheCallPlan(t *testing.T) {
	t.Parallel()
	per := func(n, size int) int { return (n + size - 1) / size }
	// of gives the requests for n sets: single ones, or so many in one.
	of := func(n, size int, verb string) counts {
		if n == 1 {
			return counts{verb + " recordset": 1}
		}
		return counts{verb + " recordsets": per(n, size)}
	}
	creates := func(n int) counts {
		if n <= maxSingles {
			return counts{"POST recordset": n}
		}
		return counts{"POST task": per(n, maxTask), "DELETE task": per(n, maxTask)}
	}
	sum := func(all ...counts) counts {
		out := counts{}
		for _, c := range all {
			for what, n := range c {
				out[what] += n
			}
		}
		return out
	}
	for _, tc := range []struct {
		name, before, after string
		want, otc           func(n int) counts
	}{
		{"creates", "", "h%d A 192.0.2.1", creates, func(n int) counts { return counts{"POST recordset": n} }},
		{"updates", "h%d A 192.0.2.1", "h%d A 192.0.2.2\nh%d A 192.0.2.3",
			func(n int) counts { return of(n, maxUpdates, "PUT") }, func(n int) counts { return counts{"PUT recordset": n} }},
		{"new TTLs", "h%d 600 A 192.0.2.1", "h%d 300 A 192.0.2.1",
			func(n int) counts { return of(n, maxUpdates, "PUT") }, func(n int) counts { return counts{"PUT recordset": n} }},
		{"deletes", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "",
			func(n int) counts { return of(n, maxDeletes, "DELETE") }, func(n int) counts { return counts{"DELETE recordset": n} }},
		{"mixed", "upd%d A 192.0.2.1\ndel%d A 192.0.2.1", "new%d A 192.0.2.1\nupd%d A 192.0.2.2",
			func(n int) counts { return sum(of(n, maxDeletes, "DELETE"), of(n, maxUpdates, "PUT"), creates(n)) },
			func(n int) counts { return counts{"DELETE recordset": n, "PUT recordset": n, "POST recordset": n} }},
		{"swaps", "h%d A 192.0.2.1", "h%d CNAME www",
			swapped,
			func(n int) counts { return counts{"DELETE recordset": n, "POST recordset": n} }},
		{"other targets", "h%d CNAME a", "h%d CNAME b",
			func(n int) counts { return of(n, maxUpdates, "PUT") }, func(n int) counts { return counts{"PUT recordset": n} }},
	} {
		for _, n := range []int{1, 100, 1000, 5000} {
			for _, otc := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d %s, otc %t", n, tc.name, otc), func(t *testing.T) {
					t.Parallel()
					want := tc.want(n)
					if otc {
						want = tc.otc(n)
					}
					before, after := zonetest.Many(n, tc.before), zonetest.Many(n, tc.after)
					if n > 1000 || otc && n > 100 { // that a plan's requests are those that are sent is shown by the smaller ones
						require.Equal(t, total(want), planned(t, otc, before, after))
						return
					}
					l := newLab(t, huaweisim.Options{ActiveAfter: -1, OTC: otc})
					l.fill(t, before)
					require.Equal(t, want, l.costs(t, after))
				})
			}
		}
	}
}

// swapped are the requests of swaps, of which a batch has a hundred: there is nothing at the names between. Of many the first batch of
// a process has four, until the service has taken a task: that costs three requests, once.
func swapped(n int) counts {
	if n == 1 {
		return counts{"DELETE recordset": 1, "POST recordset": 1}
	}
	batches := 1 + (n-4+maxDeletes-1)/maxDeletes
	return counts{"DELETE recordsets": batches, "POST task": batches, "DELETE task": batches}
}

func total(c counts) (sum int) {
	for _, n := range c {
		sum += n
	}
	return sum
}

// planned gives the requests of a plan.
func planned(t *testing.T, otc bool, before, after string) (calls int) {
	t.Helper()
	p := &Provider{otc: otc, bulk: bulk{none: otc}}
	p.quota.asked = time.Now()
	live := liveOf(t, before)
	batches, err := p.Batches(live, changesOf(t, live, after))
	require.NoError(t, err)
	for _, b := range batches {
		calls += b.Calls
	}
	return calls
}
