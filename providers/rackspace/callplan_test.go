package rackspace

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
	"github.com/zonesync/zonesync/zone"
)

// writes are how many requests of each verb there are.
type writes struct{ delete, put, post int }

func (s *site) writes() writes {
	c := s.sim.Calls()
	return writes{c["DELETE domains/*/records"], c["PUT domains/*/records"], c["POST domains/*/records"]}
}

// costs carries a change of the zone out, holds the plan's calls against it, and gives its writes in their order.
func (s *site) costs(t *testing.T, text string) (writes, []string) {
	t.Helper()
	return s.spend(t, text, false)
}

// spend is costs, also of a full domain: the deletes that make room there may go before what is created.
func (s *site) spend(t *testing.T, text string, full bool) (writes, []string) {
	t.Helper()
	j := s.plan(t, text)
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	checked := slices.Clone(batches)
	if full {
		slices.SortStableFunc(checked, func(a, b providers.Batch) int { return cmp.Compare(onlyDeletes(a), onlyDeletes(b)) })
	}
	require.NoError(t, providertest.CheckBatches(s.Capabilities(), j.Plan.Changes(), checked))
	cost, err := apply.Estimate(j)
	require.NoError(t, err)
	before := s.writes()
	s.tap.Take()
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	var order []string
	for _, a := range s.tap.Take() {
		if a.Method != http.MethodGet && strings.HasSuffix(a.Path, "/records") {
			order = append(order, fmt.Sprintf("%s %d", a.Method, recordsIn(a)))
		}
	}
	now := s.writes()
	now = writes{now.delete - before.delete, now.put - before.put, now.post - before.post}
	require.Equal(t, now.delete+now.put+now.post+1, cost.Calls, "planned, with the verifying read")
	require.Empty(t, s.plan(t, text).Plan.Items)
	return now, order
}

func onlyDeletes(b providers.Batch) int {
	for _, c := range b.Changes {
		if c.Op() != zone.Delete {
			return 0
		}
	}
	return 1
}

// recordsIn counts those in a request.
func recordsIn(a providertest.Asked) int {
	if a.Method == http.MethodDelete {
		return strings.Count(a.Query, "id=")
	}
	var body items
	_ = json.Unmarshal([]byte(a.Body), &body) // the simulator has read it
	return len(body.Records)
}

func TestTheCallPlan(t *testing.T) {
	t.Parallel()
	perHundred := func(n int) int { return (n + 99) / 100 }
	for _, tc := range []struct {
		name, before, after string
		want                func(calls int) writes
		most                int // of them
	}{
		{"creates", "", "h%d A 192.0.2.1", func(n int) writes { return writes{post: n} }, 5000},
		{"updates", "h%d A 192.0.2.1", "h%d A 192.0.2.2", func(n int) writes { return writes{put: n} }, 5000},
		{"new TTLs", "h%d 600 A 192.0.2.1", "h%d 300 A 192.0.2.1", func(n int) writes { return writes{put: n} }, 1000},
		{"deletes", "h%d A 192.0.2.1", "", func(n int) writes { return writes{delete: n} }, 5000},
		{"values that come", "h%d A 192.0.2.1", "h%d A 192.0.2.1\nh%d A 192.0.2.2", func(n int) writes { return writes{post: n} }, 1000},
		{"values that go", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "h%d A 192.0.2.1", func(n int) writes { return writes{delete: n} }, 1000},
		{"mixed", "upd%d A 192.0.2.1\ndel%d A 192.0.2.1", "new%d A 192.0.2.1\nupd%d A 192.0.2.2",
			func(n int) writes { return writes{n, n, n} }, 5000},
		{"sets that grow and change", "h%d A 192.0.2.1", "h%d A 192.0.2.2\nh%d A 192.0.2.3", func(n int) writes { return writes{0, n, n} }, 1000},
		{"sets that shrink and change", "h%d A 192.0.2.1\nh%d A 192.0.2.2", "h%d A 192.0.2.3", func(n int) writes { return writes{n, n, 0} }, 1000},
		{"swaps", "h%d A 192.0.2.1", "h%d CNAME www", func(n int) writes { return writes{n, 0, n} }, 1000},
	} {
		for _, n := range []int{1, 100, 1000, 5000} {
			if n > tc.most {
				continue
			}
			t.Run(fmt.Sprintf("%d %s", n, tc.name), func(t *testing.T) {
				t.Parallel()
				if n > 1000 && testing.Short() {
					t.Skip("large")
				}
				s := newSite(t, rackspacesim.Options{JobDelay: -1, MaxRecords: 20_000})
				s.fill(t, zonetest.Many(n, tc.before))
				want := tc.want(perHundred(n))
				if tc.name == "swaps" && n > 50 { // two changes each, and a batch has 100
					want = tc.want(perHundred(2 * n))
				}
				got, _ := s.costs(t, zonetest.Many(n, tc.after))
				require.Equal(t, want, got)
			})
		}
	}
}

func TestADomainOf300RecordsIsReadWithOneLookUpAndThreePages(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, zonetest.Many(298, "h%d A 192.0.2.1"))
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, live.Records.Sets, 299, "two NS at the apex")
	require.Equal(t, map[string]int{
		"POST tokens": 1, "GET limits": 1, "GET domains": 1, "GET domains/*": 1, "GET domains/*/records": 2,
	}, s.sim.Calls())
	_, err = s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Equal(t, 1, s.sim.Calls()["GET domains"], "its id is known then")
	require.Equal(t, 1, s.sim.Calls()["GET limits"])
	require.Equal(t, 1, s.sim.Calls()["POST tokens"])
}

func TestManyChangesAreFewCalls(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, zonetest.Many(200, "upd%d A 192.0.2.1")+zonetest.Many(120, "del%d A 192.0.2.1"))
	got, order := s.costs(t, zonetest.Many(200, "upd%d A 192.0.2.2")+zonetest.Many(150, "new%d A 192.0.2.1"))
	require.Equal(t, writes{2, 2, 2}, got)
	require.Equal(t, []string{"PUT 100", "PUT 100", "POST 100", "POST 50", "DELETE 100", "DELETE 20"}, order)
}

func TestSetsOfEverySortShareCalls(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, zonetest.Many(40, "upd%d A 192.0.2.1")+zonetest.Many(20, "grow%d A 192.0.2.1")+zonetest.Many(30, "del%d A 192.0.2.1"))
	got, order := s.costs(t, zonetest.Many(40, "upd%d A 192.0.2.2")+zonetest.Many(20, "grow%d A 192.0.2.2\ngrow%d A 192.0.2.3")+zonetest.Many(40, "new%d A 192.0.2.1"))
	require.Equal(t, writes{1, 1, 1}, got)
	require.Equal(t, []string{"PUT 60", "POST 60", "DELETE 30"}, order)
}

func TestAFullDomainDeletesJustEnoughFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, zonetest.Many(358, "stay%d A 192.0.2.1")+zonetest.Many(120, "del%d A 192.0.2.1")) // and the apex's NS
	_, order := s.spend(t, zonetest.Many(358, "stay%d A 192.0.2.1")+zonetest.Many(100, "new%d A 192.0.2.1"), true)
	require.Equal(t, []string{"DELETE 80", "POST 100", "DELETE 40"}, order)
}

func TestAFullDomainMakesRoomForSeveralCalls(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, zonetest.Many(248, "stay%d A 192.0.2.1\ndel%d A 192.0.2.1"))
	_, order := s.spend(t, zonetest.Many(248, "stay%d A 192.0.2.2\nnew%d A 192.0.2.1"), true)
	require.Equal(t, []string{
		"PUT 100", "PUT 100", "PUT 48", "DELETE 100", "DELETE 100", "DELETE 46", "POST 100", "POST 100", "POST 48", "DELETE 2",
	}, order)
}

func TestWhatDoesNotFitIsToldByThePlan(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{MaxRecords: 40})
	s.fill(t, zonetest.Many(30, "h%d A 192.0.2.1"))
	j := s.plan(t, zonetest.Many(29, "h%d A 192.0.2.1")+zonetest.Many(12, "new%d A 192.0.2.1"))
	_, err := apply.Estimate(j)
	require.EqualError(t, err, "rackspace: plan domain example.org.: the domain has 32 records and would have 43, and the account's limit is 40 records per domain")
	require.Equal(t, limitHint, providers.Hint(err))
	require.Error(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Zero(t, s.writes())
}

// TestSetsStayInOneRequest: what a POST or PUT does is all or nothing, so a set is never half there.
func TestSetsStayInOneRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	three := func(n int) string {
		return fmt.Sprintf("h%%d A 192.0.2.%d\nh%%d A 192.0.2.%d\nh%%d A 192.0.2.%d", n, n+1, n+2)
	}
	_, order := s.costs(t, zonetest.Many(50, three(1)))
	require.Equal(t, []string{"POST 99", "POST 51"}, order)
	_, order = s.costs(t, zonetest.Many(50, three(4)))
	require.Equal(t, []string{"PUT 99", "PUT 51"}, order)
}

func TestASetThatIsTooLargeForOneRequestIsOneBatch(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	text := ""
	for i := range 250 {
		text += fmt.Sprintf("www A 192.0.2.%d\n", i)
	}
	_, order := s.costs(t, text)
	require.Equal(t, []string{"POST 100", "POST 100", "POST 50"}, order)
}

func TestANewDomainTakesItsFirstRecordsWithIt(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	const created = "example.com."
	j := s.plan(t, zonetest.Many(250, "h%d A 192.0.2.1"))
	for i, it := range j.Plan.Items {
		set := *it.New
		set.Name = strings.Replace(set.Name, origin, created, 1)
		j.Plan.Items[i].New = &set
	}
	batches, err := s.Batches(providers.Live{Ref: providers.Ref{Origin: created}, Missing: true}, j.Plan.Changes())
	require.NoError(t, err)
	var sizes []int
	for _, b := range batches {
		sizes = append(sizes, len(b.Changes))
		require.Equal(t, 1, b.Calls)
	}
	require.Equal(t, []int{99, 100, 51}, sizes)
	missing := providers.Live{Ref: providers.Ref{Origin: created}, Missing: true}
	for _, b := range batches {
		require.NoError(t, s.Send(t.Context(), missing, b))
	}
	require.Len(t, s.sim.Records(created), 252)
	require.Equal(t, 1, s.sim.Calls()["POST domains"])
	require.Equal(t, 2, s.writes().post)
}

func TestADomainWithoutRecordsIsMade(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	missing := providers.Live{Ref: providers.Ref{Origin: "example.com."}, Missing: true}
	batches, err := s.Batches(missing, nil)
	require.NoError(t, err)
	require.Len(t, batches, 1)
	require.NoError(t, s.Send(t.Context(), missing, batches[0]))
	require.Len(t, s.sim.Records("example.com."), 2)
}

func TestANewDomainNeedsAMailAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{}, func(s *settings) { s.Email = "" })
	_, err := s.Batches(providers.Live{Ref: providers.Ref{Origin: "example.com."}, Missing: true}, nil)
	require.ErrorContains(t, err, "needs the mail address")
	require.Equal(t, "set email in the provider's settings", providers.Hint(err))
}
