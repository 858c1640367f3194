package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/source/git/signers"
	"github.com/zonesync/zonesync/internal/state"
	"github.com/zonesync/zonesync/internal/syncer"
)

// openSource makes the config's source. A repository is cloned into a folder of the state directory.
func openSource(c config.Source, stateDir string, log *slog.Logger) (syncer.Source, error) {
	if c.Dir != nil {
		return source.Dir{Path: string(c.Dir.Path), Log: log}, nil
	}
	g := c.Git
	return git.New(git.Settings{
		URL: g.URL, Branch: g.Branch, Tag: g.Tag, Commit: g.Commit, Path: g.Path, Dir: cloneDir(stateDir, g.URL),
		Username: g.Username, Password: g.Password, Token: g.Token, SSHKey: g.SSHKey, KnownHosts: string(g.KnownHosts),
		Verify: verify(g.Verify), Poll: time.Duration(g.Poll), Log: log,
	})
}

// cloneDir gives every repository a clone of its own.
func cloneDir(stateDir, url string) string {
	return filepath.Join(stateDir, "git", fmt.Sprintf("%.12x", sha256.Sum256([]byte(url))))
}

// checkedSource is a repository all of whose commits must be signed. Which is the last one that was good, the state remembers better
// than a clone, which may have been made anew.
type checkedSource struct {
	*git.Source
	state *state.Store
}

// Snapshot is the repository's, after all commits since the last applied one were checked.
func (c checkedSource) Snapshot(ctx context.Context) (source.Snapshot, error) {
	snap, err := c.Source.Snapshot(ctx)
	if err != nil || c.state == nil {
		return snap, err
	}
	applied, err := c.applied(ctx)
	if err == nil && applied != "" {
		err = c.VerifySince(ctx, applied)
	}
	if err != nil {
		return source.Snapshot{}, err
	}
	return snap, nil
}

// applied gives the commit that was applied last; "" when none was. Rollbacks are of no commit.
func (c checkedSource) applied(ctx context.Context) (string, error) {
	runs, err := c.state.Runs(ctx, state.Filter{})
	for _, r := range runs {
		if r.Revision != "" {
			return r.Revision, err
		}
	}
	return "", err
}

func verify(v *config.Verify) *git.Verify {
	if v == nil {
		return nil
	}
	files := signers.Files{Keyring: string(v.Keyring), AllowedSigners: string(v.AllowedSigners)}
	return &git.Verify{Files: files, All: v.Commits == "all"}
}
