package cloudns

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

const origin = "example.org."

// site is a simulator with an empty zone, and a provider that speaks to it.
type site struct {
	*counted
	sim *cloudnssim.Server
	tap *tap
	url string
}

// tap stands before a simulator and keeps what it is asked.
type tap struct {
	http.Handler
	mu    sync.Mutex
	forms []url.Values
}

func (p *tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	form, _ := url.ParseQuery(string(body))
	p.mu.Lock()
	p.forms = append(p.forms, form)
	p.mu.Unlock()
	r.Body = io.NopCloser(bytes.NewReader(body))
	p.Handler.ServeHTTP(w, r)
}

// asked gives the requests of an action, and forgets all.
func (p *tap) asked(action string) (out []url.Values) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.forms {
		if f.Get("a") == action {
			out = append(out, f)
		}
	}
	p.forms = nil
	return out
}

// counted is a provider that knows how many reads its Sends have made: those are polls.
type counted struct {
	*Provider
	sim   *cloudnssim.Server
	polls atomic.Int64
}

func (c *counted) requests() int {
	reads, writes := c.sim.Requests()
	return reads + writes - int(c.polls.Load())
}

// quick has records become active while the provider looks.
const quick = 3 * time.Millisecond

func newSite(t *testing.T, o cloudnssim.Options, change ...func(*settings)) *site {
	t.Helper()
	if o.ActivateAfter == 0 {
		o.ActivateAfter = quick
	}
	sim := cloudnssim.New(o)
	require.NoError(t, sim.AddZone(origin))
	tap := &tap{Handler: sim}
	front := httptest.NewServer(tap)
	t.Cleanup(front.Close)
	address := front.URL + "/v1.2/api/"
	change = append([]func(*settings){func(s *settings) { s.URL = address }}, change...)
	return &site{&counted{Provider: openWith(t, change...), sim: sim}, sim, tap, address}
}

// openWith opens the provider with the sandbox's credentials, without request limits, and with short waits.
func openWith(t *testing.T, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.Passport, s.Token, s.Rate = "sandbox", secret.New("sandbox-secret"), providers.Rate{}
	for _, f := range change {
		f(s)
	}
	p, err := open(s, providers.Env{Name: "test", Version: "test"})
	require.NoError(t, err)
	p.poll = time.Millisecond
	return p
}

// plan makes a job of zone text. What stands behind a line "@tel" is that line's own. No guard holds it.
func (s *site) plan(t *testing.T, text string) apply.Job {
	t.Helper()
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	return providertest.Plan(t, s, live, records(t, text))
}

// reach makes the zone what text says, and proves it by a second plan.
func (s *site) reach(t *testing.T, text string) apply.Result {
	t.Helper()
	r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
	require.NoError(t, r.Err)
	require.Empty(t, s.plan(t, text).Plan.Items)
	return r
}

// stored gives what the simulator holds, one record a line.
func (s *site) stored() string {
	var b strings.Builder
	for _, r := range s.sim.Records(origin) {
		fmt.Fprintf(&b, "%d %q %d %s@%s %d %q\n", r.ID, r.Name, r.TTL, r.Type, r.ISP, r.Prio, r.Content)
	}
	return b.String()
}

// records reads zone text, in which every line has its own file.
func records(t *testing.T, text string) zone.Zone {
	t.Helper()
	base, tel, _ := strings.Cut(text, "@tel\n")
	z := parseRecords(t, base, "example.org.zone", "")
	z.Sets = append(z.Sets, parseRecords(t, tel, "example.org@tel.zone", "tel").Sets...)
	slices.SortFunc(z.Sets, func(a, b zone.RRset) int { return a.Key.Compare(b.Key) })
	return z
}

func parseRecords(t *testing.T, text, file, view string) zone.Zone {
	t.Helper()
	z := zonetest.Parse(t, origin, file, "$TTL 300\n"+text)
	for i := range z.Sets {
		z.Sets[i].View = view
	}
	return z
}

// form makes parameters of pairs.
func form(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
