package state

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// A service with several workers, and commands that open the directory beside it.
func TestManyWriteAndReadAtOnce(t *testing.T) {
	t.Parallel()
	const workers, rounds = 6, 20
	dir := t.TempDir()
	service := openedAt(t, dir)
	require.NoError(t, service.Lock())
	run := begin(t, service, Run{})
	hold(t, service, spare, hash)
	var g errgroup.Group
	for w := range workers {
		g.Go(func() error {
			r := Ref{"prod", fmt.Sprintf("zone-%d.example.", w)}
			for i := range rounds {
				if err := workOn(t, service, run, r, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	g.Go(func() error { return command(t, dir) })
	g.Go(func() error { return command(t, dir) })
	require.NoError(t, g.Wait())
	requireSound(t, service)
	requireUnsettled(t, service)
	changes, err := service.Changes(t.Context(), run)
	require.NoError(t, err)
	require.Len(t, changes, workers*rounds)
	require.Equal(t, workers, count(t, service, "SELECT count(*) FROM contents"))
	released, err := service.Released(t.Context())
	require.NoError(t, err)
	require.Len(t, released, 1)
}

// workOn is what a worker stores of one zone.
func workOn(t *testing.T, s *Store, run int64, r Ref, i int) error {
	z := many(r.Origin, 20+i)
	batch, err := s.Intend(t.Context(), run, r, nil)
	if err != nil {
		return err
	}
	if err := s.SetBase(t.Context(), r, Base{Zone: z, At: noon}); err != nil {
		return err
	}
	if b, err := s.Base(t.Context(), r); err != nil || len(b.Zone.Sets) != 20+i {
		return fmt.Errorf("round %d: %v %w", i, b, err)
	}
	if err := s.AddChanges(t.Context(), run, []Change{{Ref: r, After: &z.Sets[0]}}); err != nil {
		return err
	}
	return s.Settle(t.Context(), batch, "done")
}

// command opens the directory, tells something, asks for something, and closes it again, many times.
func command(t *testing.T, dir string) error {
	for range 20 {
		s, err := OpenExisting(t.Context(), dir)
		if err != nil {
			return err
		}
		if _, err := s.Release(t.Context(), hash); err != nil {
			return err
		}
		if _, err := s.Runs(t.Context(), Filter{Since: time.Time{}}); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}
