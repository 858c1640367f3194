package source

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/require"
)

// news is one call of Watch.
type news struct {
	Snapshot
	err error
}

// watch watches until the test ends. Nothing but events can bring news within an hour, unless d says otherwise.
func watch(t *testing.T, d Dir) <-chan news {
	t.Helper()
	if d.Quiet == 0 {
		d.Quiet = 20 * time.Millisecond
	}
	if d.Rescan == 0 {
		d.Rescan = time.Hour
	}
	out, ended := make(chan news), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		ended <- d.Watch(ctx, func(s Snapshot, err error) {
			select {
			case out <- news{s, err}:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
	})
	return out
}

// until waits for a snapshot in which a file has a content. Errors and other moments may come before it.
func until(t *testing.T, in <-chan news, name, content string) Snapshot {
	t.Helper()
	deadline := time.After(time.Minute)
	for {
		select {
		case n := <-in:
			if n.err != nil {
				continue
			}
			if b, err := fs.ReadFile(n.FS, name); err == nil && string(b) == content {
				return n.Snapshot
			}
		case <-deadline:
			require.FailNow(t, "no such news", "%s with %q", name, content)
		}
	}
}

func next(t *testing.T, in <-chan news) news {
	t.Helper()
	select {
	case n := <-in:
		return n
	case <-time.After(time.Minute):
		require.FailNow(t, "no news")
		return news{}
	}
}

func TestWatchTellsEveryWayOfChanging(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, dir string){
		"written in place": func(t *testing.T, dir string) { write(t, dir, "a.zone", "new") },
		"replaced by rename, as editors do": func(t *testing.T, dir string) {
			write(t, dir, ".a.zone.swp", "new")
			require.NoError(t, os.Rename(filepath.Join(dir, "a.zone"), filepath.Join(dir, "a.zone~")))
			require.NoError(t, os.Rename(filepath.Join(dir, ".a.zone.swp"), filepath.Join(dir, "a.zone")))
		},
		"removed and written again": func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(filepath.Join(dir, "a.zone")))
			write(t, dir, "a.zone", "new")
		},
		"the folder removed and made again": func(t *testing.T, dir string) {
			require.NoError(t, os.RemoveAll(dir))
			write(t, dir, "a.zone", "new")
		},
		"the folder exchanged for another": func(t *testing.T, dir string) {
			write(t, dir+".new", "a.zone", "new")
			require.NoError(t, os.Rename(dir, dir+".old"))
			require.NoError(t, os.Rename(dir+".new", dir))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "zones")
			write(t, dir, "a.zone", "old")
			in := watch(t, Dir{Path: dir})
			until(t, in, "a.zone", "old")
			change(t, dir)
			until(t, in, "a.zone", "new")
			write(t, dir, "a.zone", "still watched")
			until(t, in, "a.zone", "still watched")
		})
	}
}

func TestWatchFollowsNewFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := watch(t, Dir{Path: dir})
	require.Empty(t, next(t, in).Files)
	for i, name := range []string{"one/a.zone", "one/two/a.zone", "one/two/three/four/a.zone"} {
		write(t, dir, name, fmt.Sprint(i))
		until(t, in, name, fmt.Sprint(i))
		write(t, dir, name, "again")
		until(t, in, name, "again")
	}
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "one")))
	for n := next(t, in); len(n.Files) > 0; n = next(t, in) { // it may be seen half gone
		require.NoError(t, n.err)
	}
	write(t, dir, "one/two/a.zone", "back")
	until(t, in, "one/two/a.zone", "back")
	write(t, dir, "one/two/a.zone", "watched again")
	until(t, in, "one/two/a.zone", "watched again")
}

// TestWatchFollowsMountedConfigMaps swaps a link the way Kubernetes does: no file that anybody names is touched.
func TestWatchFollowsMountedConfigMaps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	swap := func(version, content string) {
		write(t, dir, version+"/a.zone", content)
		require.NoError(t, os.Symlink(version, filepath.Join(dir, "..data_tmp")))
		require.NoError(t, os.Rename(filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data")))
	}
	swap("..2026_01", "old")
	require.NoError(t, os.Symlink("..data/a.zone", filepath.Join(dir, "a.zone")))
	in := watch(t, Dir{Path: dir})
	until(t, in, "a.zone", "old")
	swap("..2026_02", "new")
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "..2026_01")))
	until(t, in, "a.zone", "new")
	swap("..2026_03", "newer")
	until(t, in, "a.zone", "newer")
}

func TestWatchFollowsALinkToTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "releases/1/a.zone", "old")
	write(t, dir, "releases/2/a.zone", "new")
	link := filepath.Join(dir, "current")
	require.NoError(t, os.Symlink("releases/1", link))
	in := watch(t, Dir{Path: link})
	until(t, in, "a.zone", "old")
	require.NoError(t, os.Symlink("releases/2", link+".tmp"))
	require.NoError(t, os.Rename(link+".tmp", link))
	until(t, in, "a.zone", "new")
	write(t, dir, "releases/2/a.zone", "newer")
	until(t, in, "a.zone", "newer")
}

func TestWatchTellsOnceThatTheFolderIsMissingAndWaitsForIt(t *testing.T) {
	t.Parallel()
	parent := filepath.Join(t.TempDir(), "not", "there", "yet")
	dir := filepath.Join(parent, "zones")
	in := watch(t, Dir{Path: dir, Rescan: 5 * time.Millisecond})
	require.ErrorIs(t, next(t, in).err, fs.ErrNotExist)
	write(t, dir, "a.zone", "a")
	for n := next(t, in); len(n.Files) == 0; n = next(t, in) {
		require.NoError(t, n.err) // the same error is not told again
	}
	require.NoError(t, os.RemoveAll(parent))
	n := next(t, in)
	for ; n.err == nil; n = next(t, in) {
		require.NotContains(t, n.Files, "a.zone") // the folder may be seen empty before it is gone
	}
	require.ErrorIs(t, n.err, fs.ErrNotExist)
	write(t, dir, "a.zone", "back")
	until(t, in, "a.zone", "back")
}

func TestWatchGathersWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var calls atomic.Int32
	in := watch(t, Dir{Path: dir, Quiet: 500 * time.Millisecond})
	next(t, in)
	for i := range 200 {
		write(t, dir, fmt.Sprintf("%d.zone", i), "x")
	}
	for len(next(t, in).Files) < 200 {
		calls.Add(1)
	}
	require.Less(t, calls.Load(), int32(10))
}

// TestWatchTellsAfterwardsWhatHappenedMeanwhile changes files while the receiver is busy.
func TestWatchTellsAfterwardsWhatHappenedMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", "0")
	in := watch(t, Dir{Path: dir})
	next(t, in)
	write(t, dir, "a.zone", "first") // its call waits until we take it
	for i := range 20 {
		write(t, dir, "a.zone", fmt.Sprint(i))
	}
	until(t, in, "a.zone", "19")
}

func TestRescanFindsWhatMadeNoEvent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "a.zone", "old")
	deaf := func(string) error { return nil }
	in := watch(t, Dir{Path: dir, Rescan: 5 * time.Millisecond, add: deaf})
	until(t, in, "a.zone", "old")
	write(t, dir, "a.zone", "new")
	until(t, in, "a.zone", "new")
}

func TestWithoutWatchesItPollsAndSaysSoOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "sub/a.zone", "old")
	var log bytes.Buffer
	full := func(string) error { return os.NewSyscallError("inotify_add_watch", syscall.ENOSPC) }
	t.Run("watching", func(t *testing.T) {
		in := watch(t, Dir{Path: dir, add: full, Log: slog.New(slog.NewTextHandler(&log, nil))})
		until(t, in, "sub/a.zone", "old")
		write(t, dir, "sub/a.zone", "new")
		until(t, in, "sub/a.zone", "new")
	})
	require.Equal(t, 1, bytes.Count(log.Bytes(), []byte("\n")), log.String())
	require.Contains(t, log.String(), "level=WARN")
	require.Contains(t, log.String(), "no space left on device")
}

func TestOnlyEventsAboutTheFolderCount(t *testing.T) {
	t.Parallel()
	w := Dir{Path: "/srv/zones"}.newWatcher()
	defer w.close()
	for _, c := range []struct {
		name string
		op   fsnotify.Op
		want bool
	}{
		{"/srv/zones/a.zone", fsnotify.Write, true},
		{"/srv/zones/a.zone", fsnotify.Chmod, false},
		{"/srv/zones/a.zone", fsnotify.Chmod | fsnotify.Write, true},
		{"/srv/zones", fsnotify.Remove, true},
		{"/srv/zones", fsnotify.Create, true},
		{"/srv/zones.new/a.zone", fsnotify.Write, false},
		{"/srv/other", fsnotify.Create, false},
		{"/srv", fsnotify.Remove, false},
	} {
		require.Equal(t, c.want, w.concerns(fsnotify.Event{Name: c.name, Op: c.op}), "%s %s", c.op, c.name)
	}
}

func TestAFolderWithTheInodeOfARemovedOneIsWatchedAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := Dir{Path: dir}.newWatcher()
	defer w.close()
	watch := func() bool {
		fresh, err := w.watch(dir)
		require.NoError(t, err)
		return fresh
	}
	require.True(t, watch())
	require.False(t, watch())
	w.concerns(fsnotify.Event{Name: dir, Op: fsnotify.Remove})
	require.True(t, watch())
	w.lost(fsnotify.ErrEventOverflow)
	require.True(t, watch())
	require.NotEmpty(t, w.notify.WatchList())
}

// TestBell runs on a false clock.
func TestBell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		touches int
		every   time.Duration
		want    time.Duration
	}{
		"one event waits for quiet":               {touches: 1, want: 200 * time.Millisecond},
		"quiet counts from the last event":        {touches: 3, every: 100 * time.Millisecond, want: 400 * time.Millisecond},
		"events without end are told of in time":  {touches: 1000, every: 10 * time.Millisecond, want: time.Second},
		"as late as the last may come in between": {touches: 6, every: 190 * time.Millisecond, want: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBell(200 * time.Millisecond)
				for range 2 { // the second time shows that it starts afresh
					began := time.Now()
					go touch(b, c.touches, c.every)
					<-b.C
					require.Equal(t, c.want, time.Since(began))
					time.Sleep(time.Minute)
					b.Stop()
					b.rung()
				}
			})
		})
	}
}

func touch(b *bell, times int, every time.Duration) {
	began := time.Now()
	for range times {
		if time.Since(began) >= maxQuiets*b.quiet {
			return
		}
		b.touch()
		time.Sleep(every)
	}
}
