package designate

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func (s *v2Site) fetch(t *testing.T) providers.Live {
	t.Helper()
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
	require.NoError(t, err)
	return live
}

func TestV2LeavesAloneWhatItCannotRead(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.plant(t, "a.example.org.", "MX", nil, "10 mail.example.org.", "no preference")
	s.plant(t, "b.example.org.", "WONDER", nil, "x")
	s.plant(t, "c.example.net.", "A", nil, "192.0.2.1")
	live := s.fetch(t)
	require.Len(t, live.Records.Sets, 2, "SOA and NS")
	require.Equal(t, []string{
		"a.example.org. MX is left alone: its content cannot be read",
		"b.example.org. WONDER is left alone: zonesync does not know the type",
		"c.example.net. A is left alone: the name is not in the zone",
	}, live.Warnings)

	s.reach(t, "h A 192.0.2.1")
	r := apply.Zone(t.Context(), s.plan(t, "h A 192.0.2.1\na MX 20 mail\nb A 192.0.2.1"), providertest.Options())
	require.ErrorContains(t, r.Err, "example.org.zone:1: a.example.org. MX: designate: create a.example.org. MX: there is a set in its place that zonesync leaves alone")
	require.True(t, r.Verified)
	require.Equal(t, 1, r.Done())
	require.Equal(t, []string{"10 mail.example.org.", "no preference"}, s.values("a.example.org.", "MX"))
	require.Equal(t, []string{"x"}, s.values("b.example.org.", "WONDER"))
}

func TestV2FillsASetWithoutRecords(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.plant(t, "h.example.org.", "A", nil)
	require.Empty(t, s.plan(t, "").Plan.Items, "it answers nothing")
	s.reach(t, "h A 192.0.2.1")
	require.Zero(t, s.sim.Calls()["POST recordset"])
	require.Equal(t, []string{"192.0.2.1"}, s.values("h.example.org.", "A"))
}

// TestV2MakesOneOfSetsWhoseNamesDifferInCase: databases that tell capitals apart let there be both.
func TestV2MakesOneOfSetsWhoseNamesDifferInCase(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		second string
		ttl    int
		text   string
	}{
		"with the same records":   {"192.0.2.1", 3600, "h A 192.0.2.1"},
		"with other records":      {"192.0.2.2", 3600, "h A 192.0.2.1\nh A 192.0.2.2"},
		"with another TTL":        {"192.0.2.1", 60, "h A 192.0.2.1"},
		"of which none is wanted": {"192.0.2.1", 3600, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.plant(t, "h.example.org.", "A", nil, "192.0.2.1")
			s.plant(t, "H.example.org.", "A", &tc.ttl, tc.second)
			j := s.plan(t, tc.text)
			cost, err := apply.Estimate(j)
			require.NoError(t, err)
			require.Equal(t, 3, cost.Calls)
			s.reach(t, tc.text)
			require.Equal(t, 1, v2one(s.values("h.example.org.", "A"))+v2one(s.values("H.example.org.", "A"))+one(tc.text == ""))
		})
	}
}

func v2one(values []string) int { return one(len(values) > 0) }

func TestV2ProvesAListWhole(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.fill(t, zonetest.Many(1500, "h%d A 192.0.2.1"))
	s.sim.Arm(simulator.Fault{Kind: simulator.Truncated})
	live := s.fetch(t)
	require.Len(t, live.Records.Sets, 1502, "it is read again")
	require.Empty(t, live.Unproven)

	s.sim.Arm(simulator.Fault{Kind: simulator.Truncated, Count: 2})
	live = s.fetch(t)
	require.Regexp(t, `^the service counts 1502 of them, and has listed \d+$`, live.Unproven)
	require.Empty(t, live.Warnings)
}

// TestV2TakesNoAnswerForAnEmptyZone: what stands between may answer with success and nonsense.
func TestV2TakesNoAnswerForAnEmptyZone(t *testing.T) {
	t.Parallel()
	const id = "a86dba58-0043-4cc6-a1bb-69d5e86f3ca3"
	good := `{"zones":[{"id":"` + id + `","name":"example.org.","ttl":3600,"type":"PRIMARY"}]}`
	soa := `{"id":"s","name":"example.org.","type":"SOA","ttl":null,"records":["ns. a. 1 2 3 4 5"]}`
	for name, tc := range map[string]struct {
		zones, sets string
		want        string // of the error, or of Unproven
	}{
		"an empty answer":             {"", "", "empty answer"},
		"null":                        {"null", "", "answer is null"},
		"a web page":                  {"<html>", "", "web page"},
		"no list of zones":            {"{}", "", "no list"},
		"another zone only":           {`{"zones":[{"id":"x","name":"example.net."}]}`, "", "no such zone"},
		"two zones of the name":       {`{"zones":[{"id":"x","name":"example.org."},{"id":"y","name":"example.org."}]}`, "", "2 zones of this name"},
		"a zone that goes":            {`{"zones":[{"id":"x","name":"example.org.","action":"DELETE","status":"PENDING"}]}`, "", "no such zone"},
		"no list of sets":             {good, "{}", "no list"},
		"a set without a list":        {good, `{"recordsets":[{"id":"a","name":"h.example.org.","type":"A"}]}`, "h.example.org. A has no list of records"},
		"a set without an id":         {good, `{"recordsets":[{"name":"h.example.org.","type":"A","records":[]}]}`, "without an id"},
		"a set twice":                 {good, `{"recordsets":[` + soa + "," + soa + `]}`, "twice"},
		"a page that comes again":     {good, `{"recordsets":[` + soa + `],"links":{"next":"x"}}`, "twice"},
		"no set at all":               {good, `{"recordsets":[]}`, "no SOA"},
		"fewer sets than are counted": {good, `{"recordsets":[` + soa + `],"metadata":{"total_count":2}}`, "counts 2 of them, and has listed 1"},
		"more sets than are counted":  {good, `{"recordsets":[` + soa + `],"metadata":{"total_count":0}}`, "counts 0 of them, and has listed 1"},
		"a TTL that is none":          {good, `{"recordsets":[{"id":"a","ttl":-1,"records":[]}]}`, "unexpected number"},
		"all of it, without a count":  {good, `{"recordsets":[` + soa + `]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/recordsets") {
					fmt.Fprint(w, tc.sets)
				} else {
					fmt.Fprint(w, tc.zones)
				}
				return true
			})
			live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
			if err == nil {
				require.Equal(t, tc.want == "", live.Unproven == "")
				require.Contains(t, live.Unproven, tc.want)
				return
			}
			require.ErrorContains(t, err, tc.want)
			require.NotEmpty(t, tc.want)
			if strings.Contains(tc.want, "of this name") {
				require.Contains(t, providers.Hint(err), "all_projects")
			}
		})
	}
}

func TestV2FindsAZoneThatWasMadeAnew(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	live, err := s.Fetch(t.Context(), providers.Ref{ID: "a86dba58-0043-4cc6-a1bb-69d5e86f3ca3", Origin: v2Origin})
	require.NoError(t, err)
	require.Equal(t, s.sim.ZoneID(v2Origin), live.ID)
	_, err = s.Fetch(t.Context(), providers.Ref{ID: live.ID, Origin: "example.net."})
	require.ErrorIs(t, err, providers.ErrProtocol, "an id of another zone")
}

func TestV2DoesNotWriteSecondaries(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	live := s.fetch(t)
	live.Private = &v2Kept{secondary: true}
	_, err := s.Batches(live, s.plan(t, "h A 192.0.2.1").Plan.Changes())
	require.ErrorContains(t, err, "the zone is SECONDARY")
	require.Equal(t, "point zonesync at the primary", providers.Hint(err))
}

func TestV2ListsZonesThatStay(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{ActiveAfter: time.Hour})
	for i := range 1100 {
		require.NoError(t, s.sim.AddZone(fmt.Sprintf("z%d.test.", i)))
	}
	id := s.create(t, v2Created)
	require.NoError(t, s.do(t.Context(), call{method: http.MethodDelete, path: []string{apiV2, "zones", id}}))
	refs, err := s.Zones(t.Context())
	require.NoError(t, err)
	require.Len(t, refs, 1101)
	require.Equal(t, 2, s.sim.Calls()["GET zones"])
}

func TestV2GivesAZoneItsOwnTTLForNull(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.plant(t, "h.example.org.", "A", nil, "192.0.2.1")
	require.NoError(t, s.do(t.Context(), call{method: http.MethodPatch, path: []string{apiV2, "zones", s.sim.ZoneID(v2Origin)}, body: v2Zone{TTL: 77}}))
	require.Empty(t, v2Plan(t, s.Provider, zonetest.Parse(t, v2Origin, "", "h 77 A 192.0.2.1")).Plan.Items)
}

// TestV2ComesThroughWithWhatIsLost: whatever is lost of which request, the zone is what it should be in the end.
func TestV2ComesThroughWithWhatIsLost(t *testing.T) {
	t.Parallel()
	before := zonetest.Many(10, "old%d A 192.0.2.1\nboth%d A 192.0.2.1\nto%d A 192.0.2.1\nfrom%d CNAME both%d")
	after := zonetest.Many(10, "new%d A 192.0.2.2\nboth%d A 192.0.2.2\nto%d CNAME both%d\nfrom%d A 192.0.2.2")
	for n := 0; n < 70; n += 9 {
		for _, done := range []bool{true, false} {
			t.Run(fmt.Sprintf("the %dth write, done %v", n, done), func(t *testing.T) {
				t.Parallel()
				s := newV2Site(t, designatesim.Options{})
				s.fill(t, before)
				j, writes := s.plan(t, after), s.lose(n, done)
				require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
				require.Empty(t, s.plan(t, after).Plan.Items)
				require.Equal(t, 70+one(!done), writes(), "what was lost, and nothing else, is sent again")
			})
		}
	}
}

// TestV2BeginsAListAnew: what a page was to begin behind has been deleted.
func TestV2BeginsAListAnew(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		gone int
		want error
	}{"once": {1, nil}, "again and again": {100, providers.ErrTemporary}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.fill(t, zonetest.Many(1500, "h%d A 192.0.2.1"))
			var markers []string
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, "/recordsets") {
					return false
				}
				marker := r.URL.Query().Get("marker")
				if markers = append(markers, marker); marker == "" || len(markers) > 2*tc.gone {
					return false
				}
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `{"code":400,"type":"marker_not_found"}`)
				return true
			})
			live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
			require.Equal(t, tc.want != nil, errors.Is(err, providers.ErrTemporary), err)
			require.Len(t, markers, 4)
			require.Empty(t, markers[2], "the second time begins with the first page")
			if tc.want == nil {
				require.NoError(t, err)
				require.Len(t, live.Records.Sets, 1502)
				require.Empty(t, live.Unproven)
			}
		})
	}
}
