package git_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

// TestTwoMayShareAClone has two sources as two processes would be: each with what it remembers of the clone's packs.
func TestTwoMayShareAClone(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	dir := filepath.Join(t.TempDir(), "git")
	both := []*git.Source{follow(t, repo, git.Settings{Dir: dir}), follow(t, repo, git.Settings{Dir: dir})}
	both[0].SetMaxPacks(3) // one of them makes the clone anew under the other's feet
	for i := range 6 {
		text := fmt.Sprint(i)
		id := repo.Pushed("a", text)
		var g errgroup.Group
		for _, src := range both {
			for range 2 {
				g.Go(func() error {
					snap, err := src.Snapshot(t.Context())
					if err == nil && snap.Revision != id {
						err = fmt.Errorf("revision %s, not %s", snap.Revision, id)
					}
					return err
				})
			}
		}
		require.NoError(t, g.Wait())
		for _, src := range both {
			require.Equal(t, text, content(t, take(t, src), "a"))
		}
	}
}

func TestALockedCloneIsWaitedForUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "1")
	dir := filepath.Join(t.TempDir(), "git")
	src := follow(t, repo, git.Settings{Dir: dir})
	f, err := os.Create(dir + ".lock")
	require.NoError(t, err)
	require.NoError(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = src.Snapshot(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, f.Close())
	take(t, src)
}
