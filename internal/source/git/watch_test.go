package git_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

// news is what Watch told.
type news struct {
	source.Snapshot
	err error
}

// watch follows a source until the test's end. Nothing more is asked while nobody takes what was told.
func watch(t *testing.T, src *git.Source) <-chan news {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	told, done := make(chan news), make(chan error, 1)
	go func() {
		done <- src.Watch(ctx, func(s source.Snapshot, err error) {
			select {
			case told <- news{s, err}:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	})
	return told
}

func next(t *testing.T, told <-chan news) news {
	t.Helper()
	select {
	case n := <-told:
		return n
	case <-time.After(20 * time.Second):
		require.FailNow(t, "nothing was told")
		return news{}
	}
}

func TestWatchTellsOnlyNews(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	first := repo.Pushed("a", "1")
	web := repo.GitHTTP(t, "", "")
	src := follow(t, repo, git.Settings{URL: web.URL, Poll: time.Millisecond})
	told := watch(t, src)
	require.Equal(t, first, next(t, told).Revision)
	polled(t, web, 5, told)
	second := repo.Pushed("a", "2")
	require.Equal(t, second, next(t, told).Revision)
	web.Answer(502) // which is passing: the last commit stands
	polled(t, web, 5, told)
	web.Answer(0)
	hidden := filepath.Join(repo.Root, "away")
	require.NoError(t, os.Rename(repo.Bare, hidden))
	n := next(t, told)
	require.ErrorContains(t, n.err, "there is no such repository")
	require.Zero(t, n.Snapshot)
	polled(t, web, 5, told)
	require.NoError(t, os.Rename(hidden, repo.Bare))
	n = next(t, told)
	require.NoError(t, n.err)
	require.Equal(t, second, n.Revision)
}

// polled waits for some polls, during which nothing may be told.
func polled(t *testing.T, web *testserver.GitHTTP, n int, told <-chan news) {
	t.Helper()
	web.Requests()
	limit := time.After(20 * time.Second)
	for seen := 0; seen < n; seen += len(web.Requests()) {
		select {
		case got := <-told:
			require.Fail(t, "told without news", "%v %v", got.Revision, got.err)
		case <-limit:
			require.FailNow(t, "no polls")
		case <-time.After(time.Millisecond):
		}
	}
}

func TestAContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Pushed("a", "1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := follow(t, repo, git.Settings{URL: repo.GitDaemon(t).URL}).Snapshot(ctx)
	require.True(t, errors.Is(err, context.Canceled), "%v", err)
}

// TestAServerThatNeverAnswersDoesNotHoldUpTheEnd accepts connections and says nothing, which go-git's dialling of ssh would
// wait for without end.
func TestAServerThatNeverAnswersDoesNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"ssh", "git", "http"} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			addr, accepted := silent(t)
			repo := testserver.NewRepo(t)
			key := filepath.Join(t.TempDir(), "key")
			testserver.Keygen(t, key)
			src := follow(t, repo, silentSettings(scheme, addr, key))
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { _, err := src.Snapshot(ctx); done <- err }()
			<-accepted
			cancel()
			select {
			case err := <-done:
				require.ErrorIs(t, err, context.Canceled)
			case <-time.After(10 * time.Second):
				require.Fail(t, "still waiting")
			}
		})
	}
}
