package git_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

// TestWhatIsWrongIsSaidWithoutSecrets also asks for a hint, and that a good commit from before is not given again.
func TestWhatIsWrongIsSaidWithoutSecrets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings func(t *testing.T, repo *testserver.Repo) git.Settings
		broken   func(t *testing.T, repo *testserver.Repo)
		want     string
		hint     string
	}{
		"the branch is gone": {
			broken: func(_ *testing.T, repo *testserver.Repo) {
				repo.Git("push", "--quiet", "origin", "HEAD:refs/heads/other")
				repo.GitBare("update-ref", "-d", "refs/heads/main")
			},
			want: `there is no branch "main"`, hint: "there are other",
		},
		"the tag was never there": {
			settings: func(*testing.T, *testserver.Repo) git.Settings { return git.Settings{Tag: "v1"} },
			want:     `there is no tag "v1"`, hint: "it has none at all",
		},
		"the commit was never there": {
			settings: func(*testing.T, *testserver.Repo) git.Settings {
				return git.Settings{Commit: strings.Repeat("1", 40)}
			},
			want: "there is no commit 1111111111111111111111111111111111111111", hint: "see source.git.commit",
		},
		"the commit was never there, and the server would give it": {
			settings: func(_ *testing.T, repo *testserver.Repo) git.Settings {
				repo.GitBare("config", "uploadpack.allowAnySHA1InWant", "true")
				return git.Settings{Commit: strings.Repeat("1", 40)}
			},
			want: "it does not give commit 1111111111111111111111111111111111111111", hint: "see source.git.commit",
		},
		"the repository is deleted": {
			broken: func(t *testing.T, repo *testserver.Repo) { require.NoError(t, os.RemoveAll(repo.Bare)) },
			want:   "there is no such repository", hint: "see whether the address is right",
		},
		"the repository is deleted behind a daemon": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				return git.Settings{URL: repo.GitDaemon(t).URL}
			},
			broken: func(t *testing.T, repo *testserver.Repo) { require.NoError(t, os.RemoveAll(repo.Bare)) },
			want:   "there is no such repository", hint: "see whether the address is right",
		},
		"the repository is deleted behind a web server": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				return git.Settings{URL: repo.GitHTTP(t, "", "").URL}
			},
			broken: func(t *testing.T, repo *testserver.Repo) { require.NoError(t, os.RemoveAll(repo.Bare)) },
			want:   "there is no such repository", hint: "see whether the address is right",
		},
		"the repository is emptied": {
			broken: func(_ *testing.T, repo *testserver.Repo) { repo.GitBare("update-ref", "-d", "refs/heads/main") },
			want:   "the repository is empty", hint: "push a commit",
		},
		"the repository is emptied behind a web server": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				return git.Settings{URL: repo.GitHTTP(t, "", "").URL}
			},
			broken: func(_ *testing.T, repo *testserver.Repo) { repo.GitBare("update-ref", "-d", "refs/heads/main") },
			want:   "the repository is empty", hint: "push a commit",
		},
		"the folder is gone": {
			settings: func(*testing.T, *testserver.Repo) git.Settings { return git.Settings{Path: "zones"} },
			broken: func(_ *testing.T, repo *testserver.Repo) {
				repo.Git("rm", "--quiet", "-r", "zones")
				repo.Commit("gone")
				repo.Push()
			},
			want: `there is no folder "zones"`, hint: "see source.git.path",
		},
		"the folder is a file": {
			settings: func(*testing.T, *testserver.Repo) git.Settings { return git.Settings{Path: "zones/a"} },
			want:     `"zones/a" is no folder`, hint: "see source.git.path",
		},
		"a wrong password": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				return git.Settings{URL: repo.GitHTTP(t, "bob", "s3cret").URL, Username: "bob", Password: secret.New("hunter2")}
			},
			want: "the login is refused", hint: "see source.git.token",
		},
		"a password in the address": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				url := repo.GitHTTP(t, "bob", "s3cret").URL
				return git.Settings{URL: strings.Replace(url, "://", "://bob:hunter2@", 1)}
			},
			want: "the login is refused", hint: "see source.git.token",
		},
		"a secret that cannot be read": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				return git.Settings{URL: repo.GitHTTP(t, "bob", "s3cret").URL, Token: secret.New("env:ZONESYNC_TEST_UNSET")}
			},
			want: "secret env:ZONESYNC_TEST_UNSET: is not set",
		},
		"a server of another kind": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				web := repo.GitHTTP(t, "", "")
				web.Answer(http.StatusTeapot)
				return git.Settings{URL: web.URL}
			},
			want: "status code: 418",
		},
		"a server that does not speak https, and a password in the address": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				url := repo.GitHTTP(t, "", "").URL
				return git.Settings{URL: strings.Replace(url, "http://", "https://bob:hunter2@", 1) + "?private_token=hunter2"}
			},
			want: "server gave HTTP response to HTTPS client",
		},
		"no known hosts": {
			settings: func(*testing.T, *testserver.Repo) git.Settings {
				return git.Settings{URL: "git@git.example.org:dns.git", SSHKey: secret.New("hunter2")}
			},
			want: "no known_hosts", hint: "ssh-keyscan",
		},
		"a known hosts file that is missing": {
			settings: func(*testing.T, *testserver.Repo) git.Settings {
				return git.Settings{URL: "ssh://git@git.example.org/dns.git", KnownHosts: "/nowhere/known_hosts", SSHKey: secret.New("hunter2")}
			},
			want: "/nowhere/known_hosts: no such file", hint: "ssh-keyscan",
		},
		"a key that is none": {
			settings: func(*testing.T, *testserver.Repo) git.Settings {
				return git.Settings{URL: "ssh://git@git.example.org/dns.git", KnownHosts: "/dev/null", SSHKey: secret.New("hunter2")}
			},
			want: "ssh_key cannot be used", hint: "OpenSSH or PEM",
		},
		"an ssh login without a key": {
			settings: func(*testing.T, *testserver.Repo) git.Settings {
				return git.Settings{URL: "ssh://git@git.example.org/dns.git", KnownHosts: "/dev/null"}
			},
			want: "no key to log in with", hint: "source.git.ssh_key",
		},
		"a server that is not known": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				g := repo.GitSSH(t)
				return git.Settings{URL: g.URL, KnownHosts: "/dev/null", SSHKey: secret.New("file:" + g.Key)}
			},
			want: "the server is not in known_hosts", hint: "ssh-keyscan",
		},
		"a server with another key": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				g := repo.GitSSH(t)
				return git.Settings{URL: g.URL, KnownHosts: g.NoHosts, SSHKey: secret.New("file:" + g.Key)}
			},
			want: "the server's key is not the one in known_hosts", hint: "somebody may be in between",
		},
		"a key that the server does not know": {
			settings: func(t *testing.T, repo *testserver.Repo) git.Settings {
				g := repo.GitSSH(t)
				return git.Settings{URL: g.URL, KnownHosts: g.KnownHosts, SSHKey: secret.New("file:" + g.OtherKey)}
			},
			want: "the login is refused", hint: "see source.git.ssh_key",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repo := testserver.NewRepo(t)
			repo.Pushed("zones/a", "1")
			s := git.Settings{}
			if c.settings != nil {
				s = c.settings(t, repo)
			}
			src := follow(t, repo, s)
			if c.broken != nil {
				take(t, src)
				c.broken(t, repo)
			}
			snap, err := src.Snapshot(t.Context())
			require.ErrorContains(t, err, c.want)
			require.Contains(t, hint(err), c.hint)
			require.NotErrorIs(t, err, git.ErrAway)
			require.Zero(t, snap)
			require.NotContains(t, err.Error(), "hunter2")
			require.NotContains(t, err.Error(), "bob")
			if c.broken != nil {
				_, err := src.Last(t.Context())
				require.NoError(t, err)
			}
		})
	}
}

func TestWhileTheRemoteIsAwayTheLastCommitIsGivenWithAWarning(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	id := repo.Pushed("a", "1")
	dir := filepath.Join(t.TempDir(), "git")
	daemon := repo.GitDaemon(t)
	s := git.Settings{URL: daemon.URL, Dir: dir}
	take(t, follow(t, repo, s))
	daemon.Stop()
	for name, src := range map[string]*git.Source{"before": follow(t, repo, s), "after a restart": follow(t, repo, s)} {
		snap, err := src.Snapshot(t.Context())
		require.NoError(t, err, name)
		require.Equal(t, id, snap.Revision)
		require.Contains(t, snap.Warning, "connection refused")
		require.Contains(t, snap.Warning, "commit "+id[:7]+" is the last that is known")
		require.Equal(t, "1", content(t, snap, "a"))
	}
	s.Branch = "other"
	_, err := follow(t, repo, s).Snapshot(t.Context())
	require.ErrorIs(t, err, git.ErrAway, "the commit of another branch is not taken for it")
	next := repo.Pushed("a", "2")
	daemon.Restart(t)
	s.Branch = "main"
	require.Equal(t, next, take(t, follow(t, repo, s)).Revision)
}

func TestAServerInTroubleIsAway(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "1")
	web := repo.GitHTTP(t, "", "")
	src := follow(t, repo, git.Settings{URL: web.URL})
	web.Answer(http.StatusBadGateway)
	_, err := src.Snapshot(t.Context())
	require.ErrorIs(t, err, git.ErrAway)
	_, err = src.Last(t.Context())
	require.ErrorIs(t, err, git.ErrNone)
	web.Answer(0)
	take(t, src)
	web.Answer(http.StatusTooManyRequests)
	snap, err := src.Snapshot(t.Context())
	require.NoError(t, err)
	require.Contains(t, snap.Warning, "status code: 429")
}
