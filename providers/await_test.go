package providers_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

func TestPollLooksLessAndLessOften(t *testing.T) {
	for name, tc := range map[string]struct {
		doneAt int // the look that is satisfied
		failAt int
		looks  []int // the seconds at which it looks
		done   bool
	}{
		"work that ends":       {doneAt: 3, looks: []int{1, 3, 7}, done: true},
		"work that never ends": {looks: []int{1, 3, 7, 12, 17, 22}},
		"a look that fails":    {doneAt: 5, failAt: 2, looks: []int{1, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var looks []int
				poll := providers.Poll{First: time.Second, Longest: 5 * time.Second, Patience: 20 * time.Second}
				done, err := poll.Until(t.Context(), func() (bool, error) {
					looks = append(looks, int(time.Since(start).Seconds()))
					if len(looks) == tc.failAt {
						return false, errors.New("x")
					}
					return len(looks) == tc.doneAt, nil
				})
				require.Equal(t, tc.failAt > 0, err != nil)
				require.Equal(t, tc.done, done)
				require.Equal(t, tc.looks, looks)
			})
		})
	}
}

func TestPollEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	poll := providers.Poll{First: time.Hour, Longest: time.Hour, Patience: time.Hour}
	done, err := poll.Until(ctx, func() (bool, error) { return true, nil })
	require.False(t, done)
	require.ErrorIs(t, err, context.Canceled)
}

func TestOutlastDoesNotGoOnForEver(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	longer, cancel := providers.Outlast(ctx, 20*time.Millisecond)
	defer cancel()
	stop()
	require.NoError(t, longer.Err())
	select {
	case <-longer.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on")
	}
}
