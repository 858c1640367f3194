package providertest

import "testing"

// Run holds a provider to the contract in package providers. Every part starts a server of its own.
func Run(t *testing.T, h Harness) {
	t.Helper()
}
