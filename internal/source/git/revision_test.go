package git_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/testserver"
)

func TestAtRevision(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	one := repo.Pushed("zones/a", "1")
	repo.Git("tag", "-a", "-m", "x", "v1")
	two := repo.Pushed("zones/a", "2")
	repo.Git("fetch", "--quiet")
	repo.Git("branch", "feature/x", "HEAD~1")
	repo.Write("zones/a", "3")
	three := repo.Commit("not pushed")
	repo.Write("zones/a", "not committed")
	linked := filepath.Join(t.TempDir(), "linked")
	repo.Git("worktree", "add", "--quiet", "--detach", linked, one)
	sub := filepath.Join(repo.Work, "zones")
	for _, packed := range []bool{false, true} {
		if packed {
			repo.Git("gc", "--quiet")
			repo.Git("pack-refs", "--all")
		}
		for _, c := range []struct{ dir, rev, want, content string }{
			{repo.Work, "HEAD", three, "3"},
			{repo.Work, "main", three, "3"},
			{repo.Work, "origin/main", two, "2"},
			{repo.Work, "refs/remotes/origin/main", two, "2"},
			{repo.Work, "HEAD~2", one, "1"},
			{repo.Work, "HEAD^", two, "2"},
			{repo.Work, "v1", one, "1"},
			{repo.Work, "v1^{}", one, "1"},
			{repo.Work, "feature/x", one, "1"},
			{repo.Work, two, two, "2"},
			{repo.Work, two[:7], two, "2"},
			{sub, "HEAD", three, "3"},
			{linked, "HEAD", one, "1"},
			{linked, "main", three, "3"},
			{repo.Bare, "main", two, "2"},
		} {
			snap, err := git.AtRevision(t.Context(), c.dir, c.rev, "zones/")
			require.NoError(t, err, "%s in %s, packed: %v", c.rev, c.dir, packed)
			require.Equal(t, c.want, snap.Revision, c.rev)
			require.Equal(t, "zones", snap.Prefix)
			require.Equal(t, c.content, content(t, snap, "a"))
		}
	}
}

func TestRevisionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.Write("file", "x")
	repo.Pushed("zones/a", "1")
	shallow := filepath.Join(t.TempDir(), "shallow")
	repo.Pushed("zones/a", "2")
	repo.Git("clone", "--quiet", "--depth=1", "file://"+repo.Bare, shallow)
	for _, c := range []struct{ dir, rev, path, want, hint string }{
		{repo.Work, "none", ".", `no revision "none"`, ""},
		{repo.Work, "HEAD~9", ".", `no revision "HEAD~9"`, ""},
		{repo.Work, "0000000", ".", `no revision "0000000"`, ""},
		{repo.Work, "", ".", `no revision ""`, ""},
		{repo.Work, "HEAD", "none", `there is no folder "none" in HEAD`, ""},
		{repo.Work, "HEAD", "file", `"file" is no folder`, ""},
		{repo.Work, "HEAD", "../x", "is no folder inside the repository", ""},
		{shallow, "HEAD~1", ".", `no revision "HEAD~1"`, "git fetch --unshallow"},
		{t.TempDir(), "HEAD", ".", "is no git repository", "--repo"},
	} {
		snap, err := git.AtRevision(t.Context(), c.dir, c.rev, c.path)
		require.ErrorContains(t, err, c.want)
		require.Contains(t, hint(err), c.hint)
		require.Zero(t, snap)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := git.AtRevision(ctx, repo.Work, "HEAD", ".")
	require.ErrorIs(t, err, context.Canceled)
}

func TestRepositoriesWithExtensionsAreRead(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	id := repo.Pushed("a", "1")
	repo.Git("config", "core.repositoryformatversion", "1")
	for _, setting := range []string{"worktreeConfig", "preciousObjects", "partialClone"} {
		repo.Git("config", "extensions."+setting, "true")
		snap, err := git.AtRevision(t.Context(), repo.Work, "HEAD", ".")
		require.NoError(t, err, setting)
		require.Equal(t, id, snap.Revision)
	}
	repo.Git("config", "extensions.objectFormat", "sha256")
	_, err := git.AtRevision(t.Context(), repo.Work, "HEAD", ".")
	require.ErrorContains(t, err, "objectformat")
}

// TestAPartialCloneLacksFiles: what is missing is an error for whoever reads it, and never an empty file.
func TestAPartialCloneLacksFiles(t *testing.T) {
	t.Parallel()
	repo := testserver.NewRepo(t)
	repo.GitBare("config", "uploadpack.allowFilter", "true")
	repo.Pushed("zones/a", "1")
	partial := filepath.Join(t.TempDir(), "partial")
	repo.Git("clone", "--quiet", "--no-checkout", "--filter=blob:none", "file://"+repo.Bare, partial)
	snap, err := git.AtRevision(t.Context(), partial, "HEAD", "zones")
	require.NoError(t, err)
	_, err = fs.ReadFile(snap.FS, "a")
	require.ErrorContains(t, err, "objects are missing")
	require.False(t, snap.Stale())
}
