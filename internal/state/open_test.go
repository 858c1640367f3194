package state

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func hintOf(err error) string {
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
	}
	return ""
}

func TestThereIsNoStateUntilItIsMade(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a?b%20c#d", "new")
	_, err := OpenExisting(t.Context(), dir)
	require.ErrorIs(t, err, fs.ErrNotExist)
	openedAt(t, dir)
	s, err := OpenExisting(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

func TestOnlyTheUserMayReadTheState(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	s := openedAt(t, dir)
	require.NoError(t, s.Lock())
	require.NoError(t, s.SetStatus(t.Context(), Status{Ref: prod, Status: "in-sync"}))
	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 4) // database, WAL, its index, lock
	for _, f := range files {
		info, err := f.Info()
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), f.Name())
	}
}

func TestADirectoryThatMayNotBeWrittenIsSaid(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "state")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	require.NoError(t, os.Chmod(dir, 0o555))
	said := startChild(t, "nobody", dir).line(t)
	require.Contains(t, said, dir)
	require.Contains(t, said, "permission denied | "+hintAccess)
}

func TestADamagedDatabaseIsAnErrorAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(good []byte) []byte{
		"another file":           func([]byte) []byte { return []byte("This is not a database.\n") },
		"another, as long":       func(good []byte) []byte { return make([]byte, len(good)) },
		"the first page garbled": func(good []byte) []byte { copy(good[100:], make([]byte, 900)); return good },
		"the end missing":        func(good []byte) []byte { return good[:len(good)/2] },
		"all pages garbled":      func(good []byte) []byte { copy(good[4096:], make([]byte, len(good))); return good },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, file := closedState(t)
			good, err := os.ReadFile(file)
			require.NoError(t, err)
			bad := damage(good)
			require.NoError(t, os.WriteFile(file, bad, 0o600))
			err = openAndRead(t.Context(), dir)
			require.ErrorIs(t, err, ErrCorrupt)
			require.ErrorContains(t, err, file)
			require.Equal(t, hintCorrupt, hintOf(err))
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, bad, after)
		})
	}
}

// closedState makes a directory with a base in it, which nobody has open.
func closedState(t *testing.T) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, s.SetBase(t.Context(), prod, Base{Zone: many("example.org.", 20_000)}))
	require.NoError(t, s.Close())
	return dir, filepath.Join(dir, File)
}

func openAndRead(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Base(ctx, prod)
	return err
}

func TestADamagedBodyIsAnError(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"cut":             "UPDATE contents SET body = substr(body, 1, length(body) - 9)",
		"empty":           "UPDATE contents SET body = x''",
		"length too long": "UPDATE contents SET body = CAST(x'ffffffffffffffff7f' || substr(body, 3) AS BLOB)",
		"checksum":        "UPDATE contents SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := opened(t)
			require.NoError(t, s.SetBase(t.Context(), prod, Base{Zone: everything(t)}))
			_, err := s.exec(t.Context(), inOrder, sql)
			require.NoError(t, err)
			_, err = s.Base(t.Context(), prod)
			require.ErrorIs(t, err, ErrCorrupt)
			require.Equal(t, hintCorrupt, hintOf(err))
		})
	}
}

func TestManyMayOpenANewDirectoryAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	var g sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		g.Go(func() { errs[i] = openAndRead(t.Context(), dir) })
	}
	g.Wait()
	require.NoError(t, errors.Join(errs...))
}

func TestOneProcessHasTheLockUntilItEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := startChild(t, "lock", dir)
	require.Equal(t, "locked\n", other.line(t))
	s := openedAt(t, dir)
	err := s.Lock()
	require.ErrorIs(t, err, ErrLocked)
	require.ErrorContains(t, err, "process "+strconv.Itoa(other.Process.Pid))
	require.NotEmpty(t, hintOf(err))
	other.kill(t)
	require.NoError(t, s.Lock())
	require.NoError(t, s.Lock())
}

func TestCloseFreesTheLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := Open(t.Context(), dir)
	require.NoError(t, err)
	second := openedAt(t, dir)
	require.NoError(t, first.Lock())
	require.ErrorIs(t, second.Lock(), ErrLocked)
	require.NoError(t, first.Close())
	require.NoError(t, second.Lock())
}
