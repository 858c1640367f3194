package git

import (
	"io/fs"
	"time"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// info tells of a file or folder.
type info struct {
	name string
	mode filemode.FileMode
	size int64
	when time.Time
}

func (f *files) info(name string, e entry) (info, error) {
	in := info{name: name, mode: e.mode, when: f.when}
	if e.folder != nil {
		return in, nil
	}
	var err error
	in.size, err = f.store.size(e.id)
	return in, f.gone(err)
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return mode(i.mode) }
func (i info) ModTime() time.Time { return i.when }
func (i info) IsDir() bool        { return i.mode == filemode.Dir }
func (i info) Sys() any           { return nil }

func mode(m filemode.FileMode) fs.FileMode {
	switch m {
	case filemode.Dir:
		return fs.ModeDir | 0o555
	case filemode.Symlink:
		return fs.ModeSymlink | 0o777
	case filemode.Executable:
		return 0o555
	}
	return 0o444
}

// dirEntry is an entry of a folder, not followed when it is a link.
type dirEntry struct {
	entry
	files *files
}

func (d dirEntry) Name() string               { return d.name }
func (d dirEntry) IsDir() bool                { return d.mode == filemode.Dir }
func (d dirEntry) Type() fs.FileMode          { return mode(d.mode).Type() }
func (d dirEntry) Info() (fs.FileInfo, error) { return d.files.info(d.name, d.entry) }
