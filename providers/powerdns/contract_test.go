package powerdns

import (
	"fmt"
	"testing"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Harness{New: newContractServer})
}

// newContractServer has the suite's two zones with the least that a zone has.
func newContractServer(t *testing.T) providertest.Server {
	t.Helper()
	px := newProxy(t)
	for _, z := range []string{providertest.Origin, providertest.Second} {
		raw(t, px.backend, "POST", "/zones?rrsets=false", fmt.Sprintf(`{"name":%q,"kind":"Native","nameservers":["ns1.%s"]}`, z, z))
	}
	return providertest.Server{
		Provider: px.open(t),
		Zone:     providers.Ref{Origin: providertest.Origin},
		Second:   providers.Ref{Origin: providertest.Second},
		Requests: px.count,
		Fault:    px.arm,
		Plant:    func(t *testing.T) func() string { return plant(t, px) },
	}
}

// plant makes a set that is disabled whole, and one with a comment.
func plant(t *testing.T, px *proxy) func() string {
	t.Helper()
	raw(t, px.backend, "PATCH", "/zones/"+providertest.Origin, `{"rrsets":[{"name":"planted.example.org.","type":"A","ttl":60,
		"changetype":"REPLACE","records":[{"content":"192.0.2.99","disabled":true}],"comments":[{"content":"ask Ann","account":"ann"}]}]}`)
	return func() string { return fmt.Sprint(stored(t, px.backend, "planted.example.org.", "A")) }
}
