package rackspace

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
	"github.com/zonesync/zonesync/zone"
)

const origin = "example.org."

// quick is how long jobs take, where a test does not say otherwise.
const quick = 2 * time.Millisecond

// site is a simulator with the domain example.org, and a provider that speaks to it.
type site struct {
	*Provider
	sim *rackspacesim.Server
	tap *providertest.Tap
	url string
}

func newSite(t testing.TB, o rackspacesim.Options, change ...func(*settings)) *site {
	t.Helper()
	if o.JobDelay == 0 {
		o.JobDelay = quick
	}
	if o.Rates == (rackspacesim.Rates{}) {
		o.Rates = rackspacesim.Unlimited()
	}
	sim := rackspacesim.New(o)
	require.NoError(t, sim.AddZone(origin))
	front := &providertest.Tap{Handler: sim}
	srv := httptest.NewServer(front)
	t.Cleanup(srv.Close)
	return &site{openAt(t, srv.URL, change...), sim, front, srv.URL}
}

// openAt opens the provider with the sandbox's credentials, without request limits, and with short waits.
func openAt(t testing.TB, url string, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.Username, s.APIKey, s.IdentityURL = "sandbox", secret.New("sandbox-secret"), url
	s.Email, s.Poll = "hostmaster@example.org", providers.Duration(time.Millisecond)
	s.Rate = providers.Rate{Requests: 1e6}
	for _, f := range change {
		f(s)
	}
	p, err := Kind().Open(s, providers.Env{Name: "test", Version: "test"})
	require.NoError(t, err)
	return p.(*Provider)
}

// plan makes a job of zone text. No guard holds it.
func (s *site) plan(t testing.TB, text string, rules ...func(*diff.Rules)) apply.Job {
	t.Helper()
	return planFor(t, s.Provider, text, rules...)
}

func planFor(t testing.TB, p *Provider, text string, rules ...func(*diff.Rules)) apply.Job {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	return providertest.Plan(t, p, live, records(t, text), rules...)
}

func diffInput(t testing.TB, text string) diff.Input {
	t.Helper()
	return diff.Input{Want: records(t, text), Rules: diff.DefaultRules()}
}

func syncComments(r *diff.Rules) { r.Comments = "sync" }

// reach makes the zone what text says, and proves it by a second plan.
func (s *site) reach(t testing.TB, text string, rules ...func(*diff.Rules)) apply.Result {
	t.Helper()
	r := apply.Zone(t.Context(), s.plan(t, text, rules...), providertest.Options())
	require.NoError(t, r.Err)
	require.Empty(t, s.plan(t, text, rules...).Plan.Items)
	return r
}

// fill puts records into the simulator past the API.
func (s *site) fill(t testing.TB, text string) {
	t.Helper()
	for _, set := range records(t, text).Sets {
		l, err := (&kept{}).load(zone.Change{New: &set})
		require.NoError(t, err)
		for _, it := range l.items[posts] {
			r := rackspacesim.Record{Name: it.Name, Type: it.Type, Data: it.Data, TTL: int(it.TTL)}
			if it.Priority != nil {
				n := int(*it.Priority)
				r.Priority = &n
			}
			require.NoError(t, s.sim.Plant(origin, r))
		}
	}
}

// stored gives what the simulator holds beside the NS of the apex, one record a line, in order.
func (s *site) stored() []string {
	var out []string
	for _, r := range s.sim.Records(origin) {
		if r.Type == "NS" && r.Name+"." == origin {
			continue
		}
		line := fmt.Sprintf("%s %d %s", r.Name, r.TTL, r.Type)
		if r.Priority != nil {
			line += fmt.Sprintf(" %d", *r.Priority)
		}
		if line += " " + r.Data; r.Comment != "" {
			line += " ; " + r.Comment
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// records reads zone text, the first record of which stands in line 1 of "example.org.zone". What follows a semicolon is a
// comment.
func records(t testing.TB, text string) zone.Zone {
	t.Helper()
	zp := dns.NewZoneParser(strings.NewReader(text), origin, "")
	zp.SetDefaultTTL(3600)
	var read []zone.Record
	for rr, ok := zp.Next(); ok; rr, ok = zp.Next() {
		r, err := zone.NewRecord(rr)
		require.NoError(t, err)
		r.Pos = zone.Pos{File: "example.org.zone", Line: uint32(len(read) + 1)}
		r.Comment = strings.TrimPrefix(zp.Comment(), ";")
		read = append(read, r)
	}
	require.NoError(t, zp.Err())
	z, conflicts := zone.Fold(origin, read)
	require.Empty(t, conflicts)
	return z
}
