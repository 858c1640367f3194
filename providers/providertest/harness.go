// Package providertest holds the suite that every provider must pass, and a provider in memory that passes it.
//
// The suite is a story: zone files from state to state, each carried out by package apply, each followed by a second plan
// that must be empty, and then what can go wrong on the way. A provider's test starts a server (a simulator or the real
// one) and hands it in:
//
//	func TestContract(t *testing.T) {
//		providertest.Run(t, providertest.Harness{New: func(t *testing.T) providertest.Server { … }})
//	}
package providertest

import (
	"testing"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/providers"
)

// The zones that the suite works on. A new server has the first, with no records or those that the server makes at the
// apex; it may have the second, alike. It must not have the third.
const (
	Origin  = "example.org."
	Second  = "example.net."
	Created = "example.com."
)

// Harness is how the suite reaches a provider and the server behind it.
type Harness struct {
	// New starts a server that no other test uses. It ends with t.
	New func(t *testing.T) Server
	// Skip gives the reason why a subtest cannot pass: "types/LOC" → "the server has no LOC",
	// "story/every octet" → …, "new zone" → ….
	Skip map[string]string
}

// Server is a fresh server and a provider that speaks to it.
type Server struct {
	Provider providers.Provider
	Zone     providers.Ref // Origin
	// Second is another zone at the same provider; without one, the test of two zones at once is skipped.
	Second providers.Ref
	// Requests counts the requests that the server has seen, polls left out. nil: nothing is proved by counting.
	Requests func() int
	// Fault arms a fault and tells whether the server can do that; a test whose fault it cannot do is skipped. Disarm
	// is called before the suite looks at the outcome. nil: no faults at all.
	Fault func(f simulator.Fault) bool
	// Plant puts data into Origin that only the server knows how to show (a comment, a disabled record, a name that the
	// suite does not use), and gives a function that shows it, to prove that it outlives all changes. nil: skipped.
	Plant func(t *testing.T) (show func() string)
}
