package providers

import "context"

// Sweeper is a Provider that can read many zones with fewer requests than one by one.
type Sweeper interface {
	// Sweep reads zones of the account together, as whole as Fetch does. It leaves out those that are not there, and all
	// of them where a sweep would take no fewer requests: what is left out is fetched. It does so too where it fails.
	Sweep(ctx context.Context, origins []string) (map[string]Live, error)
}
