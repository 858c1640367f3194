package git_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

// blamed gives the names of the commits of a file's lines, with a question mark where the line may be older.
func blamed(t *testing.T, src *git.Source, rev, file string, names map[string]string) string {
	t.Helper()
	lines, err := src.Blame(t.Context(), rev, file)
	require.NoError(t, err)
	var out []string
	for _, l := range lines {
		name := names[l.Commit]
		require.NotEmpty(t, name, "commit %s", l.Commit)
		require.Equal(t, "Alice <alice@example.org>", l.Author)
		require.False(t, l.When.IsZero())
		if !l.Known {
			name += "?"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

func TestBlame(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	names := map[string]string{}
	push := func(name, content string) string {
		id := repo.Pushed("zones/a", content)
		names[id] = name
		return id
	}
	one := push("one", "a\nb\nc\n")
	repo.Pushed("zones/other", "x")
	push("two", "a\nB\nc\nd\n")
	repo.Git("checkout", "--quiet", "-b", "side")
	push("side", "a\nB\nc\nd\nside\n")
	repo.Git("checkout", "--quiet", "main")
	push("main", "main\na\nB\nc\nd\n")
	repo.Git("merge", "--quiet", "--no-edit", "-X", "ours", "side")
	repo.Push()
	merged := repo.Git("rev-parse", "HEAD")
	names[merged] = "merge"
	last := push("last", "main\na\nB\nc\nd\nside\nc\n")
	src := follow(t, repo, git.Settings{Path: "zones"})
	take(t, src)
	for range 2 {
		require.Equal(t, "main one two one two side last", blamed(t, src, last, "a", names))
	}
	require.Equal(t, "one one one", blamed(t, src, one, "a", names))
	require.Equal(t, blameOfGit(repo, merged, names), blamed(t, src, merged, "a", names))
	for _, file := range []string{"none", ".", "sub/none", "a/b"} {
		_, err := src.Blame(t.Context(), last, file)
		require.Error(t, err, file)
	}
	_, err := src.Blame(t.Context(), strings.Repeat("1", 40), "a")
	require.Error(t, err)
}

// blameOfGit is git's own answer, which is no better than ours but older.
func blameOfGit(repo *testserver.Repo, rev string, names map[string]string) string {
	var out []string
	for line := range strings.Lines(repo.Git("blame", "-s", "-l", rev, "--", "zones/a")) {
		id, _, _ := strings.Cut(strings.TrimPrefix(line, "^"), " ")
		for full, name := range names {
			if strings.HasPrefix(full, id) {
				out = append(out, name)
			}
		}
	}
	return strings.Join(out, " ")
}

func TestBlameKnowsWhereHistoryEnds(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	names := map[string]string{}
	repo.Write("a", "old\n")
	repo.Commit("old")
	repo.Empty(60)
	for id := range strings.Lines(repo.Git("log", "--format=%H", "-60")) {
		names[strings.TrimSpace(id)] = "boundary"
	}
	last := repo.Pushed("a", "old\nnew\n")
	names[last] = "new"
	src := follow(t, repo, git.Settings{URL: "file://" + repo.Bare})
	take(t, src)
	require.Equal(t, "boundary? new", blamed(t, src, last, "a", names))
}
