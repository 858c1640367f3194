package git

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// openLocal opens the repository that a folder is in, or is: one with a work tree, a linked work tree, or a bare one. It is
// only read.
func openLocal(dir string) (*gogit.Repository, error) {
	found, err := gitDir(dir)
	if err != nil {
		return nil, err
	}
	var common billy.Filesystem
	if text, err := os.ReadFile(filepath.Join(found, "commondir")); err == nil { // of a linked work tree
		common = osfs.New(relativeTo(found, string(text)))
	}
	disk := filesystem.NewStorage(dotgit.NewRepositoryFilesystem(osfs.New(found), common), cache.NewObjectLRU(objectCache))
	return gogit.Open(tolerant{disk}, nil)
}

// gitDir looks for the folder of a repository's own files, from a folder upwards.
func gitDir(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(dir); err != nil {
		return "", err
	}
	for {
		if isRepository(dir) {
			return dir, nil
		}
		dot := filepath.Join(dir, gogit.GitDirName)
		text, err := os.ReadFile(dot)
		if target, ok := strings.CutPrefix(string(text), "gitdir: "); err == nil && ok {
			return relativeTo(dir, target), nil
		}
		if isRepository(dot) {
			return dot, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", gogit.ErrRepositoryNotExists
		}
		dir = parent
	}
}

// isRepository tells a repository's own folder from any other, as git does.
func isRepository(dir string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

func relativeTo(dir, path string) string {
	path = strings.TrimSpace(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// tolerant is a repository some of whose extensions go-git does not know. Those that say nothing about how commits and
// files are stored are no reason not to read them; sparse checkouts and partial clones have them.
type tolerant struct{ *filesystem.Storage }

var harmless = []string{"worktreeConfig", "partialClone", "preciousObjects", "relativeWorktrees"}

// Config gives the repository's own configuration without those.
func (t tolerant) Config() (*config.Config, error) {
	c, err := t.Storage.Config()
	if err == nil && c.Raw.HasSection("extensions") {
		for _, name := range harmless {
			c.Raw.Section("extensions").RemoveOption(name)
		}
	}
	return c, err
}
