package designate

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
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

const v2Origin = "example.org."

// v2Site is a simulator with the zone example.org, and a provider that speaks to it.
type v2Site struct {
	*Provider
	sim *designatesim.Server
	tap *providertest.Tap
	log *bytes.Buffer
}

func newV2Site(t testing.TB, o designatesim.Options, change ...func(*settings)) *v2Site {
	t.Helper()
	o.NoAuth = true
	if o.ActiveAfter == 0 {
		o.ActiveAfter = 2 * time.Millisecond
	}
	s := &v2Site{sim: designatesim.New(o), log: &bytes.Buffer{}}
	require.NoError(t, s.sim.AddZone(v2Origin))
	s.tap = &providertest.Tap{Handler: s.sim}
	srv := httptest.NewServer(s.tap)
	t.Cleanup(srv.Close)
	s.Provider = openV2(t, srv.URL, slog.New(slog.NewTextHandler(s.log, nil)), change...)
	return s
}

// openV2 opens the provider at a service without logins, with short waits.
func openV2(t testing.TB, url string, log *slog.Logger, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.API, s.NoAuth, s.Endpoint, s.ProjectID, s.Email = apiV2, true, url, "noauth-project", "hostmaster@example.org"
	for _, f := range change {
		f(s)
	}
	p, err := Kind().Open(s, providers.Env{Name: "test", Version: "test", Log: log})
	require.NoError(t, err)
	opened := p.(*Provider)
	opened.poll, opened.patience = time.Millisecond, 10*time.Second
	return opened
}

// plan makes a job of zone text. No guard holds it.
func (s *v2Site) plan(t testing.TB, text string) apply.Job {
	t.Helper()
	return v2Plan(t, s.Provider, zonetest.Parse(t, v2Origin, "example.org.zone", text))
}

func v2Plan(t testing.TB, p *Provider, want zone.Zone, rules ...func(*diff.Rules)) apply.Job {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: want.Origin})
	require.NoError(t, err)
	return v2PlanOn(t, p, live, want, rules...)
}

func v2PlanOn(t testing.TB, p *Provider, live providers.Live, want zone.Zone, rules ...func(*diff.Rules)) apply.Job {
	t.Helper()
	manageDS := func(r *diff.Rules) { r.DS = diff.Manage }
	return providertest.Plan(t, p, live, want, append(rules, manageDS)...)
}

// reach makes the zone what text says, and proves it by a second plan.
func (s *v2Site) reach(t testing.TB, text string) apply.Result {
	t.Helper()
	r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
	require.NoError(t, r.Err)
	require.Empty(t, s.plan(t, text).Plan.Items)
	return r
}

// plant puts a set into the simulator past all checks.
func (s *v2Site) plant(t testing.TB, name, kind string, ttl *int, values ...string) {
	t.Helper()
	require.NoError(t, s.sim.Plant(v2Origin, designatesim.RecordSet{Name: name, Type: kind, TTL: ttl, Records: values}))
}

// values gives the values of a set as the simulator has them, nil where it is not there.
func (s *v2Site) values(name, kind string) []string {
	for _, r := range s.sim.RecordSets(v2Origin) {
		if r.Name == name && r.Type == kind {
			return r.Records
		}
	}
	return nil
}

// lose makes the answer of a write be lost, which is done or not, and counts the writes.
func (s *v2Site) lose(n int, done bool) (writes func() int) {
	var mu sync.Mutex
	seen := 0
	s.tap.Says(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet {
			return false
		}
		mu.Lock()
		seen++
		lost := seen == n+1
		mu.Unlock()
		if lost && done {
			s.tap.Handler.ServeHTTP(httptest.NewRecorder(), r)
		}
		if lost {
			panic(http.ErrAbortHandler)
		}
		return false
	})
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
}
