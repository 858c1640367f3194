package local

import (
	"testing"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// The interfaces that a Provider may have.
var (
	_ providers.Auditor = (*Provider)(nil)
	_ providers.Server  = (*Provider)(nil)
)

func TestContract(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Harness{New: func(t *testing.T) providertest.Server {
		p := openProvider(t, t.TempDir())
		create(t, p, zone.Zone{Origin: providertest.Origin})
		create(t, p, zone.Zone{Origin: providertest.Second})
		return providertest.Server{
			Provider: p,
			Zone:     providers.Ref{Origin: providertest.Origin},
			Second:   providers.Ref{Origin: providertest.Second},
		}
	}})
}
