package git_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

// follow makes a source of a repository's branch main, served as a path unless the settings say otherwise.
func follow(t *testing.T, repo *testserver.Repo, s git.Settings) *git.Source {
	t.Helper()
	if s.URL == "" {
		s.URL = "file://" + repo.Bare
	}
	if s.Branch+s.Tag+s.Commit == "" {
		s.Branch = "main"
	}
	if s.Dir == "" {
		s.Dir = filepath.Join(t.TempDir(), "git")
	}
	src, err := git.New(s)
	require.NoError(t, err)
	return src
}

func take(t *testing.T, src *git.Source) source.Snapshot {
	t.Helper()
	snap, err := src.Snapshot(t.Context())
	require.NoError(t, err)
	require.Empty(t, snap.Warning)
	return snap
}

func content(t *testing.T, snap source.Snapshot, name string) string {
	t.Helper()
	b, err := fs.ReadFile(snap.FS, name)
	require.NoError(t, err)
	return string(b)
}

// hint gives an error's.
func hint(err error) string {
	if h, ok := err.(interface{ Hint() string }); ok {
		return h.Hint()
	}
	return ""
}

// transports serve a repository in every way, with settings that may read it.
func transports(t *testing.T, repo *testserver.Repo) map[string]func(t *testing.T) git.Settings {
	return map[string]func(t *testing.T) git.Settings{
		"path": func(*testing.T) git.Settings { return git.Settings{URL: repo.Bare} },
		"file": func(*testing.T) git.Settings { return git.Settings{URL: "file://" + repo.Bare} },
		"git":  func(t *testing.T) git.Settings { return git.Settings{URL: repo.GitDaemon(t).URL} },
		"http": func(t *testing.T) git.Settings { return git.Settings{URL: repo.GitHTTP(t, "", "").URL} },
		"http with a token": func(t *testing.T) git.Settings {
			return git.Settings{URL: repo.GitHTTP(t, "", "s3cret").URL, Token: secret.New("s3cret")}
		},
		"http with user and password": func(t *testing.T) git.Settings {
			return git.Settings{URL: repo.GitHTTP(t, "bob", "s3cret").URL, Username: "bob", Password: secret.New("s3cret")}
		},
		"ssh": func(t *testing.T) git.Settings {
			g := repo.GitSSH(t)
			return git.Settings{URL: g.URL, SSHKey: secret.New("file:" + g.Key), KnownHosts: g.KnownHosts}
		},
	}
}

func TestEveryTransportGivesTheCommitAndWhatFollows(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("README", "not a zone")
	first := repo.Pushed("zones/example.org.zone", "one")
	for name, settings := range transports(t, repo) {
		t.Run(name, func(t *testing.T) {
			s := settings(t)
			s.Path = "./zones/"
			src := follow(t, repo, s)
			snap := take(t, src)
			require.Equal(t, repo.Git("rev-parse", "HEAD"), snap.Revision)
			require.Equal(t, "zones", snap.Prefix)
			require.Equal(t, source.Listing{"example.org.zone": repo.Git("rev-parse", "HEAD:zones/example.org.zone")}, snap.Files)
			second := repo.Pushed("zones/example.org.zone", "by "+name)
			snap = take(t, src)
			require.Equal(t, second, snap.Revision)
			require.Equal(t, "by "+name, content(t, snap, "example.org.zone"))
			require.NotEqual(t, first, second)
		})
	}
}

func TestNothingNewIsOneListing(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("example.org.zone", "one")
	repo.Empty(60) // more than the clone has
	repo.Push()
	web := repo.GitHTTP(t, "", "")
	src := follow(t, repo, git.Settings{URL: web.URL})
	first := take(t, src)
	web.Requests()
	require.Equal(t, first.Files, take(t, src).Files)
	require.Equal(t, []string{"GET /git/dns.git/info/refs"}, web.Requests())
	repo.Pushed("example.org.zone", "two")
	take(t, src)
	require.Equal(t, []string{"GET /git/dns.git/info/refs", "POST /git/dns.git/git-upload-pack"}, web.Requests())
}

func TestTheCloneOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	id := repo.Pushed("example.org.zone", "one")
	web := repo.GitHTTP(t, "", "")
	dir := filepath.Join(t.TempDir(), "state", "git")
	take(t, follow(t, repo, git.Settings{URL: web.URL, Dir: dir}))
	web.Requests()
	again := follow(t, repo, git.Settings{URL: web.URL, Dir: dir})
	require.Equal(t, id, take(t, again).Revision)
	require.Equal(t, []string{"GET /git/dns.git/info/refs"}, web.Requests())
}

// TestWhatAPersonDoesToABranchIsFollowed also reads every file after each step: a server that was told a lie about what
// the clone has would leave some out.
func TestWhatAPersonDoesToABranchIsFollowed(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	src := follow(t, repo, git.Settings{})
	for i, step := range []struct {
		name string
		do   func() string
		want map[string]string
	}{
		{"first push", func() string { return repo.Pushed("a", "1") }, map[string]string{"a": "1"}},
		{"a change", func() string { return repo.Pushed("a", "2") }, map[string]string{"a": "2"}},
		{"a new file", func() string { return repo.Pushed("b/c", "x") }, map[string]string{"a": "2", "b/c": "x"}},
		{"a revert", func() string {
			repo.Git("revert", "--no-edit", "HEAD~1")
			repo.Push()
			return repo.Git("rev-parse", "HEAD")
		},
			map[string]string{"a": "1", "b/c": "x"}},
		{"a reset", func() string {
			repo.Git("reset", "--quiet", "--hard", "HEAD~2")
			repo.Push()
			return repo.Git("rev-parse", "HEAD")
		},
			map[string]string{"a": "2"}},
		{"an amended commit", func() string {
			repo.Write("a", "3")
			repo.Git("commit", "--quiet", "-a", "--amend", "-m", "again")
			repo.Push()
			return repo.Git("rev-parse", "HEAD")
		}, map[string]string{"a": "3"}},
		{"a history without a common past", func() string {
			repo.Git("checkout", "--quiet", "--orphan", "other")
			repo.Git("branch", "-D", "main")
			repo.Git("branch", "-m", "main")
			return repo.Pushed("d", "4")
		}, map[string]string{"a": "3", "d": "4"}},
		{"a merge", func() string {
			repo.Git("checkout", "--quiet", "-b", "side")
			repo.Write("e", "5")
			repo.Commit("side")
			repo.Git("checkout", "--quiet", "main")
			repo.Write("f", "6")
			repo.Commit("main")
			repo.Git("merge", "--quiet", "--no-edit", "side")
			repo.Push()
			return repo.Git("rev-parse", "HEAD")
		}, map[string]string{"a": "3", "d": "4", "e": "5", "f": "6"}},
	} {
		id := step.do()
		snap := take(t, src)
		require.Equal(t, id, snap.Revision, "%d %s", i, step.name)
		got := map[string]string{}
		for name := range snap.Files {
			got[name] = content(t, snap, name)
		}
		require.Equal(t, step.want, got, step.name)
	}
}

// TestWhatTheCloneForgotIsFetchedAgain would fail if the server thought that the clone had the whole past of its commits.
func TestWhatTheCloneForgotIsFetchedAgain(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("a", "forgotten")
	repo.Commit("old")
	repo.Write("a", "now")
	repo.Commit("now")
	repo.Empty(60)
	repo.Push()
	var log bytes.Buffer
	src := follow(t, repo, git.Settings{URL: repo.GitDaemon(t).URL, Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.Equal(t, "now", content(t, take(t, src), "a"))
	repo.Git("reset", "--quiet", "--hard", "HEAD~20") // so that the server looks back further than the clone does
	repo.Pushed("a", "forgotten")
	repo.GitBare("repack", "-a", "-d", "--write-bitmap-index", "--quiet") // with which servers leave out all that they may
	require.Equal(t, "forgotten", content(t, take(t, src), "a"))
	require.NotContains(t, log.String(), "broken", "it did not come by cloning anew")
	require.Contains(t, log.String(), "the branch was rewritten")
}

func TestBranchTagOrCommit(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	one := repo.Pushed("a", "1")
	repo.Git("tag", "plain")
	repo.Git("tag", "-a", "-m", "x", "annotated")
	repo.Git("push", "--quiet", "origin", "plain", "annotated", "main:refs/heads/feature/x")
	two := repo.Pushed("a", "2")
	repo.Pushed("a", "3")
	daemon := repo.GitDaemon(t)
	dir := filepath.Join(t.TempDir(), "git") // all of them in one clone
	for _, c := range []struct {
		settings git.Settings
		want     string
	}{
		{git.Settings{Branch: "feature/x"}, one},
		{git.Settings{Tag: "plain"}, one},
		{git.Settings{Tag: "annotated"}, one},
		{git.Settings{Commit: two}, two}, // git daemon gives no commit by its id
		{git.Settings{Commit: one}, one},
	} {
		c.settings.URL, c.settings.Dir = daemon.URL, dir
		snap := take(t, follow(t, repo, c.settings))
		require.Equal(t, c.want, snap.Revision, "%+v", c.settings)
		content(t, snap, "a")
	}
	daemon.Stop()
	require.Equal(t, two, take(t, follow(t, repo, git.Settings{URL: daemon.URL, Dir: dir, Commit: two})).Revision, "needs no remote")
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]git.Settings{
		"address of the repository cannot be read": {Dir: "x", Branch: "main"},
		"no folder for the clone":                  {URL: "/srv/dns.git", Branch: "main"},
		"want one of branch, tag and commit":       {URL: "/srv/dns.git", Dir: "x"},
		"one of branch, tag and commit":            {URL: "/srv/dns.git", Dir: "x", Branch: "a", Tag: "b"},
		"the commit is no whole id":                {URL: "/srv/dns.git", Dir: "x", Commit: "1a2b3c4"},
		"the path is no folder":                    {URL: "/srv/dns.git", Dir: "x", Branch: "main", Path: "../x"},
	} {
		_, err := git.New(s)
		require.ErrorContains(t, err, want)
	}
}

// TestABrokenCloneIsMadeAnew has clones as kills and full disks leave them.
func TestABrokenCloneIsMadeAnew(t *testing.T) {
	t.Parallel()
	for name, breakIt := range map[string]func(t *testing.T, dir string){
		"killed before anything was there": func(t *testing.T, dir string) {
			require.NoError(t, os.RemoveAll(filepath.Join(dir, "objects")))
			require.NoError(t, os.RemoveAll(filepath.Join(dir, "refs")))
			require.NoError(t, os.Remove(filepath.Join(dir, "HEAD")))
		},
		"killed in the middle of a pack": func(t *testing.T, dir string) {
			for _, f := range packs(t, dir) {
				require.NoError(t, os.Remove(f))
			}
			require.NoError(t, os.WriteFile(filepath.Join(dir, "objects", "pack", "tmp_pack_123"), []byte("PACK"), 0o600))
		},
		"a pack without its index": func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(packs(t, dir)[0]))
		},
		"a pack that is cut": func(t *testing.T, dir string) {
			for _, f := range packs(t, dir) {
				require.NoError(t, os.Chmod(f, 0o600))
				require.NoError(t, os.Truncate(f, 20))
			}
		},
		"an empty config": func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "config"), []byte("[\x00"), 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repo := testserver.NewRepo(t)
			id := repo.Pushed("sub/a", "1")
			dir := filepath.Join(t.TempDir(), "git")
			take(t, follow(t, repo, git.Settings{Dir: dir}))
			breakIt(t, dir)
			snap := take(t, follow(t, repo, git.Settings{Dir: dir}))
			require.Equal(t, id, snap.Revision)
			require.Equal(t, "1", content(t, snap, "sub/a"))
		})
	}
}

func packs(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "pack-*"))
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

// TestACloneThatBreaksUnderAReader: what cannot be read is an error and never an empty file, and the next look is good.
func TestACloneThatBreaksUnderAReader(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "1")
	dir := filepath.Join(t.TempDir(), "git")
	src := follow(t, repo, git.Settings{Dir: dir})
	take(t, src)
	src = follow(t, repo, git.Settings{Dir: dir})
	looks := 0
	err := source.Look(t.Context(), src.Snapshot, func(s source.Snapshot) error {
		if looks++; looks == 1 {
			found, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack")) // their indexes stay good
			require.NoError(t, err)
			require.Len(t, found, 1)
			require.NoError(t, os.Chmod(found[0], 0o600))
			require.NoError(t, os.Truncate(found[0], 20))
			_, err = fs.ReadFile(s.FS, "a")
			require.ErrorIs(t, err, source.ErrChanged)
			return err
		}
		require.Equal(t, "1", content(t, s, "a"))
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 2, looks)
}

func TestManyFetchesDoNotGrowTheClone(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	dir := filepath.Join(t.TempDir(), "git")
	src := follow(t, repo, git.Settings{Dir: dir})
	src.SetMaxPacks(3)
	var before source.Snapshot
	sizes := ""
	for i := range 8 {
		text := fmt.Sprint(i)
		repo.Pushed("a", text)
		snap := take(t, src)
		require.Equal(t, text, content(t, snap, "a"))
		found, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
		require.NoError(t, err)
		sizes += fmt.Sprint(len(found))
		if i == 2 {
			before = snap
		}
	}
	require.Equal(t, "12312312", sizes)
	_, err := fs.ReadFile(before.FS, "a")
	require.ErrorIs(t, err, source.ErrChanged, "who still reads from the old clone is told")
	require.NoDirExists(t, dir+".new")
	repo.Pushed("a", "last")
	require.Equal(t, "last", content(t, take(t, follow(t, repo, git.Settings{Dir: dir})), "a"))
}
