package designate

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/internal/zonetest"
	zonefile "github.com/zonesync/zonesync/parse"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// v2Real is a real Designate behind a tap. One test at a time has it to itself: there is one zone of a name.
type v2Real struct {
	url    string
	tap    *providertest.Tap
	quotas func(t testing.TB, q testserver.DesignateQuotas)
	free   sync.Mutex
}

func TestV2OnTheRealDesignate(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes a minute and a half")
	}
	server := testserver.Designate(t)
	quotas := func(t testing.TB, q testserver.DesignateQuotas) { server.Quotas(t, "noauth-project", q) }
	quotas(t, testserver.Unlimited)
	target, err := url.Parse(server.URL)
	require.NoError(t, err)
	real := &v2Real{quotas: quotas, tap: &providertest.Tap{Handler: httputil.NewSingleHostReverseProxy(target)}}
	srv := httptest.NewServer(real.tap)
	t.Cleanup(srv.Close)
	real.url = srv.URL
	for name, test := range map[string]func(t *testing.T, s *v2Real){
		"contract": realContract, "examples": realExamples, "a zone of 120 sets": realManySets, "refusals": realRefusals,
		"what is in the way": realInTheWay, "quotas": realQuotas,
	} {
		t.Run(name, func(t *testing.T) { test(t, real) })
	}
}

// take waits until nobody has the server, takes all zones away, and makes some.
func (s *v2Real) take(t *testing.T, origins ...string) *v2Site {
	t.Helper()
	s.free.Lock()
	t.Cleanup(s.free.Unlock)
	p := openV2(t, s.url, slog.New(slog.DiscardHandler))
	p.poll, p.patience = 20*time.Millisecond, time.Minute
	v := p.spec.(*v2)
	v.askLimits(t.Context())
	zones, err := v.listZones(t.Context(), "list zones", "")
	require.NoError(t, err)
	for _, z := range zones {
		require.NoError(t, v.do(t.Context(), call{method: http.MethodDelete, path: []string{apiV2, "zones", z.ID}}))
	}
	require.Eventually(t, func() bool {
		zones, err := v.listZones(context.WithoutCancel(t.Context()), "list zones", "")
		return err == nil && len(zones) == 0
	}, time.Minute, 50*time.Millisecond, "the zones of the test before do not go")
	for _, origin := range origins {
		z, err := v.newZone(t.Context(), origin)
		require.NoError(t, err)
		v.settle(t.Context(), providers.Ref{ID: z.ID, Origin: origin})
	}
	s.tap.Take()
	return &v2Site{Provider: p, tap: s.tap}
}

// realSkips are the parts of the contract that cannot be shown here.
func realSkips() map[string]string {
	skip := map[string]string{
		"foreign data stays": "it sends as much as twice; realInTheWay has a little of it",
		"thousand":           "a set takes the service a tenth of a second; the simulator shows the calls",
		"types/NAPTR":        "release 15 takes no NAPTR with an empty string in it",
		"planned twice":      "twice sends again, too; each takes the service half a minute",
		"batches":            "Batches asks nobody; the simulator shows it",
		"two zones at once":  "one process writes them one after the other",
	}
	for _, kind := range []string{"HTTPS", "SVCB", "TLSA"} {
		skip["types/"+kind] = "release 15 has no " + kind
	}
	for _, fault := range []string{
		"new zone, record refused", "slow answers", "credential refused", "connection cut before the write", "connection cut after the write",
		"batch done by half", "zone moved", "throttled", "record refused", "truncated listing",
	} {
		skip[fault] = "a real server has no faults to arm"
	}
	return skip
}

func realContract(t *testing.T, s *v2Real) {
	providertest.Run(t, providertest.Harness{
		New: func(t *testing.T) providertest.Server {
			site := s.take(t, providertest.Origin, providertest.Second)
			return providertest.Server{
				Provider: site.Provider, Zone: providers.Ref{Origin: providertest.Origin}, Second: providers.Ref{Origin: providertest.Second},
			}
		},
		Skip: realSkips(),
	})
}

// plantReal makes a set with a description, and one without records.
func (s *v2Site) plantReal(t *testing.T) func() string {
	t.Helper()
	live := s.fetch(t)
	for _, body := range []map[string]any{
		{"name": "planted.example.org.", "type": "A", "records": []string{"192.0.2.99"}, "description": "ask Ann"},
		{"name": "planted.example.org.", "type": "MX", "records": []string{}},
	} {
		require.NoError(t, s.do(t.Context(), call{method: http.MethodPost, path: setPath(live), body: body}))
	}
	return func() string {
		sets, _, err := s.spec.(*v2).listSets(t.Context(), "", live.ID)
		require.NoError(t, err)
		out := ""
		for _, set := range sets {
			if strings.HasPrefix(set.Name, "planted") {
				out += fmt.Sprintf("%s %s %v %s\n", set.Name, set.Type, *set.Records, set.Description)
			}
		}
		return out
	}
}

// realExamples makes the zones of the examples, each by one import, changes them, and then finds nothing to do.
func realExamples(t *testing.T, s *v2Real) {
	site := s.take(t)
	whole := 0
	for _, want := range exampleZones(t) {
		site.makes(t, want)
		j := v2Plan(t, site.Provider, withTTL(want, 1234))
		require.NotEmpty(t, j.Plan.Items, want.Origin)
		require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err, want.Origin)
		require.Empty(t, v2Plan(t, site.Provider, j.Input.Want).Plan.Items, want.Origin)
		whole++
	}
	require.GreaterOrEqual(t, whole, 8)
}

// makes makes a zone by one import.
func (s *v2Site) makes(t *testing.T, want zone.Zone) {
	t.Helper()
	missing := providers.Live{Ref: providers.Ref{Origin: want.Origin}, Missing: true}
	s.tap.Take()
	require.NoError(t, apply.Zone(t.Context(), v2PlanOn(t, s.Provider, missing, want), providertest.Options()).Err, want.Origin)
	posts := s.tap.Take(http.MethodPost)
	require.Len(t, posts, 1, want.Origin)
	require.True(t, strings.HasSuffix(posts[0].Path, "/imports"))
	require.Empty(t, v2Plan(t, s.Provider, want).Plan.Items, want.Origin)
}

// withTTL gives every third set another TTL.
func withTTL(z zone.Zone, ttl uint32) zone.Zone {
	z.Sets = slices.Clone(z.Sets)
	for i := range z.Sets {
		if i%3 == 0 {
			z.Sets[i].TTL = ttl
		}
	}
	return z
}

// exampleZones reads the examples that the API can hold, without the sets that it cannot hold, or release 15 cannot.
func exampleZones(t *testing.T) (out []zone.Zone) {
	t.Helper()
	results, _ := zonefile.Load(t.Context(), os.DirFS("../../examples/zones"), zonefile.Options{})
	require.NotEmpty(t, results)
	for _, r := range results {
		require.False(t, r.Failed(), "%+v", r.Findings)
		if !isHostName(r.Zone.Origin) {
			continue // RFC 2317's have a slash
		}
		z := zone.Zone{Origin: r.Zone.Origin}
		for _, s := range r.Zone.Sets {
			if !slices.Contains(release15Refuses, s.Type) && slices.Contains(v2Types, s.Type) && v2Unheld(s) == nil && !madeByService(s.Key, z.Origin) {
				z.Sets = append(z.Sets, s)
			}
		}
		out = append(out, z)
	}
	return out
}

// release15Refuses are types that it does not know or, of CAA and NAPTR, some values of.
var release15Refuses = []uint16{dns.TypeHTTPS, dns.TypeSVCB, dns.TypeTLSA, dns.TypeNAPTR, dns.TypeCAA}

// realManySets adopts a zone of more sets than a page has by default, and changes some of them. More of them would show no more and
// take a tenth of a second each; the simulator has thousands.
func realManySets(t *testing.T, s *v2Real) {
	site := s.take(t)
	text := zonetest.Many(118, "h%d 600 A 192.0.2.1")
	want := zonetest.Parse(t, v2Created, "", text)
	missing := providers.Live{Ref: providers.Ref{Origin: v2Created}, Missing: true}
	require.NoError(t, apply.Zone(t.Context(), v2PlanOn(t, site.Provider, missing, want), providertest.Options()).Err)
	site.tap.Take()
	require.Empty(t, v2Plan(t, site.Provider, want).Plan.Items)
	require.Len(t, site.tap.Take(), 2, "120 sets are read by 1 + 1 requests")

	changed := zonetest.Parse(t, v2Created, "", zonetest.Many(40, "h%d 600 A 192.0.2.2")+strings.Join(strings.SplitAfter(text, "\n")[40:], ""))
	j := v2Plan(t, site.Provider, changed)
	var busy v2Busy
	site.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			busy.hold(5 * time.Millisecond)
		}
		return false
	})
	defer site.tap.Says(nil)
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Len(t, site.tap.Take(http.MethodPut), 40)
	require.Empty(t, v2Plan(t, site.Provider, changed).Plan.Items)
	require.Greater(t, busy.most, 1, "they are sent several at a time")
}

// realRefusals sends, among others, what the service does not take, in a zone that is there and in a new one.
func realRefusals(t *testing.T, s *v2Real) {
	site := s.take(t, v2Origin)
	text := zonetest.Many(20, "h%d A 192.0.2.1") + `n NAPTR 10 100 "S" "SIP+D2U" "" _sip._udp` + "\n" + `_443._tcp TLSA 3 1 1 ` + strings.Repeat("ab", 32)
	missing := providers.Live{Ref: providers.Ref{Origin: v2Created}, Missing: true}
	for _, j := range []apply.Job{
		site.plan(t, text),
		v2PlanOn(t, site.Provider, missing, zonetest.Parse(t, v2Created, "example.com.zone", text)),
	} {
		r := apply.Zone(t.Context(), j, providertest.Options())
		require.ErrorIs(t, r.Err, providers.ErrInvalid)
		for _, c := range r.Changes {
			if c.Key().Type == dns.TypeTLSA {
				require.Regexp(t, `^example\.(org|com)\.zone:1: _443\._tcp\.example`, c.Err.Error())
				require.ErrorContains(t, c.Err, "'TLSA' is not a valid record type")
			}
		}
		require.True(t, r.Verified, r.Err)
	}
	require.Error(t, site.spec.(*v2).do(t.Context(), call{path: []string{apiV2, "zones", "x"}}))
}

// realInTheWay has the service show what zonesync comes around: sets without records beside which no CNAME can be, and imports
// that spell addresses in their own way. What is in nobody's way stays.
func realInTheWay(t *testing.T, s *v2Real) {
	site := s.take(t, v2Origin)
	show := site.plantReal(t)
	planted := show()
	live := site.fetch(t)
	for _, body := range []map[string]any{
		{"name": "h.example.org.", "type": "A", "records": []string{}}, {"name": "i.example.org.", "type": "CNAME", "records": []string{}},
	} {
		require.NoError(t, site.do(t.Context(), call{method: http.MethodPost, path: setPath(live), body: body}))
	}
	stands := call{method: http.MethodPost, path: setPath(live), body: v2Write{Name: "h.example.org.", Type: "CNAME", Records: []string{"a.example.net."}}}
	require.ErrorContains(t, site.do(t.Context(), stands), "invalid_recordset_location")
	site.reach(t, "h CNAME a.example.net.\ni A 192.0.2.1\nplanted A 192.0.2.99")
	require.Equal(t, planted, show())

	v := site.spec.(*v2)
	v.email = "ann.other@example.org"
	site.makes(t, zonetest.Parse(t, v2Created, "", "h A 192.0.2.1"))
	z, err := v.zone(t.Context(), "", providers.Ref{Origin: v2Created})
	require.NoError(t, err)
	require.Equal(t, v.email, z.Email)
}

// realQuotas fills a zone whose room one set makes, and then sends a set that is too large by itself. No set goes: over sqlite, which
// does not carry deletes on from a set to its records, those count for ever.
func realQuotas(t *testing.T, s *v2Real) {
	site := s.take(t, v2Origin)
	t.Cleanup(func() { s.quotas(t, testserver.Unlimited) })
	s.quotas(t, testserver.DesignateQuotas{ZoneRecords: 20, RecordSetRecords: 10})
	site.spec.(*v2).limits.Store(nil)
	site.reach(t, zonetest.Many(10, "w%d A 192.0.2.1")+zonetest.Many(10, "z A 192.0.2.%d"))
	site.reach(t, zonetest.Many(9, "w%d A 192.0.2.1\nw%d A 192.0.2.2")+"w9 A 192.0.2.1\nz A 192.0.2.1")

	want := zonetest.Parse(t, v2Created, "example.com.zone", "mail A 192.0.2.9\n"+zonetest.Many(11, "www A 192.0.2.%d")+"x A 192.0.2.1")
	missing := providers.Live{Ref: providers.Ref{Origin: v2Created}, Missing: true}
	r := apply.Zone(t.Context(), v2PlanOn(t, site.Provider, missing, want), providertest.Options())
	require.ErrorContains(t, r.Err, "example.com.zone:2: www.example.com. A: ")
	require.Equal(t, setHint, providers.Hint(r.Err))
	require.Equal(t, 2, r.Done())
}
