package syncer

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// runAll runs f for 0 to n-1, at most limit at once, and waits for all. f keeps its own errors: none stops the others.
func runAll(ctx context.Context, n, limit int, f func(ctx context.Context, i int), progress func(done, total int)) {
	var g errgroup.Group
	g.SetLimit(limit)
	var done atomic.Int64
	for i := range n {
		g.Go(func() error {
			f(ctx, i)
			progress(int(done.Add(1)), n)
			return nil
		})
	}
	_ = g.Wait() // f gives no error
}
