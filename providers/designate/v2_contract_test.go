package designate

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestV2Contract(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]designatesim.Options{
		"of release 15":     {NoAuth: true},
		"of later releases": {Types: designatesim.Latest(), LinksBase: "http://dns.invalid"},
		"done at once":      {NoAuth: true, ActiveAfter: -1},
	} {
		skip := map[string]string{
			"batch done by half": "each request is one set",
			"types/NAPTR":        "the service takes no NAPTR with an empty string in it",
		}
		if o.Types == nil {
			for _, kind := range []string{"HTTPS", "SVCB", "TLSA"} {
				skip["types/"+kind] = "release 15 has no " + kind
			}
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			providertest.Run(t, providertest.Harness{
				New: func(t *testing.T) providertest.Server { return newV2ContractServer(t, o) }, Skip: skip,
			})
		})
	}
}

func newV2ContractServer(t *testing.T, o designatesim.Options) providertest.Server {
	t.Helper()
	if o.ActiveAfter == 0 {
		o.ActiveAfter = 2 * time.Millisecond
	}
	sim := designatesim.New(o)
	require.NoError(t, sim.AddZone(providertest.Origin))
	require.NoError(t, sim.AddZone(providertest.Second))
	srv := httptest.NewServer(sim)
	t.Cleanup(srv.Close)
	p := openV2(t, srv.URL, nil, func(s *settings) {
		if !o.NoAuth {
			s.NoAuth, s.Endpoint, s.ProjectID = false, "", ""
			s.AuthURL, s.Username, s.Password, s.Project = srv.URL+"/identity", "sandbox", secret.New("sandbox-secret"), "sandbox"
		}
	})
	_, err := p.known(t.Context())
	require.NoError(t, err)
	p.spec.(*v2).askLimits(t.Context()) // a fault is meant for what comes later
	return providertest.Server{
		Provider: p,
		Zone:     providers.Ref{Origin: providertest.Origin},
		Second:   providers.Ref{Origin: providertest.Second},
		Requests: func() int { return v2Requests(sim.Calls()) },
		Fault: func(f simulator.Fault) bool {
			if sim.Arm(f); f.Kind == simulator.Disarm {
				p.again = time.Time{} // as if the time were over for which a refused login is not tried again
			}
			return sim.Can(f.Kind)
		},
		Plant: func(t *testing.T) func() string { return plantV2(t, sim) },
	}
}

// v2Requests counts those to sets: a zone is asked for its status in between, and an import polled.
func v2Requests(calls map[string]int) (n int) {
	for call, count := range calls {
		if strings.Contains(call, "recordset") || call == "GET limits" {
			n += count
		}
	}
	return n
}

// plantV2 makes sets that zonesync does not look after, and one with a description.
func plantV2(t *testing.T, sim *designatesim.Server) func() string {
	t.Helper()
	note := "ask Ann"
	require.NoError(t, sim.Plant(providertest.Origin,
		designatesim.RecordSet{Name: "planted.example.org.", Type: "A", Records: []string{"192.0.2.99"}, Description: &note},
		designatesim.RecordSet{Name: "planted.example.org.", Type: "MX", Records: []string{"not a preference"}},
		designatesim.RecordSet{Name: "planted.example.org.", Type: "TXT", Records: nil},
		designatesim.RecordSet{Name: "planted.example.org.", Type: "WONDER", Records: []string{"x"}},
		designatesim.RecordSet{Name: "planted.example.test.", Type: "A", Records: []string{"192.0.2.99"}},
	))
	return func() string {
		var out []designatesim.RecordSet
		for _, r := range sim.RecordSets(providertest.Origin) {
			if strings.HasPrefix(r.Name, "planted") {
				out = append(out, r)
			}
		}
		return fmt.Sprintf("%+v", out)
	}
}
