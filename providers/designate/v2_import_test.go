package designate

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestV2WaitsForAnImportOfAnEarlierProcess: a killed process leaves an import that goes on.
func TestV2WaitsForAnImportOfAnEarlierProcess(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{ActiveAfter: 400 * time.Millisecond})
	s.patience = 0
	var job string
	ctx := providers.WithJobs(t.Context(), func(id string) { job = id })
	want := zonetest.Parse(t, v2Created, "", "h A 192.0.2.1")
	j := s.creation(t, want)
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	err = s.Send(ctx, j.Live, batches[0])
	require.ErrorIs(t, err, providers.ErrPending)
	var told *providers.BatchError
	require.ErrorAs(t, err, &told)
	require.Equal(t, []providers.Outcome{providers.Unknown}, told.Outcomes)

	s.patience = 10 * time.Second
	require.NoError(t, s.Resume(t.Context(), j.Live.Ref, job))
	require.Empty(t, v2Plan(t, s.Provider, want).Plan.Items)
	require.NoError(t, s.Resume(t.Context(), j.Live.Ref, job), "it is known no more")
}

// TestV2GivesLargeImportsMoreTime: what is bounded is the wait beyond what so many sets take.
func TestV2GivesLargeImportsMoreTime(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{ActiveAfter: 300 * time.Millisecond})
	s.patience = 0
	s.make(t, zonetest.Parse(t, v2Created, "", zonetest.Many(100, "h%d A 192.0.2.1")))
}

// TestV2VouchesForNoImportThatItLostSightOf: that its state cannot be asked does not mean that it has stopped.
func TestV2VouchesForNoImportThatItLostSightOf(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/imports/") {
			http.Error(w, `{"code":403,"type":"forbidden"}`, http.StatusForbidden)
			return true
		}
		return false
	})
	j := s.creation(t, zonetest.Parse(t, v2Created, "", "h A 192.0.2.1"))
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	var told *providers.BatchError
	require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[0]), &told)
	require.Equal(t, []providers.Outcome{providers.Unknown}, told.Outcomes)
}

// answers makes the service, or what stands before it, give one answer to requests of a verb below a path.
func (s *v2Site) answers(method, path string, status int, body string) {
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != method || !strings.Contains(r.URL.Path, path) {
			return false
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	})
}

// TestV2MakesAZoneWhereImportsAreNotAllowed: not every refusal of an import would be one of the zone.
func TestV2MakesAZoneWhereImportsAreNotAllowed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		falls  bool
	}{
		"a policy forbids them":           {403, `{"code":403,"type":"forbidden","message":"Forbidden"}`, true},
		"a proxy forbids them":            {403, `<html>forbidden`, true},
		"a proxy knows no such path":      {404, `<html>no such page`, true},
		"the service knows no such path":  {404, `{"code":404,"type":"not_found"}`, true},
		"a proxy lets no such verb pass":  {405, `method not allowed`, true},
		"another content is wanted":       {415, `{"code":415,"type":"unsupported_content_type"}`, true},
		"it is too large":                 {413, `too large`, true},
		"the login has ended":             {401, ``, false},
		"a proxy has waited too long":     {408, ``, false},
		"there is such a zone":            {409, `{"code":409,"type":"duplicate_zone"}`, false},
		"the quota of zones is used up":   {413, `{"code":413,"type":"over_quota"}`, false},
		"the service is busy":             {429, ``, false},
		"the service is being maintained": {503, ``, false},
		"the service fails":               {500, ``, false},
		"a page leads elsewhere":          {302, ``, false},
		"what it took is not understood":  {202, `<html>accepted`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.answers(http.MethodPost, "/imports", tc.status, tc.body)
			want := zonetest.Parse(t, v2Created, "", zonetest.Many(5, "h%d A 192.0.2.1"))
			if tc.falls {
				calls := s.make(t, want)
				require.Equal(t, []int{1, 5}, []int{calls["POST zone"], calls["POST recordset"]})
				return
			}
			j := s.creation(t, want)
			batches, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			require.Error(t, s.Send(t.Context(), j.Live, batches[0]))
			require.Zero(t, s.sim.Calls()["POST zone"])
		})
	}
}

// TestV2TellsAnAddressThatIsNotSet: an import cannot say an address with a dot before the @. What it makes of it is told as long
// as it stays.
func TestV2TellsAnAddressThatIsNotSet(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Email = "ann.other@example.org" })
	s.answers(http.MethodPatch, "/zones/", http.StatusTooManyRequests, "")
	want := zonetest.Parse(t, v2Created, "", "a A 192.0.2.1")
	r := apply.Zone(t.Context(), s.creation(t, want), providertest.Options())
	require.NoError(t, r.Err)
	require.Contains(t, s.log.String(), "the zone has not got its mail address")
	told := "the zone's mail address is ann@other.example.org, as an import spells ann.other@example.org, and could not be set then: set it at the service"
	require.Contains(t, r.Live.Warnings, told)

	s.tap.Says(nil)
	id := s.sim.ZoneID(v2Created)
	require.Contains(t, v2Plan(t, s.Provider, want).Live.Warnings, told)
	require.NoError(t, s.do(t.Context(), call{method: http.MethodPatch, path: []string{apiV2, "zones", id}, body: v2Zone{Email: "ann.other@example.org"}}))
	require.NotContains(t, fmt.Sprint(v2Plan(t, s.Provider, want).Live.Warnings), "mail address")
}
