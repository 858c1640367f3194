package main

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/source/git"
	"github.com/zonesync/zonesync/internal/source/git/signers"
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

func verify(v *config.Verify) *git.Verify {
	if v == nil {
		return nil
	}
	files := signers.Files{Keyring: string(v.Keyring), AllowedSigners: string(v.AllowedSigners)}
	return &git.Verify{Files: files, All: v.Commits == "all"}
}
