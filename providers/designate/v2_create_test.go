package designate

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

const v2Created = "example.com."

// creation plans a zone that is not there.
func (s *v2Site) creation(t *testing.T, want zone.Zone, rules ...func(*diff.Rules)) apply.Job {
	t.Helper()
	missing := providers.Live{Ref: providers.Ref{Origin: want.Origin}, Missing: true}
	return v2PlanOn(t, s.Provider, missing, want, rules...)
}

// make makes the zone example.com, proves that it is as wanted, and gives the calls that it took.
func (s *v2Site) make(t *testing.T, want zone.Zone, rules ...func(*diff.Rules)) map[string]int {
	t.Helper()
	require.NoError(t, apply.Zone(t.Context(), s.creation(t, want, rules...), providertest.Options()).Err)
	calls := s.sim.Calls()
	require.Empty(t, v2Plan(t, s.Provider, want, rules...).Plan.Items)
	return calls
}

func TestV2MakesAZoneByOneImport(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	want := zonetest.Parse(t, v2Created, "example.com.zone", strings.Join([]string{
		`@ MX 10 mail`, `@ TXT "v=spf1 -all"`, `www 300 A 192.0.2.1`, `www AAAA 2001:db8::1`, `alias CNAME www`, `sub NS ns.example.net.`,
		`t TXT "say \"hi\"; \\o/" "\195\188"`, `k TXT "` + strings.Repeat("k", 255) + `" "` + strings.Repeat("l", 255) + `"`,
		`c CAA 0 issue "ca.example.net"`, `_s._tcp SRV 0 5 443 www`, `f SSHFP 4 2 ` + strings.Repeat("ab", 32), `*.w A 192.0.2.2`,
	}, "\n"))
	calls := s.make(t, want)
	require.Equal(t, []int{1, 1, 0, 0}, []int{calls["POST import"], calls["DELETE import"], calls["POST zone"], calls["POST recordset"]})
	body := ""
	for _, a := range s.tap.Take("POST") {
		body = a.Body
	}
	require.True(t, strings.HasPrefix(body, "$ORIGIN example.com.\n@ 3600 IN SOA ns.invalid. hostmaster.example.org. "), body)
}

func TestV2CountsTheCallsOfAnImport(t *testing.T) {
	t.Parallel()
	for email, calls := range map[string]int{"hostmaster@example.org": 2, "ann.other@example.org": 3} {
		s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Email = email })
		s.spec.(*v2).askLimits(t.Context())
		want := zonetest.Parse(t, v2Created, "", zonetest.Many(300, "h%d A 192.0.2.1"))
		cost, err := apply.Estimate(s.creation(t, want))
		require.NoError(t, err)
		require.Equal(t, calls+1, cost.Calls, "and the verifying read")
		s.make(t, want)
		z, err := s.spec.(*v2).zone(t.Context(), "", providers.Ref{Origin: v2Created})
		require.NoError(t, err)
		require.Equal(t, email, z.Email)
	}
}

func TestV2SendsWhatAnImportWouldChangeByItself(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	want := zonetest.Parse(t, v2Created, "", "a 60 A 192.0.2.1\nb 0 A 192.0.2.1\nc 60 A 192.0.2.1")
	want.Sets[2].Comment = "ask Ann"
	calls := s.make(t, want, func(r *diff.Rules) { r.Comments = "sync" })
	require.Equal(t, []int{1, 2}, []int{calls["POST import"], calls["POST recordset"]})
}

func TestV2ImportsAsMuchAsARequestHolds(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{ActiveAfter: -1})
	calls := s.make(t, zonetest.Parse(t, v2Created, "", zonetest.Many(4000, "h%d A 192.0.2.1")))
	require.Equal(t, 1, calls["POST import"])
	require.Greater(t, calls["POST recordset"], 100)
	for _, a := range s.tap.Take("POST") {
		require.LessOrEqual(t, len(a.Body), maxImport)
	}
}

func TestV2MakesAZoneWithoutRecords(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	j := s.creation(t, zonetest.Parse(t, v2Created, "", "@ SOA ns a 1 2 3 4 5"))
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.NotEmpty(t, s.sim.ZoneID(v2Created))
	require.Zero(t, s.sim.Calls()["POST import"])
}

func TestV2NeedsAnAddressForANewZone(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Email = "" })
	_, err := apply.Estimate(s.creation(t, zonetest.Parse(t, v2Created, "", "a A 192.0.2.1")))
	require.ErrorContains(t, err, "needs the mail address")
	require.Equal(t, "set email in the provider's settings", providers.Hint(err))
}

// TestV2FindsWhatAnImportIsRefusedFor: one record that the service does not take keeps none of the others out.
func TestV2FindsWhatAnImportIsRefusedFor(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]func(w http.ResponseWriter, r *http.Request) bool{
		"by its end": func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, "/imports/") {
				return false
			}
			fmt.Fprint(w, `{"id":"i","status":"ERROR","message":"Malformed zonefile."}`)
			return true
		},
		"at once": func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/imports") {
				http.Error(w, "The body is too large.", http.StatusRequestEntityTooLarge)
				return true
			}
			return false
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/imports") && name == "by its end" {
					fmt.Fprint(w, `{"id":"i","status":"PENDING","message":null}`)
					return true
				}
				return refuse(w, r)
			})
			j := s.creation(t, zonetest.Parse(t, v2Created, "example.com.zone", zonetest.Many(50, "h%d A 192.0.2.1")+`n NAPTR 10 100 "S" "SIP+D2U" "" _sip._udp`))
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			require.ErrorContains(t, r.Err, "example.com.zone:51: n.example.com. NAPTR: ")
			require.True(t, r.Verified)
			require.Equal(t, 50, r.Done())
			calls := s.sim.Calls()
			require.Equal(t, []int{1, 51}, []int{calls["POST zone"], calls["POST recordset"]})
			require.Contains(t, s.log.String(), "import was refused")
		})
	}
}

func TestV2TellsWhatKeepsAZoneFromBeingMade(t *testing.T) {
	t.Parallel()
	one := 1
	for name, tc := range map[string]struct {
		o      designatesim.Options
		before func(t *testing.T, s *v2Site)
		kind   error
		want   string
	}{
		"another project's zone": {before: func(t *testing.T, s *v2Site) {
			s.as(t, "another").create(t, v2Created)
		}, kind: errTaken, want: "another project has this zone"},
		"a zone that is being deleted": {o: designatesim.Options{ActiveAfter: time.Hour}, before: func(t *testing.T, s *v2Site) {
			id := s.create(t, v2Created)
			require.NoError(t, s.do(t.Context(), call{method: http.MethodDelete, path: []string{apiV2, "zones", id}}))
		}, kind: providers.ErrTemporary, want: "still being deleted"},
		"no room for a zone":   {o: designatesim.Options{Quotas: designatesim.Quotas{Zones: one}}, kind: errQuota, want: "Quota exceeded"},
		"no room for its sets": {o: designatesim.Options{Quotas: designatesim.Quotas{ZoneRecordSets: 4}}, kind: errQuota, want: "there would be 5 record sets in a zone, and the project's quota is 4"},
		"no room, and no word of it": {o: designatesim.Options{Quotas: designatesim.Quotas{ZoneRecordSets: 4}}, before: func(t *testing.T, s *v2Site) {
			s.answers(http.MethodGet, "/limits", http.StatusForbidden, "")
		}, kind: errQuota, want: "Quota exceeded during zone import"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, tc.o)
			if tc.before != nil {
				tc.before(t, s)
			}
			j := s.creation(t, zonetest.Parse(t, v2Created, "", zonetest.Many(3, "h%d A 192.0.2.1")))
			if tc.o.ActiveAfter > 0 {
				s.patience = 0 // nothing comes to pass here
				s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
					if strings.Contains(r.URL.Path, "/imports/") && r.Method == http.MethodGet {
						fmt.Fprint(w, `{"id":"i","status":"ERROR","message":"Duplicate zone."}`)
						return true
					}
					return false
				})
			}
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.ErrorIs(t, r.Err, tc.kind)
			require.ErrorContains(t, r.Err, tc.want)
			require.Zero(t, r.Done())
			require.Zero(t, s.sim.Calls()["POST recordset"])
		})
	}
}

// as gives the provider for another project.
func (s *v2Site) as(t *testing.T, project string) *v2Site {
	t.Helper()
	other := *s
	other.Provider = openV2(t, strings.TrimSuffix(s.access.endpoint, "/"), nil, func(s *settings) { s.ProjectID = project })
	return &other
}

// create makes a zone and gives its id.
func (s *v2Site) create(t *testing.T, origin string) string {
	t.Helper()
	z, err := s.spec.(*v2).newZone(t.Context(), origin)
	require.NoError(t, err)
	return z.ID
}
