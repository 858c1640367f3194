package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// find gives the entry of a path, or why there is none to be read.
func (t *tree) find(op, name string) (*entry, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	e, ok := t.entries[name]
	switch {
	case !ok:
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	case e.err != nil:
		return nil, &fs.PathError{Op: op, Path: name, Err: bare(e.err)}
	}
	return e, nil
}

// Stat gives a path's info of the moment of the listing, links followed.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	e, err := t.find("stat", name)
	if err != nil {
		return nil, err
	}
	return e.info, nil
}

// ReadDir gives a folder's entries of the moment of the listing.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	e, err := t.find("readdir", name)
	switch {
	case err != nil:
		return nil, err
	case !e.info.IsDir():
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: syscall.ENOTDIR}
	}
	return slices.Clone(e.children), nil
}

// Open opens a regular file, after making sure that it is the one that was listed. Folders are for ReadDir; opening
// anything else could wait for ever.
func (t *tree) Open(name string) (fs.File, error) {
	e, err := t.find("open", name)
	switch {
	case err != nil:
		return nil, err
	case e.info.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EISDIR}
	case !e.info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a regular file")}
	}
	f, err := t.root.OpenFile(name, os.O_RDONLY|nonblock, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, t.changed("open", name)
	}
	if err != nil {
		return nil, err
	}
	out := &file{f: f, name: name, listed: e.info, tree: t}
	if err := out.verify("open"); err != nil {
		f.Close()
		return nil, err
	}
	return out, nil
}

func (t *tree) changed(op, name string) error {
	t.stale.Store(true)
	return &fs.PathError{Op: op, Path: name, Err: ErrChanged}
}

// file is an open file whose end is only told when it is still the file that was listed.
type file struct {
	f      *os.File
	name   string
	listed fs.FileInfo
	tree   *tree
}

// Stat gives the file's info as it is now, which is that of the listing or an error of the next Read.
func (f *file) Stat() (fs.FileInfo, error) { return f.f.Stat() }

// Close closes the file.
func (f *file) Close() error { return f.f.Close() }

func (f *file) verify(op string) error {
	info, err := f.f.Stat()
	if err != nil || version(info) != version(f.listed) {
		return f.tree.changed(op, f.name)
	}
	return nil
}

// Read reads; at the end it makes sure that nobody wrote meanwhile.
func (f *file) Read(p []byte) (int, error) {
	n, err := f.f.Read(p)
	if errors.Is(err, io.EOF) {
		if bad := f.verify("read"); bad != nil {
			return n, bad
		}
	}
	return n, err
}

// bare is an error without its path.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
