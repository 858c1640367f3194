// Package all is the list of the providers that zonesync has. It is the only package that imports them; a new one adds a
// line here, and one for its simulator.
package all

import (
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/cloudns"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/designate"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/huawei"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/local"
	"github.com/zonesync/zonesync/providers/powerdns"
	"github.com/zonesync/zonesync/providers/rackspace"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
	"github.com/zonesync/zonesync/providers/tonicdns"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// Kinds gives all types of provider, in the order in which they are listed to people.
func Kinds() []providers.Kind {
	return []providers.Kind{
		local.Kind(),
		powerdns.Kind(),
		tonicdns.Kind(),
		cloudns.Kind(),
		rackspace.Kind(),
		designate.Kind(),
		huawei.Kind(),
	}
}

// Sandboxes gives the simulators that `zonesync sandbox` can serve.
func Sandboxes() []simulator.Sandbox {
	return []simulator.Sandbox{
		{Provider: "tonicdns", New: func() simulator.Simulator { return tonicdnssim.New(tonicdnssim.Options{}) }},
		{
			Provider: "cloudns", New: func() simulator.Simulator { return cloudnssim.New(cloudnssim.Options{}) },
			Zones: []string{"example.com", "example.net", "example.org", "widgets.example", "news.example", "xn--bcher-kva.example"},
		},
		{Provider: "rackspace", New: func() simulator.Simulator { return rackspacesim.New(rackspacesim.Options{}) }},
		{
			Provider: "designate", Option: "api", Value: "v2",
			New: func() simulator.Simulator { return designatesim.New(designatesim.Options{}) },
		},
		{
			Provider: "designate", Option: "api", Value: "v1",
			New: func() simulator.Simulator { return designatesim.New(designatesim.Options{V1: true}) },
		},
		{
			Provider: "huawei", Option: "dialect", Value: "huawei",
			New: func() simulator.Simulator { return huaweisim.New(huaweisim.Options{}) },
		},
		{
			Provider: "huawei", Option: "dialect", Value: "otc",
			New: func() simulator.Simulator { return huaweisim.New(huaweisim.Options{OTC: true}) },
		},
	}
}
