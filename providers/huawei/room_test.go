package huawei

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// stuck plants a set that is being deleted, and never goes.
func (l *lab) stuck(t *testing.T, name, kind, value string) {
	t.Helper()
	require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: name + "." + origin, Type: kind, Records: []string{value}, Status: statusPendingDelete}))
}

// deleting has the service say for so many looks that an A set is still being deleted; n counts the looks.
func (l *lab) deleting(name string, looks int, each func(n int)) {
	n := 0
	l.says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("status") != statusPendingDelete {
			return false
		}
		n++
		each(n)
		if n > looks {
			return false
		}
		_, _ = fmt.Fprintf(w, `{"recordsets":[{"id":"x","name":"%s.example.org.","type":"A","status":"PENDING_DELETE","line":"default_view"}],
			"links":{},"metadata":{"total_count":1}}`, name)
		return true
	})
}

// TestWhatClashesWithNothingThatGoesWaitsForNothing: of other types, other names, and beside a CNAME on another line.
func TestWhatClashesWithNothingThatGoesWaitsForNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.patience = 0
	l.stuck(t, "www", "A", "192.0.2.1")
	r := apply.Zone(t.Context(), l.plan(t, zonetest.Many(20, "h%d A 192.0.2.1")+"www TXT x"), providertest.Options())
	require.NoError(t, r.Err)
	require.Equal(t, 21, r.Done())
}

// TestOnlyWhatSomethingIsInTheWayOfFails when it does not go in time: its like, or a CNAME, whichever of the two it is.
func TestOnlyWhatSomethingIsInTheWayOfFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ going, value, comes string }{
		"the same":        {"A", "192.0.2.1", "www A 192.0.2.2"},
		"a CNAME comes":   {"A", "192.0.2.1", "www CNAME w.example.net."},
		"a CNAME goes":    {"CNAME", "w.example.net.", "www A 192.0.2.2"},
		"another CNAME":   {"CNAME", "w.example.net.", "www CNAME v.example.net."},
		"both of a batch": {"CNAME", "w.example.net.", "www A 192.0.2.2\nwww TXT x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: -1})
			l.patience = time.Millisecond
			l.stuck(t, "www", tc.going, tc.value)
			j, b := l.firstBatch(t, zonetest.Many(20, "h%d A 192.0.2.1")+tc.comes)
			err := l.Send(t.Context(), j.Live, b)
			require.ErrorIs(t, err, providers.ErrInvalid, "which keeps nothing else from being sent")
			require.ErrorContains(t, err, "what was deleted is still there after 1ms")
			var told *providers.BatchError
			require.ErrorAs(t, err, &told)
			for i, c := range b.Changes {
				want := providers.Done
				if c.Key().Name == "www."+origin {
					want = providers.NotDone
				}
				require.Equal(t, want, told.Outcomes[i], c.Key())
			}
		})
	}
}

// TestOneDeleteThatLastsKeepsNoOtherNameEmpty: the others are filled after the look that finds them free.
func TestOneDeleteThatLastsKeepsNoOtherNameEmpty(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.fill(t, zonetest.Many(10, "h%d A 192.0.2.1"))
	j := l.plan(t, zonetest.Many(10, "h%d CNAME www.example.net."))
	l.bulk.prove(byTask) // or the first of them would be few
	var there []int
	l.deleting("h3", 2, func(int) { there = append(there, len(inhabited(l.sim))) })
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Equal(t, []int{1, 1 + 9, 1 + 9}, there, "at each look")
	require.Len(t, inhabited(l.sim), 1+10)
}

// TestSwapsGoOnBehindADeleteThatLasts, where a few of a batch are sent at a time: since it was packed the service refuses tasks.
func TestSwapsGoOnBehindADeleteThatLasts(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.patience = time.Millisecond
	l.fill(t, zonetest.Many(8, "h%d A 192.0.2.1"))
	l.bulk.prove(byTask)
	j, b := l.firstBatch(t, zonetest.Many(8, "h%d CNAME www.example.net."))
	l.bulk.close(byTask)
	l.deleting("h0", 1000, func(int) {})
	require.ErrorIs(t, l.Send(t.Context(), j.Live, b), providers.ErrInvalid)
	require.Len(t, inhabited(l.sim), 1+7)
}

// TestADeleteThatNeverEndsHoldsUpNothingElse: it is waited for once, whoever has begun it, and the rest of the plan is carried out.
func TestADeleteThatNeverEndsHoldsUpNothingElse(t *testing.T) {
	const before = "stays CNAME www\nold0 A 192.0.2.1\nold1 A 192.0.2.1\n"
	for name, tc := range map[string]struct {
		left  string // what is being deleted before the plan is made
		swaps int
	}{
		"begun elsewhere":     {left: "h0"},
		"a swap's own":        {swaps: 1},
		"those of many swaps": {swaps: 4},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := huaweisim.New(huaweisim.Options{})
				p := openDirect(t, sim)
				l := lab{Provider: p, sim: sim}
				plantHosts(t, sim, tc.swaps, "h%d")
				l.fill(t, before)
				if tc.left != "" {
					l.stuck(t, tc.left, "A", "192.0.2.9")
				}
				for i := range tc.swaps {
					sim.FailNext(fmt.Sprintf("h%d.", i) + origin)
				}
				want := zonetest.Parse(t, origin, "zone", zonetest.Many(max(tc.swaps, 1), "h%d CNAME www")+"stays CNAME www\nnew A 192.0.2.1")
				at := time.Now()
				r := apply.Zone(t.Context(), planZone(t, p, want), apply.Options{})
				require.ErrorContains(t, r.Err, "what was deleted is still there after 10m0s")
				require.Less(t, time.Since(at), 15*time.Minute)
				for _, c := range r.Changes {
					waits := c.Op() == zone.Create && c.Key().Name[0] == 'h'
					require.Equal(t, !waits, c.Outcome == providers.Done, "%s %s: %v", c.Op(), c.Key(), c.Err)
				}
				at = time.Now()
				r = apply.Zone(t.Context(), planZone(t, p, want), apply.Options{})
				require.ErrorContains(t, r.Err, "what was deleted is still there after 10m0s")
				require.Less(t, time.Since(at), time.Minute, "in another run, too")
			})
		})
	}
}
