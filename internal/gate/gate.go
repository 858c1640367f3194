// Package gate lets one caller through at a time, as a lock does. It is for what is asked of a service once for all: the others
// wait no longer than they want to.
package gate

import "context"

// Gate is passed by one caller at a time. It is made by New.
type Gate chan struct{}

// New makes a gate behind which nobody is.
func New() Gate { return make(Gate, 1) }

// Enter waits until nobody is behind the gate, which leave ends, or until ctx ends.
func (g Gate) Enter(ctx context.Context) (leave func(), err error) {
	select {
	case g <- struct{}{}:
		return func() { <-g }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
