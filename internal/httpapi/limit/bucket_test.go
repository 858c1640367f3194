package limit

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// take passes n requests through and gives the time that took.
func take(t *testing.T, b *Bucket, n int) time.Duration {
	t.Helper()
	start := time.Now()
	for range n {
		done, err := b.Take(t.Context(), System{}, Read, time.Hour)
		require.NoError(t, err)
		done()
	}
	return time.Since(start)
}

func TestRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		settings Settings
		n        int
		want     time.Duration
	}{
		{"no limit", Settings{}, 1000, 0},
		{"so many a second, and a second's worth at once", Settings{Requests: 10}, 30, 2 * time.Second},
		{"so many a minute, one at once", Settings{Requests: 6, Per: time.Minute}, 4, 30 * time.Second},
		{"a burst", Settings{Requests: 1, Burst: 5}, 7, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				require.InDelta(t, c.want.Seconds(), take(t, New(c.settings), c.n).Seconds(), 0.001)
			})
		})
	}
}

func TestARefusalPausesThenHalvesThenIsForgiven(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := New(Settings{Requests: 10, Burst: 1})
		b.SlowDown(time.Now(), 5*time.Second)
		b.SlowDown(time.Now(), 0) // was on its way already
		require.Equal(t, 5*time.Second, take(t, b, 1).Round(time.Millisecond))
		take(t, b, 1) // the one that came back during the pause
		require.Equal(t, 2*time.Second, take(t, b, 10).Round(time.Millisecond), "half the rate")
		time.Sleep(recovery)
		take(t, b, 1)
		require.Equal(t, time.Second, take(t, b, 10).Round(time.Millisecond), "the full rate")
	})
}

func TestRefusalsHalveOnlySoFar(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := New(Settings{Requests: 16, Burst: 1})
		for range 10 {
			b.SlowDown(time.Now(), 0)
			time.Sleep(minPause)
		}
		take(t, b, 1)
		require.Equal(t, 4*time.Second, take(t, b, 4).Round(time.Millisecond))
	})
}

func TestAPauseBeyondPatienceIsToldAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := New(Settings{Requests: 1, Burst: 1})
		b.SlowDown(time.Now(), time.Hour)
		start := time.Now()
		_, err := b.Take(t.Context(), System{}, Read, time.Minute)
		var paused *PausedError
		require.ErrorAs(t, err, &paused)
		require.Equal(t, time.Hour, paused.For)
		require.Zero(t, time.Since(start))
	})
}

func TestACallerThatGivesUpTakesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := New(Settings{Requests: 1, Burst: 1, Parallel: 1})
		take(t, b, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_, err := b.Take(ctx, System{}, Read, time.Hour)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 990*time.Millisecond, take(t, b, 1).Round(time.Millisecond), "token and place are free again")
	})
}

func TestACallerThatHasGoneKeepsNoPlace(t *testing.T) {
	t.Parallel()
	b := New(Settings{Parallel: 1, Writes: 1})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 { // a free place and an ended context are both ready: either may be chosen
		_, err := b.Take(gone, System{}, Write, time.Hour)
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, b.parallel)
		require.Empty(t, b.writes)
	}
}

func TestPlacesInFlight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		use  Use
		want time.Duration
	}{
		{"reads share the places of all", Read, 2 * time.Second},
		{"writes have fewer", Write, 6 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := New(Settings{Parallel: 3, Writes: 1})
				start := time.Now()
				var all sync.WaitGroup
				for range 6 {
					all.Go(func() {
						done, err := b.Take(t.Context(), System{}, c.use, time.Hour)
						if err == nil {
							time.Sleep(time.Second)
							done()
						}
					})
				}
				all.Wait()
				require.Equal(t, c.want, time.Since(start))
			})
		})
	}
}

func TestOneCredentialHasOneBucket(t *testing.T) {
	t.Parallel()
	var r Registry
	b := r.Bucket("api.example.org", "key", Settings{Requests: 1})
	require.Same(t, b, r.Bucket("api.example.org", "key", Settings{}))
	require.NotSame(t, b, r.Bucket("api.example.org", "other", Settings{}))
	require.NotSame(t, b, r.Bucket("api.example.net", "key", Settings{}))
	var none *Registry
	require.NotSame(t, none.Bucket("h", "c", Settings{}), none.Bucket("h", "c", Settings{}))
}
