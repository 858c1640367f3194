package huawei

import "context"

// turn lets one caller through at a time. It is for what is asked of the service once for all: the others wait no longer than
// they want to.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

// take waits for the turn, which ends with done.
func (t turn) take(ctx context.Context) (done func(), err error) {
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
