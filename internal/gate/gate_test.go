package gate

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneCallerAtATime(t *testing.T) {
	t.Parallel()
	g := New()
	leave, err := g.Enter(t.Context())
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err = g.Enter(ctx)
	require.ErrorIs(t, err, context.Canceled, "who is stopped does not wait")
	next := make(chan func())
	go func() {
		leave, _ := g.Enter(context.Background())
		next <- leave
	}()
	leave()
	(<-next)()
	leave, err = g.Enter(t.Context())
	require.NoError(t, err)
	leave()
}
