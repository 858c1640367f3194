package huawei

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// lab is a simulator with the zone example.org, and a provider that writes to it.
type lab struct {
	*Provider
	sim *huaweisim.Server
	tap *providertest.Tap
	log *bytes.Buffer
	url string
}

func newLab(t testing.TB, o huaweisim.Options, change ...func(*settings)) *lab {
	t.Helper()
	if o.ActiveAfter == 0 {
		o.ActiveAfter = 2 * time.Millisecond
	}
	l := &lab{sim: huaweisim.New(o), log: &bytes.Buffer{}}
	require.NoError(t, l.sim.AddZone(origin))
	l.tap = &providertest.Tap{Handler: l.sim}
	srv := httptest.NewServer(l.tap)
	t.Cleanup(srv.Close)
	l.url = srv.URL
	l.Provider = openLab(t, srv.URL, o.OTC, slog.New(slog.NewTextHandler(l.log, nil)), change...)
	return l
}

// openLab opens the provider with the sandbox's credentials, without request limits, and with short waits.
func openLab(t testing.TB, url string, otc bool, log *slog.Logger, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.Region, s.Endpoint, s.IAMEndpoint = "sandbox-1", url, url
	s.AccessKey, s.SecretKey = "SANDBOXACCESSKEY0001", secret.New("sandbox-secret-key")
	if otc {
		s.Dialect, s.AccessKey, s.SecretKey = dialectOTC, "", secret.Secret{}
		s.Username, s.Password, s.Domain = "sandbox", secret.New("sandbox-secret"), "sandbox-account"
	}
	s.Rate = providers.Rate{Requests: 1e6}
	for _, f := range change {
		f(s)
	}
	opened, err := Kind().Open(s, providers.Env{Name: "test", Version: "test", Log: log})
	require.NoError(t, err)
	p := opened.(*Provider)
	p.poll, p.patience = time.Millisecond, 5*time.Second
	p.session.pace.first, p.session.pace.most = time.Millisecond, 2*time.Millisecond
	return p
}

// says sets what is answered in the simulator's place.
func (l *lab) says(answer func(w http.ResponseWriter, r *http.Request) bool) { l.tap.Says(answer) }

// take gives the writes that were asked for, and forgets everything.
func (l *lab) take() (writes []string) {
	for _, a := range l.tap.Take(http.MethodPost, http.MethodPut, http.MethodDelete) {
		if !strings.Contains(a.Path, "/v3/") {
			writes = append(writes, a.Method+" "+a.Path+" "+a.Body)
		}
	}
	return writes
}

// plan makes a job of zone text. No guard holds it.
func (l *lab) plan(t testing.TB, text string) apply.Job {
	t.Helper()
	return planZone(t, l.Provider, zonetest.Parse(t, origin, "example.org.zone", text))
}

func planZone(t testing.TB, p *Provider, want zone.Zone) apply.Job {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: want.Origin})
	require.NoError(t, err)
	return providertest.Plan(t, p, live, want)
}

// reach makes the zone what text says, and proves it by a second plan.
func (l *lab) reach(t testing.TB, text string) apply.Result {
	t.Helper()
	r := apply.Zone(t.Context(), l.plan(t, text), providertest.Options())
	require.NoError(t, r.Err)
	require.Empty(t, l.plan(t, text).Plan.Items)
	return r
}

// fill puts sets into the simulator past the API.
func (l *lab) fill(t testing.TB, text string) {
	t.Helper()
	one := 1
	for _, s := range zonetest.Parse(t, origin, "", text).Sets {
		values, err := records(s)
		require.NoError(t, err)
		set := huaweisim.RecordSet{Name: s.Name, Type: zone.TypeString(s.Type), TTL: int(s.TTL), Records: values}
		if set.Type != "MX" {
			set.Weight = &one
		}
		require.NoError(t, l.sim.Plant(origin, set))
	}
}

// find gives a set of the simulator, on the usual line.
func (l *lab) find(name, kind string) (found huaweisim.RecordSet) {
	for _, s := range l.sim.RecordSets(origin) {
		if s.Name == name && s.Type == kind && s.Line == defaultLine {
			return s
		}
	}
	return found
}

// writes gives how many requests of each sort have written since an earlier count.
func (l *lab) writes(before map[string]int) map[string]int {
	out := map[string]int{}
	for what, n := range l.sim.Calls() {
		if n -= before[what]; n > 0 && !strings.HasPrefix(what, "GET") && what != "POST token" {
			out[what] = n
		}
	}
	return out
}

// costs carries a change of the zone out, holds the plan's calls against it, and gives its writes.
func (l *lab) costs(t *testing.T, text string) map[string]int {
	t.Helper()
	j := l.plan(t, text)
	batches, err := l.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.NoError(t, providertest.CheckBatches(l.Capabilities(), j.Plan.Changes(), batches))
	cost, err := apply.Estimate(j)
	require.NoError(t, err)
	before := l.sim.Calls()
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	writes := l.writes(before)
	sum := l.sim.Calls()["GET quotas"] - before["GET quotas"]
	for _, n := range writes {
		sum += n
	}
	require.Equal(t, sum+1, cost.Calls, "planned, with the verifying read")
	require.Empty(t, l.plan(t, text).Plan.Items)
	return writes
}
