package rackspace

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

// direct carries requests to a handler without a network, so that a test's clock can be a virtual one.
type direct struct {
	http.Handler
	refused int // answers that were 413
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	r.Host = r.URL.Host
	d.ServeHTTP(w, r)
	if w.Code == http.StatusRequestEntityTooLarge {
		d.refused++
	}
	return w.Result(), nil
}

func openDirect(t *testing.T, d *direct, rate providers.Rate) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.Rate = rate
	s.Username, s.APIKey, s.IdentityURL = "sandbox", secret.New("sandbox-secret"), "http://rackspace.test"
	l, secrets, err := s.login()
	require.NoError(t, err)
	o := s.options(providers.Env{Version: "test"}, secrets)
	o.Transport = d
	p, err := newProvider(s, l, o)
	require.NoError(t, err)
	return p
}

// TestUnderTheRealLimitsARunSlowsDown: nothing is refused, and the plan foretells how long it takes.
func TestUnderTheRealLimitsARunSlowsDown(t *testing.T) {
	for name, c := range map[string]struct {
		n, calls int
		rates    rackspacesim.Rates
	}{
		"a few calls":                         {150, 2, rackspacesim.Rates{}},
		"more than a minute's":                {3000, 30, rackspacesim.Rates{}},
		"more than a minute's, newer figures": {9000, 90, rackspacesim.Rates{StatusGET: 15, DomainsGET: 300, POST: 75, PUT: 150, DELETE: 150}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := rackspacesim.New(rackspacesim.Options{MaxRecords: 20_000, Rates: c.rates, JobDelay: time.Second})
				require.NoError(t, sim.AddZone(origin))
				d := &direct{Handler: sim}
				p := openDirect(t, d, providers.Rate{})
				j := planFor(t, p, zonetest.Many(c.n, "h%d A 192.0.2.1"))
				cost, err := apply.Estimate(j)
				require.NoError(t, err)
				predicted := apply.NewPace(p, providers.Rate{}).Seconds(cost)
				start := time.Now()
				require.NoError(t, apply.Zone(t.Context(), j, apply.Options{}).Err)
				took := time.Since(start).Seconds()
				require.Equal(t, c.calls, sim.Calls()["POST domains/*/records"])
				require.Zero(t, d.refused)
				require.Less(t, predicted, 2*took)
				require.Less(t, took, 2*predicted)
				t.Logf("predicted %.0f s, took %.0f s", predicted, took)
			})
		})
	}
}

// TestARefusalOfTheRateIsWaitedOut has another program use the account up.
func TestARefusalOfTheRateIsWaitedOut(t *testing.T) {
	for name, o := range map[string]rackspacesim.Options{
		"Reply-After": {}, "Retry-After": {RetryAfterSeconds: true}, "the body": {RetryAfterInBody: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := rackspacesim.New(o)
				require.NoError(t, sim.AddZone(origin))
				d := &direct{Handler: sim}
				p, greedy := openDirect(t, d, providers.Rate{}), openDirect(t, d, providers.Rate{Requests: 1e6})
				other := planFor(t, greedy, "other A 192.0.2.1")
				j := planFor(t, p, "other A 192.0.2.1\nwww A 192.0.2.1")
				batches, err := greedy.Batches(other.Live, other.Plan.Changes())
				require.NoError(t, err)
				for n := 0; d.refused == 0; n++ {
					require.Less(t, n, 100)
					_ = greedy.Send(t.Context(), other.Live, batches[0]) // until the window is used up
				}
				start := time.Now()
				require.NoError(t, apply.Zone(t.Context(), j, apply.Options{}).Err)
				require.Greater(t, d.refused, 1)
				require.LessOrEqual(t, time.Since(start), 2*time.Minute)
			})
		})
	}
}

// TestABucketNeverOverfillsAWindow: a fixed window of the service may begin at any time.
func TestABucketNeverOverfillsAWindow(t *testing.T) {
	t.Parallel()
	for n := 2; n < 400; n++ {
		r := window(n, time.Minute)
		require.LessOrEqual(t, r.Requests+r.Burst, n)
		require.Positive(t, r.Requests)
	}
	require.Equal(t, providers.Rate{Requests: 1, Per: providers.Duration(time.Minute), Burst: 1}, window(1, time.Minute))
}

func TestTheAccountsLimitsAreTaken(t *testing.T) {
	t.Parallel()
	own := func(s *settings) { s.Rate = providers.Rate{} }
	s := newSite(t, rackspacesim.Options{MaxRecords: 700, Rates: rackspacesim.Rates{StatusGET: 15, SearchGET: 1, DomainsGET: 300, POST: 75, PUT: 150, DELETE: 151}}, own)
	require.Equal(t, documented, s.Paces())
	_, err := s.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, 700, s.maxRecords())
	require.Equal(t, map[string]providers.Rate{
		"status": window(15, time.Second), "GET": window(300, time.Minute), "POST": window(75, time.Minute),
		"PUT": window(150, time.Minute), "DELETE": window(151, time.Minute),
	}, s.Paces())

	fixed := newSite(t, rackspacesim.Options{MaxRecords: 700})
	_, err = fixed.Zones(t.Context())
	require.NoError(t, err)
	require.Empty(t, fixed.Paces(), "the config's rate holds for everything")
	require.Equal(t, 700, fixed.maxRecords())
}

func TestTheOldDocumentedLimitsAreRead(t *testing.T) {
	t.Parallel()
	var doc limitsDoc
	require.NoError(t, json.Unmarshal([]byte(`{"rates":{"rate":[
		{"uri":"*/status/*","regex":".*","limit":[{"verb":"GET","value":5,"unit":"SECOND"}]},
		{"uri":"*/domains*","regex":".*/v\\d+\\.\\d+/(\\d+/domains).*","limit":[{"verb":"GET","value":100,"unit":"MINUTE"},{"verb":"POST","value":25,"unit":"FORTNIGHT"}]}]},
		"absolute":{"limit":[{"name":"domains","value":500},{"name":"records per domain","value":500}]}}`), &doc))
	require.Equal(t, map[string]providers.Rate{"status": window(5, time.Second), "GET": window(100, time.Minute)}, doc.rates())
	require.Equal(t, 500, doc.records())
}

func TestWithoutLimitsTheDocumentedOnesStay(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1.0/123456/limits" {
			http.NotFound(w, r)
			return
		}
		s.sim.ServeHTTP(w, r)
	}))
	t.Cleanup(broken.Close)
	p := openAt(t, broken.URL, func(s *settings) { s.Rate = providers.Rate{} })
	_, err := p.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, documented, p.Paces())
	require.Equal(t, defaultRecords, p.maxRecords())
}

func TestWhenToComeBackStandsInTheBodyToo(t *testing.T) {
	t.Parallel()
	soon := time.Now().Add(40 * time.Second).UTC().Format(time.RFC3339)
	for _, tc := range []struct {
		body, header string
		min, max     time.Duration
	}{
		{`"` + soon + `"`, "", 30 * time.Second, 40 * time.Second},
		{`"40"`, "", 40 * time.Second, 40 * time.Second},
		{`40`, "", 40 * time.Second, 40 * time.Second},
		{`40`, "7", 7 * time.Second, 7 * time.Second},
		{`"tomorrow"`, "", minPause, minPause},
		{`-1e300`, "", minPause, minPause},
		{`null`, "", minPause, minPause},
	} {
		resp := &httpapi.Response{Header: http.Header{}, Body: []byte(`{"overLimit":{"code":413,"message":"Over limit","retryAfter":` + tc.body + `}}`)}
		e := &providers.APIError{Status: http.StatusRequestEntityTooLarge}
		if tc.header != "" {
			resp.Header.Set("Retry-After", tc.header)
			e.RetryAfter = 7 * time.Second
		}
		explain(httpapi.Request{}, resp, e)
		require.ErrorIs(t, e, providers.ErrTemporary)
		require.GreaterOrEqual(t, e.RetryAfter, tc.min, tc.body)
		require.LessOrEqual(t, e.RetryAfter, tc.max, tc.body)
	}
}

// TestLimitsThatCouldNotBeReadAreAskedForAgain, though not with every call.
func TestLimitsThatCouldNotBeReadAreAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := rackspacesim.New(rackspacesim.Options{MaxRecords: 700})
		asked, broken := 0, true
		p := openDirect(t, &direct{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/limits") {
				if asked++; broken {
					http.NotFound(w, r)
					return
				}
			}
			sim.ServeHTTP(w, r)
		})}, providers.Rate{})
		for range 3 {
			require.NoError(t, p.learn(t.Context()))
		}
		require.Equal(t, 1, asked)
		require.Equal(t, defaultRecords, p.maxRecords())
		broken = false
		time.Sleep(limitsPause)
		for range 3 {
			require.NoError(t, p.learn(t.Context()))
		}
		require.Equal(t, 2, asked)
		require.Equal(t, 700, p.maxRecords())
	})
}
