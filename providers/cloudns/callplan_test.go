package cloudns

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestTheCallPlan counts the simulator's requests for n changed names, which are 2n records, against the call plan: one bulk
// create for each 100 new records, one bulk delete for each 100 that go, one edit for each whose TTL changes.
func TestTheCallPlan(t *testing.T) {
	t.Parallel()
	perHundred := func(n int) int { return (n + 99) / 100 }
	for _, tc := range []struct {
		name, before, after     string
		creates, deletes, edits func(n int) int // calls
	}{
		{"creates", "", "h%d A 192.0.2.1", func(n int) int { return perHundred(2 * n) }, none, none},
		{"updates", "h%d A 192.0.2.1", "h%d A 192.0.2.2",
			func(n int) int { return perHundred(2 * n) }, func(n int) int { return perHundred(2 * n) }, none},
		{"deletes", "h%d A 192.0.2.1", "", none, func(n int) int { return perHundred(2 * n) }, none},
		{"edits", "h%d 60 A 192.0.2.1", "h%d 300 A 192.0.2.1", none, none, func(n int) int { return 2 * n }},
		{"mixed", "upd%d A 192.0.2.1\ndel%d A 192.0.2.1", "new%d A 192.0.2.1\nupd%d A 192.0.2.2",
			func(n int) int { return perHundred(4 * n) }, func(n int) int { return perHundred(4 * n) }, none},
	} {
		for _, n := range []int{1, 100, 1000, 5000} {
			t.Run(fmt.Sprintf("%d %s", n, tc.name), func(t *testing.T) {
				t.Parallel()
				if n > 1000 && testing.Short() {
					t.Skip("large")
				}
				s := newSite(t, cloudnssim.Options{ActivateAfter: -1})
				s.fill(t, zonetest.Many(n, tc.before))
				j := s.plan(t, zonetest.Many(n, tc.after))
				cost, err := apply.Estimate(j)
				require.NoError(t, err)
				want := tc.creates(n) + tc.deletes(n) + tc.edits(n)
				require.Equal(t, want+1, cost.Calls, "planned, with the verifying read")

				reads, writes := s.sim.Requests()
				before, polls := s.sim.Calls(), s.polls.Load()
				require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
				now, after := s.sim.Calls(), 0
				after, _ = s.sim.Requests()
				require.Equal(t, 1, after-reads-int(s.polls.Load()-polls), "reads that are no polls")
				_, total := s.sim.Requests()
				require.Equal(t, want, total-writes, "writes")
				for action, n := range map[string]int{"bulk_rec_new": tc.creates(n), "bulk_rec_delete": tc.deletes(n), "rec_edit": tc.edits(n)} {
					require.Equal(t, n, now[action]-before[action], action)
				}
			})
		}
	}
}

func none(int) int { return 0 }

// fill puts records into the simulator past the API.
func (s *site) fill(t *testing.T, text string) {
	t.Helper()
	k := kept{origin: origin}
	expanded, err := records(t, text).Expand(lines)
	require.NoError(t, err)
	for _, set := range expanded.Sets {
		for _, e := range k.entries(&set) {
			require.NoError(t, s.sim.Plant(origin, cloudnssim.Record{
				Name: e.Name, Type: e.Type, Content: e.Content, TTL: int64(e.TTL), ISP: e.ISP, Prio: int64(e.Prio), Status: cloudnssim.Active,
			}))
		}
	}
}

func TestNewRecordsOnTwoLinesGoInNineCallsWithBothLinesOfAName(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	s.reach(t, zonetest.Many(450, "h%d A 192.0.2.1"))
	forms := s.tap.asked("bulk_rec_new")
	require.Len(t, forms, 9)
	for _, f := range forms {
		var entries []entry
		require.NoError(t, json.Unmarshal([]byte(f.Get("records")), &entries))
		require.Len(t, entries, 100)
		for i := 0; i < len(entries); i += 2 {
			a, b := entries[i], entries[i+1]
			require.Equal(t, []string{"tel", "uni"}, []string{a.ISP, b.ISP})
			require.Equal(t, a.Name, b.Name)
		}
	}
}

// TestWaitingReadsTheEndOfTheList: a zone of thousands is not read again for each hundred that change.
func TestWaitingReadsTheEndOfTheList(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: -1})
	s.fill(t, zonetest.Many(100, "stay%d A 192.0.2.1\nto%d A 192.0.2.1\nto%d A 192.0.2.2\nupd%d A 192.0.2.1"))
	j := s.plan(t, zonetest.Many(100, "stay%d A 192.0.2.1\nto%d CNAME upd%d\nupd%d A 192.0.2.2\nnew%d A 192.0.2.1"))
	s.tap.asked("")
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.NoError(t, r.Err)
	var offsets []string
	for _, f := range s.tap.asked("rec_load_all") {
		offsets = append(offsets, f.Get("offset"))
	}
	require.Equal(t, []string{"800", "900", "1000", "1000", "0"}, offsets, "of creates and of updates, and the verifying read")
}

func TestSetsOfThreeStayTogetherWithTheirOtherLine(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	s.reach(t, zonetest.Many(50, "h%d A 192.0.2.1\nh%d A 192.0.2.2\nh%d A 192.0.2.3"))
	calls := map[string]map[int]bool{}
	for i, f := range s.tap.asked("bulk_rec_new") {
		var entries []entry
		require.NoError(t, json.Unmarshal([]byte(f.Get("records")), &entries))
		for _, e := range entries {
			if calls[e.Name] == nil {
				calls[e.Name] = map[int]bool{}
			}
			calls[e.Name][i] = true
		}
	}
	require.Len(t, calls, 50)
	for name, in := range calls {
		require.Len(t, in, 1, name)
	}
}

func TestASetThatNeedsSeveralCallsIsOneBatch(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: -1}, func(s *settings) { s.Chunk = 10 })
	text := ""
	for i := range 25 {
		text += fmt.Sprintf("www A 192.0.2.%d\n", i)
	}
	batches, err := s.Batches(s.plan(t, text).Live, s.plan(t, text).Plan.Changes())
	require.NoError(t, err)
	require.Len(t, batches, 1)
	require.Equal(t, 5, batches[0].Calls)
	s.reach(t, text)
	require.Len(t, s.tap.asked("bulk_rec_new"), 5)
	s.reach(t, "")
	require.Len(t, s.tap.asked("bulk_rec_delete"), 5)
}

func TestAChunkOfOneStillWorks(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: -1, MaxBulk: 1}, func(s *settings) { s.Chunk = 1 })
	require.Equal(t, 2, s.Capabilities().MaxBatch, "a name has two lines")
	s.reach(t, "www A 192.0.2.1\nmail CNAME www\nswap MX 10 www\nswap TXT x")
	s.reach(t, "www A 192.0.2.2\nmail A 192.0.2.3\nswap CNAME www")
}
