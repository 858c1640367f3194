package cloudns

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Harness{New: newContractServer, Skip: map[string]string{
		"zone moved": "the API has no means to tell that somebody else wrote",
	}})
}

func newContractServer(t *testing.T) providertest.Server {
	t.Helper()
	s := newSite(t, cloudnssim.Options{})
	require.NoError(t, s.sim.AddZone(providertest.Second))
	return providertest.Server{
		Provider: s.counted,
		Zone:     providers.Ref{Origin: providertest.Origin},
		Second:   providers.Ref{Origin: providertest.Second},
		Requests: s.requests,
		Fault: func(f simulator.Fault) bool {
			s.sim.Arm(f)
			return s.sim.Can(f.Kind)
		},
		Plant: func(t *testing.T) func() string { return plant(t, s.sim) },
	}
}

// plant makes records that zonesync does not look after.
func plant(t *testing.T, sim *cloudnssim.Server) func() string {
	t.Helper()
	require.NoError(t, sim.Plant(providertest.Origin,
		cloudnssim.Record{Name: "planted", Type: "A", Content: "192.0.2.99", TTL: 60, ISP: "any", Status: cloudnssim.Active},
		cloudnssim.Record{Name: "planted", Type: "SRV", Content: "0 0 1 x", TTL: 60, ISP: "tel", Status: cloudnssim.Active},
		cloudnssim.Record{Name: "pl anted", Type: "A", Content: "192.0.2.99", TTL: 60, ISP: "tel", Status: cloudnssim.Active},
		cloudnssim.Record{Name: "planted", Type: "A", Content: "not an address", TTL: 60, ISP: "uni", Status: cloudnssim.Active},
	))
	return func() string {
		var out []cloudnssim.Record
		for _, r := range sim.Records(providertest.Origin) {
			if r.ID <= 4 {
				out = append(out, r)
			}
		}
		return fmt.Sprint(out)
	}
}

// Send counts the reads inside as polls.
func (c *counted) Send(ctx context.Context, live providers.Live, b providers.Batch) error {
	before, _ := c.sim.Requests()
	err := c.Provider.Send(ctx, live, b)
	after, _ := c.sim.Requests()
	c.polls.Add(int64(after - before))
	return err
}
