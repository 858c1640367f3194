package providertest

import (
	"path"
	"testing"
)

// Run holds a provider to the contract in package providers. Every part starts a server of its own.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, part := range []struct {
		name string
		test func(t *testing.T, s *site)
	}{
		{"read", read},
		{"no such zone", noSuchZone},
		{"types", types},
		{"story", story},
		{"views", views},
		{"batches", batches},
		{"thousand", thousand},
		{"twice", twice},
		{"planned twice", plannedTwice},
		{"new zone", newZone},
		{"new zone, record refused", newZoneRefused},
		{"two zones at once", twoZones},
		{"foreign data stays", foreignData},
		{"context ended", contextEnded},
		{"slow answers", slowAnswers},
		{"credential refused", credentialRefused},
		{"connection cut before the write", cutBefore},
		{"connection cut after the write", cutAfter},
		{"batch done by half", halfBatch},
		{"zone moved", conflict},
		{"throttled", throttled},
		{"record refused", recordRefused},
		{"truncated listing", truncatedListing},
	} {
		h.sub(t, "", part.name, func(t *testing.T) {
			t.Parallel()
			part.test(t, open(t, h))
		})
	}
}

// sub runs a subtest unless the harness says that it cannot pass.
func (h Harness) sub(t *testing.T, part, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) {
		if why, skip := h.Skip[path.Join(part, name)]; skip {
			t.Skip(why)
		}
		test(t)
	})
}
