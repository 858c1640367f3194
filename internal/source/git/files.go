package git

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/zonesync/zonesync/internal/source"
)

// files is a commit's folder as a file system. Links are followed as long as they stay inside.
type files struct {
	store *store
	root  *folder
	when  time.Time // the commit's; trees know no times of files
	stale atomic.Bool
}

var (
	errEscapes = errors.New("path escapes from parent") // in the words of os.Root, which has no value for it
	errLFS     = errors.New("is a pointer to a file in Git LFS, which zonesync does not fetch; commit the file itself")
)

// maxLinks is how many links a path may lead through.
const maxLinks = 40

// walk gives the entry that a path leads to.
func (f *files) walk(name string) (entry, error) {
	at := []entry{{name: ".", mode: filemode.Dir, folder: f.root}}
	rest := strings.Split(name, "/")
	for links := 0; len(rest) > 0; {
		part, top := rest[0], at[len(at)-1]
		rest = rest[1:]
		switch {
		case top.folder == nil:
			return entry{}, syscall.ENOTDIR
		case part == "." || part == "":
			continue
		case part == ".." && len(at) == 1:
			return entry{}, errEscapes
		case part == "..":
			at = at[:len(at)-1]
			continue
		}
		e, ok := top.folder.find(part)
		if !ok {
			return entry{}, fs.ErrNotExist
		}
		if e.mode != filemode.Symlink {
			at = append(at, e)
			continue
		}
		if links++; links > maxLinks {
			return entry{}, syscall.ELOOP
		}
		target, err := f.read(e.id)
		switch {
		case err != nil:
			return entry{}, err
		case path.IsAbs(string(target)):
			return entry{}, errEscapes
		}
		rest = append(strings.Split(string(target), "/"), rest...)
	}
	return at[len(at)-1], nil
}

func (f *files) read(id plumbing.Hash) ([]byte, error) {
	content, err := f.store.read(plumbing.BlobObject, id)
	return content, f.gone(err)
}

// gone makes of a clone's missing object the advice to take another snapshot: the clone was made anew, or is to be.
func (f *files) gone(err error) error {
	if err == nil || !f.store.cloned {
		return err
	}
	f.stale.Store(true)
	f.store.broken.Store(true)
	return source.ErrChanged
}

// find is walk in the words of package fs.
func (f *files) find(op, name string) (entry, error) {
	if !fs.ValidPath(name) {
		return entry{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	e, err := f.walk(name)
	if err != nil {
		return entry{}, &fs.PathError{Op: op, Path: name, Err: err}
	}
	return e, nil
}

// Stat gives a path's info, links followed.
func (f *files) Stat(name string) (fs.FileInfo, error) {
	e, err := f.find("stat", name)
	if err != nil {
		return nil, err
	}
	in, err := f.info(path.Base(name), e)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	return in, nil
}

// ReadDir gives a folder's entries. Links are shown as links.
func (f *files) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := f.find("readdir", name)
	switch {
	case err != nil:
		return nil, err
	case e.folder == nil:
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: syscall.ENOTDIR}
	}
	list := make([]fs.DirEntry, len(e.folder.entries))
	for i, e := range e.folder.entries {
		list[i] = dirEntry{e, f}
	}
	return list, nil
}

// Open gives a file's content. Folders are for ReadDir.
func (f *files) Open(name string) (fs.File, error) {
	e, err := f.find("open", name)
	if err == nil && e.folder != nil {
		err = &fs.PathError{Op: "open", Path: name, Err: syscall.EISDIR}
	}
	if err != nil {
		return nil, err
	}
	content, err := f.read(e.id)
	if err == nil && isPointer(content) {
		err = errLFS
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &file{bytes.NewReader(content), info{path.Base(name), e.mode, int64(len(content)), f.when}}, nil
}

// maxPointer is the size of LFS pointers, by their specification.
const maxPointer = 1024

func isPointer(content []byte) bool {
	return len(content) < maxPointer && bytes.HasPrefix(content, []byte("version https://git-lfs.github.com/spec/"))
}

// file is an open file.
type file struct {
	io.Reader
	info info
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }
