package main

import (
	"errors"
	"log/slog"

	"github.com/zonesync/zonesync/internal/config"
	"github.com/zonesync/zonesync/internal/source"
	"github.com/zonesync/zonesync/internal/syncer"
)

// errNoGit is said of a config whose source is a repository.
var errNoGit = hinted(errors.New("this version reads zone files from a directory only"), "use source.dir")

// openSource makes the config's source. A repository is cloned into a folder of the state directory.
func openSource(cfg *config.Config, stateDir string, log *slog.Logger) (syncer.Source, error) {
	if cfg.Source.Dir != nil {
		return source.Dir{Path: string(cfg.Source.Dir.Path), Log: log}, nil
	}
	return nil, errNoGit
}
