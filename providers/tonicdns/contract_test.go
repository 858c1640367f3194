package tonicdns

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

func TestContract(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Harness{New: newContractServer})
}

func newContractServer(t *testing.T) providertest.Server {
	t.Helper()
	s := newSite(t, tonicdnssim.Options{})
	require.NoError(t, s.AddZone(providertest.Origin))
	require.NoError(t, s.AddZone(providertest.Second))
	return providertest.Server{
		Provider: s.open(t),
		Zone:     providers.Ref{Origin: providertest.Origin},
		Second:   providers.Ref{Origin: providertest.Second},
		Requests: s.count,
		Fault: func(f simulator.Fault) bool {
			s.Arm(f)
			return f.Kind == simulator.Disarm || s.Can(f.Kind)
		},
		Plant: func(t *testing.T) func() string { return s.plantStrangers(t, providertest.Origin) },
	}
}

// plantStrangers lays rows into a zone that nobody can look after through the API, and one that everybody can.
func (s site) plantStrangers(t *testing.T, origin string) func() string {
	t.Helper()
	strangers := []tonicdnssim.Row{
		{Name: "www.example.test", Type: "A", Content: "192.0.2.99", TTL: 60},
		{Name: "planted." + ownerName(origin), Type: "LOC", Content: "52 22 23.000 N 4 53 32.000 E -2.00m", TTL: 60},
		{Name: "planted." + ownerName(origin), Type: "A", Content: "localhost", TTL: 60},
		{Name: "planted." + ownerName(origin), Type: "TXT", Content: `"mine"`, TTL: 60},
		{Name: "planted." + ownerName(origin), Type: "TXT", Content: `"mine"`, TTL: 90},
	}
	require.NoError(t, s.Plant(origin, strangers...))
	return func() string {
		var out []string
		for _, r := range s.Rows(origin) {
			if r.Name == strangers[0].Name || r.Name == strangers[1].Name {
				out = append(out, fmt.Sprintf("%s %d %s %s", r.Name, r.TTL, r.Type, r.Content))
			}
		}
		return fmt.Sprint(out)
	}
}
