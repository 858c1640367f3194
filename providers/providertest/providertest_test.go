package providertest_test

import (
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// kinds are the shapes of API that there are.
var kinds = map[string]providers.Capabilities{
	"a whole diff at once, atomic":   {Atomic: true, CreateZone: true},
	"whole zones":                    {Unit: providers.PerZone, Atomic: true, CreateZone: true},
	"seven sets at once":             {MaxBatch: 7, CreateZone: true},
	"seven sets at once, atomic":     {MaxBatch: 7, Atomic: true},
	"one set at a time":              {MaxBatch: 1, CreateZone: true},
	"single records with handles":    {Unit: providers.PerRecord, MaxBatch: 50},
	"one record at a time":           {Unit: providers.PerRecord, MaxBatch: 1},
	"two views and few types":        {Views: []string{"tel", "uni"}, MaxBatch: 50, Types: []uint16{dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypeMX, dns.TypeTXT}},
	"lines that fall back on one":    {Views: []string{"tel", "uni"}, BaseView: true, MaxBatch: 50},
	"narrow TTLs and joined strings": {MinTTL: 300, MaxTTL: 3600, JoinsTXT: true},
}

func memory(caps providers.Capabilities) (*providertest.Memory, providertest.Server) {
	m := providertest.NewMemory(caps, providertest.Origin, providertest.Second)
	return m, providertest.Server{
		Provider: m,
		Zone:     providers.Ref{ID: "zone/" + providertest.Origin, Origin: providertest.Origin},
		Second:   providers.Ref{ID: "zone/" + providertest.Second, Origin: providertest.Second},
		Requests: m.Requests,
		Fault:    m.Fault,
		Plant:    plant(m),
	}
}

// plant lays a set into the zone that no plan of the suite names.
func plant(m *providertest.Memory) func(t *testing.T) func() string {
	return func(*testing.T) func() string {
		odd := zone.RRset{Key: zone.Key{Name: "odd.example.org.", Type: dns.TypeA}, TTL: 60, Data: zone.NewData("\xc0\x00\x02\x63")}
		if views := m.Capabilities().Views; len(views) > 0 {
			odd.View = views[0]
		}
		m.Put(providertest.Origin, odd)
		return func() string {
			s, _ := m.Records(providertest.Origin).Find(odd.Key)
			return strings.Join(s.Text(), " ")
		}
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	for name, caps := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			providertest.Run(t, providertest.Harness{New: func(*testing.T) providertest.Server {
				_, s := memory(caps)
				return s
			}})
		})
	}
}
