package git_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/parse"
)

func link(t *testing.T, repo *testserver.Repo, target, name string) {
	t.Helper()
	require.NoError(t, os.Symlink(target, filepath.Join(repo.Work, name)))
}

func TestLinksAreFollowedInside(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("zones/sub/a.zone", "a")
	link(t, repo, "sub/a.zone", "zones/link.zone")
	link(t, repo, "sub", "zones/shortcut")
	link(t, repo, "../link.zone", "zones/sub/twice.zone")
	link(t, repo, "..", "zones/sub/loop")
	repo.Commit("links")
	repo.Push()
	snap := take(t, follow(t, repo, git.Settings{Path: "zones"}))
	id := repo.Git("rev-parse", "HEAD:zones/sub/a.zone")
	require.Equal(t, source.Listing{
		"sub/a.zone": id, "link.zone": id, "sub/twice.zone": id, "shortcut/a.zone": id, "shortcut/twice.zone": id,
	}, snap.Files)
	for name := range snap.Files {
		require.Equal(t, "a", content(t, snap, name), name)
		info, err := fs.Stat(snap.FS, name)
		require.NoError(t, err)
		require.True(t, info.Mode().IsRegular())
		require.EqualValues(t, 1, info.Size())
		require.False(t, info.ModTime().IsZero())
	}
	entries, err := fs.ReadDir(snap.FS, ".")
	require.NoError(t, err)
	var kinds []string
	for _, e := range entries {
		kinds = append(kinds, e.Name()+" "+e.Type().String())
	}
	require.Equal(t, []string{"link.zone L---------", "shortcut L---------", "sub d---------"}, kinds)
}

func TestNoPathLeadsOutOfTheFolder(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("outside", "private")
	repo.Write("zones/a.zone", "a")
	targets := map[string]string{
		"up": "../outside", "absolute": "/etc/passwd", "folder": "..", "long": "../zones/a.zone", "over": "sub/../../outside",
	}
	for name, target := range targets {
		link(t, repo, target, "zones/"+name)
	}
	link(t, repo, "nowhere", "zones/dangling")
	link(t, repo, "self", "zones/self")
	link(t, repo, "a.zone/x", "zones/through")
	repo.Write("zones/sub/b", "b")
	repo.Commit("links")
	repo.Push()
	snap := take(t, follow(t, repo, git.Settings{Path: "zones"}))
	for name := range targets {
		_, err := fs.ReadFile(snap.FS, name)
		require.ErrorContains(t, err, "path escapes from parent", name)
		_, err = fs.Stat(snap.FS, name)
		require.ErrorContains(t, err, "path escapes from parent", name)
		require.Equal(t, "error: path escapes from parent", snap.Files[name])
	}
	for name, want := range map[string]error{
		"dangling": fs.ErrNotExist, "self": syscall.ELOOP, "through": syscall.ENOTDIR, "none": fs.ErrNotExist, "a.zone/x": syscall.ENOTDIR,
		"../outside": fs.ErrInvalid, "/etc/passwd": fs.ErrInvalid, "sub": syscall.EISDIR,
	} {
		_, err := fs.ReadFile(snap.FS, name)
		require.ErrorIs(t, err, want, name)
	}
	_, err := fs.ReadDir(snap.FS, "a.zone")
	require.ErrorIs(t, err, syscall.ENOTDIR)
	require.False(t, snap.Stale())
}

// TestParseTellsWhatIsWrongInACommit: the words of this package's errors must reach the rules that people see.
func TestParseTellsWhatIsWrongInACommit(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("outside", "private")
	repo.Write("zones/example.org.zone", "$TTL 300\n$INCLUDE up.inc\n")
	repo.Write("zones/example.net.zone", "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("0", 64)+"\nsize 12345\n")
	repo.Write("zones/example.com.zone", "$TTL 300\n$INCLUDE sub/hosts\n")
	repo.Write("zones/sub/hosts", "www A 192.0.2.1\n")
	link(t, repo, "../outside", "zones/up.inc")
	repo.Commit("zones")
	repo.Push()
	snap := take(t, follow(t, repo, git.Settings{Path: "zones"}))
	results, findings := parse.Load(t.Context(), snap.FS, parse.Options{Prefix: parse.Prefix(snap.Prefix)})
	require.Empty(t, findings)
	got := map[string]string{}
	for _, r := range results {
		for _, f := range r.Findings {
			if f.Severity == parse.Error {
				got[r.Origin] += f.File + " " + f.Rule + " " + f.Message
			}
		}
	}
	require.Equal(t, map[string]string{
		"example.org.": `zones/example.org.zone include-escape "up.inc" leads out of the root`,
		"example.net.": `zones/example.net.zone unreadable "example.net.zone": is a pointer to a file in Git LFS, which zonesync does not fetch; commit the file itself`,
	}, got)
}

func TestSubmodulesAreRefusedWhereTheyMatter(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("zones/a", "1")
	repo.Write("plain/a", "1")
	id := repo.Commit("first")
	repo.Git("update-index", "--add", "--cacheinfo", "160000,"+id+",zones/vendor")
	repo.Git("commit", "--quiet", "-m", "submodule")
	repo.Push()
	for path, want := range map[string]string{
		".":              "zones/vendor is a submodule",
		"zones":          "vendor is a submodule",
		"zones/vendor":   "zones/vendor: is a submodule",
		"zones/vendor/x": "zones/vendor/x: is a submodule",
	} {
		_, err := follow(t, repo, git.Settings{Path: path}).Snapshot(t.Context())
		require.ErrorContains(t, err, want, path)
		require.ErrorContains(t, err, "in commit "+repo.Git("rev-parse", "--short=7", "HEAD"))
		require.Contains(t, hint(err), "follow a path without submodules")
	}
	take(t, follow(t, repo, git.Settings{Path: "plain"}))
}

func TestOnlyWhatChangedIsAnotherVersion(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("a/one", "1")
	repo.Write("a/two", "2")
	repo.Pushed("b/three", "3")
	src := follow(t, repo, git.Settings{})
	first := take(t, src)
	repo.Write("a/one", "changed")
	repo.Git("rm", "--quiet", "a/two")
	repo.Pushed("c", "new")
	second := take(t, src)
	require.Equal(t, []string{"a/one", "a/two", "c"}, second.Files.Changed(first.Files))
	require.Equal(t, "1", content(t, first, "a/one"), "a snapshot stays as it is")
	require.Equal(t, "2", content(t, first, "a/two"))
}

// TestTreesThatNobodyCouldCheckOut are made by hand; git itself refuses to.
func TestTreesThatNobodyCouldCheckOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ entry, want string }{
		"an entry that goes up":     {"..", "malformed"},
		"an entry that stays":       {".", "malformed"},
		"an entry that is a path":   {"a/b", "malformed"},
		"an entry without a name":   {"", "malformed"},
		"an entry that is harmless": {"a", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repo := testserver.NewRepo(t)
			repo.Pushed("file", "x")
			raw := "100644 " + c.entry + "\x00" + strings.Repeat("\x01", 20)
			repo.Write("raw", raw)
			tree := repo.Git("hash-object", "-t", "tree", "-w", "--literally", "raw")
			commit := repo.Git("commit-tree", "-m", "x", tree)
			repo.Git("cat-file", "commit", commit)
			_, err := git.AtRevision(t.Context(), repo.Work, commit, ".")
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}
