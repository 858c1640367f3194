package git

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-billy/v5/osfs"
	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// objectCache is how much of what was read last is kept: enough for the bases of the objects beside it.
const objectCache = 16 * cache.MiByte

// store is the objects of a repository. go-git's own is for one goroutine.
type store struct {
	mu     sync.Mutex
	git    storage.Storer
	cloned bool        // it is ours, and can be made anew
	broken atomic.Bool // something that must be there could not be read
	diffs  map[pair]touched
}

// errMissing is the kind of what could not be read although something refers to it.
var errMissing = errors.New("objects are missing")

// clone is the bare repository that the remote is fetched into.
type clone struct {
	store
	dir     string
	disk    *filesystem.Storage
	folders map[plumbing.Hash]*folder // those of the last listing, by the ids of their trees
}

func openDisk(dir string) *filesystem.Storage {
	return filesystem.NewStorageWithOptions(osfs.New(dir), cache.NewObjectLRU(objectCache), filesystem.Options{KeepDescriptors: true})
}

// openClone opens the clone, or makes one without any commit.
func openClone(dir string) (*clone, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	disk := openDisk(dir)
	if _, err := gogit.Init(disk, nil); err != nil && !errors.Is(err, gogit.ErrRepositoryAlreadyExists) {
		return nil, broken(err)
	}
	if _, err := disk.Config(); err != nil {
		return nil, broken(err)
	}
	return &clone{store: store{git: disk, cloned: true}, dir: dir, disk: disk}, nil
}

// reload takes note of packs that were fetched.
func (c *clone) reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.disk.Reindex()
}

// close frees the files of the clone. Who still reads from it is told that the snapshot has changed.
func (c *clone) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken.Store(true)
	_ = c.disk.Close() // it is only read
}

// packs counts the fetches that have brought something.
func (c *clone) packs() int {
	names, _ := filepath.Glob(filepath.Join(c.dir, "objects", "pack", "*.pack"))
	return len(names)
}

// head gives the last good commit under a ref, the zero id when there is none.
func (c *clone) head(name plumbing.ReferenceName) plumbing.Hash {
	ref, err := c.disk.Reference(name)
	if err != nil {
		return plumbing.ZeroHash
	}
	return ref.Hash()
}

func (s *store) has(id plumbing.Hash) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.git.HasEncodedObject(id) == nil
}

// read gives the content of an object that something refers to.
func (s *store) read(kind plumbing.ObjectType, id plumbing.Hash) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.git.EncodedObject(kind, id)
	if err != nil {
		return nil, missing(kind, id, err)
	}
	r, err := o.Reader()
	if err != nil {
		return nil, missing(kind, id, err)
	}
	defer r.Close()
	content := make([]byte, o.Size())
	if _, err = io.ReadFull(r, content); err != nil {
		return nil, missing(kind, id, err)
	}
	return content, nil
}

func missing(kind plumbing.ObjectType, id plumbing.Hash, err error) error {
	return fmt.Errorf("%w: %s %s: %v", errMissing, kind, id, err)
}

// size gives the length of a file without reading it, where that is possible.
func (s *store) size(id plumbing.Hash) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	size, err := s.git.EncodedObjectSize(id)
	if err != nil {
		return 0, missing(plumbing.BlobObject, id, err)
	}
	return size, nil
}

// commit gives the commit that an id stands for, directly or through tags.
func (s *store) commit(id plumbing.Hash) (*object.Commit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range maxTags {
		tag, err := object.GetTag(s.git, id)
		if err != nil {
			break
		}
		id = tag.Target
	}
	c, err := object.GetCommit(s.git, id)
	if err != nil {
		return nil, missing(plumbing.CommitObject, id, err)
	}
	return c, nil
}

// maxTags is how many tags may lead to each other.
const maxTags = 8
