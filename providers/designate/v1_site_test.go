package designate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

const v1Origin = "example.org."

// v1Asked is a write.
type v1Asked struct {
	method, path string
	body         map[string]any
}

// writes gives the writes to records since the last time.
func (s *v1Site) writes() (out []v1Asked) {
	for _, a := range s.tap.Take(http.MethodPost, http.MethodPut, http.MethodDelete) {
		if strings.Contains(a.Path, "/records") {
			w := v1Asked{method: a.Method, path: a.Path}
			_ = json.Unmarshal([]byte(a.Body), &w.body) // none of a DELETE
			out = append(out, w)
		}
	}
	return out
}

// v1Site is a simulator with the domain example.org, and a provider that speaks to it.
type v1Site struct {
	*Provider
	sim *designatesim.Server
	tap *providertest.Tap
	url string
	log *bytes.Buffer

	origin string
	hours  *atomic.Int64 // by which the simulator's clock is fast
}

func newV1Site(t testing.TB, o designatesim.Options, change ...func(*settings)) *v1Site {
	t.Helper()
	o.V1, o.NoAuth = true, true
	if o.Linger == 0 {
		o.Linger = 2 * time.Millisecond
	}
	hours := new(atomic.Int64)
	o.Now = func() time.Time { return time.Now().Add(time.Duration(hours.Load()) * time.Hour) }
	sim := designatesim.New(o)
	require.NoError(t, sim.AddZone(v1Origin))
	tap := &providertest.Tap{Handler: sim}
	srv := httptest.NewServer(tap)
	t.Cleanup(srv.Close)
	p, log := openV1(t, srv.URL, change...)
	return &v1Site{p, sim, tap, srv.URL, log, v1Origin, hours}
}

// stranger is another process at the same service.
func (s *v1Site) stranger(t testing.TB) *v1Site {
	p, log := openV1(t, s.url)
	return &v1Site{p, s.sim, s.tap, s.url, log, s.origin, s.hours}
}

// openV1 opens the provider at a service without logins, with short waits.
func openV1(t testing.TB, url string, change ...func(*settings)) (*Provider, *bytes.Buffer) {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.API, s.Endpoint, s.NoAuth, s.Email = apiV1, url, true, "hostmaster@example.org"
	for _, f := range change {
		f(s)
	}
	log := &bytes.Buffer{}
	p, err := open(s, providers.Env{Name: "test", Version: "test", Log: slog.New(slog.NewTextHandler(log, nil))})
	require.NoError(t, err)
	p.poll = time.Millisecond
	return p, log
}

// plan makes a job of zone text. No guard holds it.
func (s *v1Site) plan(t testing.TB, text string) apply.Job {
	t.Helper()
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: s.origin})
	require.NoError(t, err)
	return s.job(t, live, text)
}

func (s *v1Site) job(t testing.TB, live providers.Live, text string) apply.Job {
	t.Helper()
	return providertest.Plan(t, s.Provider, live, zonetest.Parse(t, live.Origin, "example.org.zone", text))
}

// reach makes the zone what text says, proves it by a second plan, and gives the writes that it took.
func (s *v1Site) reach(t testing.TB, text string) []v1Asked {
	t.Helper()
	j := s.plan(t, text)
	s.writes()
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.NoError(t, r.Err)
	require.Empty(t, s.plan(t, text).Plan.Items)
	return s.writes()
}

// fill puts records into the simulator past the API.
func (s *v1Site) fill(t testing.TB, text string) {
	t.Helper()
	var out []designatesim.Record
	for _, set := range zonetest.Parse(t, s.origin, "", text).Sets {
		for rdata := range set.Data.All() {
			r := designatesim.Record{Name: set.Name, Type: zone.TypeString(set.Type)}
			data, priority, err := v1Content(set.Type, rdata)
			require.NoError(t, err)
			if r.Data = data; priority != nil {
				n := int(*priority)
				r.Priority = &n
			}
			if ttl := int(set.TTL); ttl != defaultTTL {
				r.TTL = &ttl
			}
			out = append(out, r)
		}
	}
	require.NoError(t, s.sim.PlantRecords(s.origin, out...))
}

// stored gives what the simulator holds beside what it makes itself, one record a line, in order.
func (s *v1Site) stored() []string {
	var out []string
	for _, r := range s.sim.Records(s.origin) {
		if r.Type == "SOA" || r.Type == "NS" && r.Name == s.origin {
			continue
		}
		line := r.Name + " "
		if r.TTL != nil {
			line += fmt.Sprint(*r.TTL, " ")
		}
		line += r.Type
		if r.Priority != nil {
			line += fmt.Sprint(" ", *r.Priority)
		}
		if line += " " + r.Data; r.Description != nil {
			line += " ; " + *r.Description
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

// verbs counts writes: creates, updates, deletes.
type verbs struct{ post, put, del int }

func counted(writes []v1Asked) (n verbs) {
	for _, w := range writes {
		switch w.method {
		case http.MethodPost:
			n.post++
		case http.MethodPut:
			n.put++
		case http.MethodDelete:
			n.del++
		}
	}
	return n
}
