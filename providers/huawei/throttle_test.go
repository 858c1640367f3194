package huawei

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
)

// direct carries requests to a handler without a network, so that a test's clock can be a virtual one.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	r.Host = r.URL.Host
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

// openDirect opens the provider as people do, with its usual limits and waits.
func openDirect(t *testing.T, sim http.Handler) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.Region, s.Endpoint, s.IAMEndpoint = "sandbox-1", "http://huawei.test", "http://huawei.test"
	s.AccessKey, s.SecretKey = "SANDBOXACCESSKEY0001", secret.New("sandbox-secret-key")
	c, err := s.credentials()
	require.NoError(t, err)
	o := s.options(providers.Env{Version: "test"}, c)
	o.Transport = direct{sim}
	p, err := s.connect(c, o)
	require.NoError(t, err)
	return p
}

// largeChange makes a zone in which so many sets are to come, 300 to change and 250 to go.
func largeChange(t *testing.T, sim *huaweisim.Server, p *Provider, name string, come int) apply.Job {
	t.Helper()
	require.NoError(t, sim.AddZone(name))
	before := zonetest.Parse(t, name, "", zonetest.Many(300, "upd%d A 192.0.2.1")+zonetest.Many(250, "del%d A 192.0.2.1"))
	require.NoError(t, apply.Zone(t.Context(), planZone(t, p, before), apply.Options{}).Err)
	return planZone(t, p, zonetest.Parse(t, name, "zone", zonetest.Many(300, "upd%d A 192.0.2.2")+zonetest.Many(come, "new%d A 192.0.2.1")))
}

// TestALargeChangeStaysWithinTheServicesRate: no request is refused, and the plan foretells how long it takes.
func TestALargeChangeStaysWithinTheServicesRate(t *testing.T) {
	for name, tc := range map[string]struct{ zones, come int }{
		"one zone":                      {1, 1200},
		"ten zones with one credential": {10, 40}, // a task of 40 takes as many requests
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := huaweisim.New(huaweisim.Options{Throttle: huaweisim.DefaultThrottle()})
				p := openDirect(t, sim)
				var jobs []apply.Job
				for i := range tc.zones {
					jobs = append(jobs, largeChange(t, sim, p, fmt.Sprintf("z%d.example.", i), tc.come))
				}
				time.Sleep(time.Minute)
				before, start := sim.Calls(), time.Now()
				predicted, pace := 0.0, apply.NewPace(p, Kind().Settings().(*settings).Rate)
				for _, j := range jobs {
					cost, err := apply.Estimate(j)
					require.NoError(t, err)
					predicted += pace.Seconds(cost)
				}
				for _, r := range apply.All(t.Context(), jobs, apply.Options{}) {
					require.NoError(t, r.Err)
				}
				took := time.Since(start).Seconds()
				require.Zero(t, sim.Refused())
				require.Less(t, took, 2*predicted)
				require.Less(t, predicted, 2*took)
				t.Logf("predicted %.0f s, took %.0f s", predicted, took)

				verify, calls := 4*tc.zones, 0
				for what, n := range sim.Calls() {
					if what != "GET quotas" {
						calls += n - before[what]
					}
				}
				require.LessOrEqual(t, calls-verify, 16*tc.zones, "writes and polls")
			})
		})
	}
}

// TestARefusedRateIsWaitedOut has another program use the user's rate up, in both forms of the refusal.
func TestARefusedRateIsWaitedOut(t *testing.T) {
	for name, as403 := range map[string]bool{"429 of the gateway": false, "403 of the service": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limit := huaweisim.DefaultThrottle()
				limit.As403 = as403
				sim := huaweisim.New(huaweisim.Options{Throttle: limit})
				p, greedy := openDirect(t, sim), openDirect(t, sim)
				j := largeChange(t, sim, p, origin, 1200)
				time.Sleep(time.Minute)
				for range limit.Requests {
					go func() { _, _ = greedy.Zones(t.Context()) }()
				}
				time.Sleep(30 * time.Second)
				require.NoError(t, apply.Zone(t.Context(), j, apply.Options{}).Err)
				time.Sleep(2 * time.Minute) // for the other program
				require.Positive(t, sim.Refused())
			})
		})
	}
}
