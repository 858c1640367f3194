package source

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func take(t *testing.T, dir string) Snapshot {
	t.Helper()
	s, err := Dir{Path: dir}.Snapshot(t.Context())
	require.NoError(t, err)
	return s
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
}

func TestSnapshotGivesTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "example.org.zone", "org")
	write(t, dir, "sub/example.net.zone", "net")
	write(t, dir, ".git/HEAD", "ref")
	require.NoError(t, os.Symlink("sub/example.net.zone", filepath.Join(dir, "link.zone")))
	require.NoError(t, os.Symlink("sub", filepath.Join(dir, "shortcut")))
	require.NoError(t, os.Symlink("..", filepath.Join(dir, "sub", "loop")))
	s := take(t, dir)
	require.Equal(t, filepath.ToSlash(dir), s.Prefix)
	require.Empty(t, s.Revision)
	for name, want := range map[string]string{
		"example.org.zone": "org", "sub/example.net.zone": "net", "link.zone": "net", "shortcut/example.net.zone": "net",
	} {
		b, err := fs.ReadFile(s.FS, name)
		require.NoError(t, err, name)
		require.Equal(t, want, string(b), name)
		require.Contains(t, s.Files, name)
	}
	require.Len(t, s.Files, 4)
	entries, err := fs.ReadDir(s.FS, ".")
	require.NoError(t, err)
	require.Len(t, entries, 5)
	require.Equal(t, fs.ModeSymlink, entries[2].Type()) // link.zone: whoever walks must see that it is one
	require.False(t, s.Stale())
}

func TestMissingFoldersAreErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := Dir{Path: filepath.Join(dir, "none")}.Snapshot(t.Context())
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, filepath.Join(dir, "none"))
	write(t, dir, "file", "")
	_, err = Dir{Path: filepath.Join(dir, "file")}.Snapshot(t.Context())
	require.ErrorContains(t, err, "not a directory")
}

func TestNothingOutsideTheFolderIsRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "outside", "private")
	write(t, dir, "zones/a.zone", "a")
	root := filepath.Join(dir, "zones")
	for name, target := range map[string]string{
		"up": "../outside", "absolute": filepath.Join(dir, "outside"), "folder": "..", "system": "/etc/passwd", "nowhere": "gone",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(root, name)))
	}
	s := take(t, root)
	for _, name := range []string{"up", "absolute", "folder", "system", "nowhere", "folder/outside", "../outside", "/etc/passwd", "none"} {
		_, err := fs.ReadFile(s.FS, name)
		require.Error(t, err, name)
		_, err = fs.Stat(s.FS, name)
		require.Error(t, err, name)
		_, err = fs.ReadDir(s.FS, name)
		require.Error(t, err, name)
	}
	_, err := fs.Stat(s.FS, "nowhere")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.False(t, s.Stale())
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	write(t, dir, "sub/a", "a")
	s := take(t, dir)
	for _, name := range []string{"pipe", "sub", "."} {
		_, err := s.FS.Open(name)
		require.Error(t, err, name)
	}
	_, err := fs.ReadDir(s.FS, "sub/a")
	require.ErrorIs(t, err, syscall.ENOTDIR)
}

func TestAFolderThatCannotBeReadIsAnErrorOfThatFolder(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := t.TempDir()
	write(t, dir, "a.zone", "a")
	write(t, dir, "closed/b.zone", "b")
	require.NoError(t, os.Chmod(filepath.Join(dir, "closed"), 0))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "closed"), 0o755) })
	_, err := fs.ReadDir(take(t, dir).FS, "closed")
	require.ErrorIs(t, err, fs.ErrPermission)
}

// TestReadingSeesOneMomentOrFails changes a file in each of the ways that editors and checkouts have.
func TestReadingSeesOneMomentOrFails(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, path string){
		"written in place": func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte("new"), 0o644))
		},
		"replaced by rename": func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path+"~", []byte("new"), 0o644))
			require.NoError(t, os.Rename(path+"~", path))
		},
		"removed": func(t *testing.T, path string) { require.NoError(t, os.Remove(path)) },
		"made a folder": func(t *testing.T, path string) {
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Mkdir(path, 0o755))
		},
		"made a pipe": func(t *testing.T, path string) {
			require.NoError(t, os.Remove(path))
			require.NoError(t, syscall.Mkfifo(path, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, "a.zone", "old")
			write(t, dir, "b.zone", "other")
			s := take(t, dir)
			change(t, filepath.Join(dir, "a.zone"))
			_, err := fs.ReadFile(s.FS, "a.zone")
			require.ErrorIs(t, err, ErrChanged)
			require.NotErrorIs(t, err, fs.ErrNotExist)
			require.True(t, s.Stale())
			b, err := fs.ReadFile(s.FS, "b.zone")
			require.NoError(t, err)
			require.Equal(t, "other", string(b))
			require.Contains(t, take(t, dir).Files.Changed(s.Files), "a.zone")
		})
	}
}

func TestAFileWrittenWhileItIsReadFailsAtItsEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", strings.Repeat("x", 1000))
	s := take(t, dir)
	f, err := s.FS.Open("a.zone")
	require.NoError(t, err)
	defer f.Close()
	_, err = io.ReadFull(f, make([]byte, 500))
	require.NoError(t, err)
	write(t, dir, "a.zone", strings.Repeat("y", 1000))
	_, err = io.ReadAll(f)
	require.ErrorIs(t, err, ErrChanged)
	require.True(t, s.Stale())
}

func TestAFileThatComesLaterIsNotInTheSnapshot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", "a")
	s := take(t, dir)
	write(t, dir, "b.zone", "b")
	_, err := fs.ReadFile(s.FS, "b.zone")
	require.ErrorIs(t, err, fs.ErrNotExist)
	entries, err := fs.ReadDir(s.FS, ".")
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

// TestSnapshotsWaitUntilTimesCanTell: what is written after a snapshot must get another time than what was in it.
func TestSnapshotsWaitUntilTimesCanTell(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", "a")
	s := take(t, dir)
	info, err := fs.Stat(s.FS, "a.zone")
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(info.ModTime()), settle)
}

func TestSnapshotStopsWaitingWithItsContext(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", "a")
	soon := time.Now().Add(-settle / 4)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, os.Chtimes(filepath.Join(dir, "a.zone"), soon, soon))
	_, err := Dir{Path: dir}.Snapshot(ctx)
	if time.Since(soon) < settle { // else the machine was too slow for the question
		require.ErrorIs(t, err, context.Canceled)
	}
	future := time.Now().Add(time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "a.zone"), future, future))
	_, err = Dir{Path: dir}.Snapshot(ctx)
	require.NoError(t, err, "a time in the future is not waited for")
}

func TestChanged(t *testing.T) {
	t.Parallel()
	old := Listing{"same": "1", "other": "1", "gone": "1"}
	now := Listing{"same": "1", "other": "2", "new": "1"}
	require.Equal(t, []string{"gone", "new", "other"}, now.Changed(old))
	require.Empty(t, now.Changed(now))
	require.Equal(t, []string{"new", "other", "same"}, now.Changed(nil))
}

func TestLookTriesUntilNothingMoves(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", "0")
	looks := 0
	var got []byte
	read := func(moving int) func(Snapshot) error {
		return func(s Snapshot) (err error) {
			if looks++; looks <= moving {
				write(t, dir, "a.zone", strings.Repeat("x", looks))
			}
			got, err = fs.ReadFile(s.FS, "a.zone")
			return err
		}
	}
	require.NoError(t, Look(t.Context(), Dir{Path: dir}.Snapshot, read(2)))
	require.Equal(t, 3, looks)
	require.Equal(t, "xx", string(got))
	looks = 0
	require.ErrorIs(t, Look(t.Context(), Dir{Path: dir}.Snapshot, read(100)), ErrChanged)
	require.Equal(t, maxLooks, looks)
	require.ErrorIs(t, Look(t.Context(), Dir{Path: dir + "/none"}.Snapshot, read(0)), fs.ErrNotExist)
}

// BenchmarkSnapshot lists 10,000 files and finds that none has changed.
func BenchmarkSnapshot(b *testing.B) {
	dir := b.TempDir()
	for i := range 10_000 {
		name := filepath.Join(dir, fmt.Sprintf("%d.zone", i))
		require.NoError(b, os.WriteFile(name, []byte("@ A 192.0.2.1\n"), 0o644))
	}
	last, err := Dir{Path: dir}.Snapshot(b.Context())
	require.NoError(b, err)
	for b.Loop() {
		next, err := Dir{Path: dir}.Snapshot(b.Context())
		require.NoError(b, err)
		require.Empty(b, next.Files.Changed(last.Files))
	}
}
