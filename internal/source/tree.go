package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
	"time"
)

const (
	maxEntries = 1_000_000
	maxDepth   = 32
)

var errDeep = errors.New("folders are nested too deep")

// tree is the listing of a folder, and an fs.FS that gives its files as long as they are as they were listed.
type tree struct {
	root    *os.Root // closed by the garbage collector, with the last reader gone
	entries map[string]*entry
	folders []string      // those reached without a link, as paths below the root, parents first
	age     time.Duration // of the youngest file; at most settle
	stale   atomic.Bool
}

// entry is a path as it was listed.
type entry struct {
	parent   *entry
	info     fs.FileInfo // of what it leads to, links followed
	linked   bool        // it was reached through a link
	children []fs.DirEntry
	err      error // why it cannot be read
}

func list(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	top := &entry{}
	if top.info, err = root.Stat("."); err != nil {
		return nil, err
	}
	t := &tree{root: root, entries: map[string]*entry{}, age: settle}
	t.folder(".", top)
	switch {
	case top.err != nil:
		return nil, top.err
	case len(t.entries) > maxEntries:
		return nil, fmt.Errorf("%s: over %d files", dir, maxEntries)
	}
	return t, nil
}

// folder lists a folder and what is below it.
func (t *tree) folder(name string, e *entry) {
	t.entries[name] = e
	if !e.linked {
		t.folders = append(t.folders, name)
	}
	if e.err = e.tooDeep(); e.err == nil {
		e.children, e.err = fs.ReadDir(t.root.FS(), name)
	}
	for _, c := range e.children {
		if len(t.entries) <= maxEntries {
			t.child(path.Join(name, c.Name()), c, e)
		}
	}
}

func (t *tree) child(name string, c fs.DirEntry, parent *entry) {
	e := &entry{parent: parent, linked: parent.linked || c.Type()&fs.ModeSymlink != 0}
	e.info, e.err = t.root.Stat(name)
	switch {
	case e.err == nil && e.info.IsDir() && !versionControl(c.Name()) && !e.loops():
		t.folder(name, e)
		return
	case e.err == nil && !e.info.IsDir():
		t.note(e.info)
	}
	t.entries[name] = e
}

// loops tells whether a folder is one of those above it, by a link.
func (e *entry) loops() bool {
	for a := e.parent; e.linked && a != nil; a = a.parent {
		if os.SameFile(a.info, e.info) {
			return true
		}
	}
	return false
}

func (e *entry) tooDeep() error {
	n := 0
	for a := e.parent; a != nil; a = a.parent {
		n++
	}
	if n > maxDepth {
		return errDeep
	}
	return nil
}

// note remembers the age of the youngest file. Times in the future say nothing.
func (t *tree) note(info fs.FileInfo) {
	if age := time.Since(info.ModTime()); age >= 0 {
		t.age = min(t.age, age)
	}
}

// versionControl tells the folders that hold a repository's own files: many, and never zone files. They are listed as empty.
func versionControl(name string) bool { return name == ".git" || name == ".hg" || name == ".svn" }

// versions gives the listing of all that are files, or that could not be looked at.
func (t *tree) versions() Listing {
	l := make(Listing, len(t.entries))
	for name, e := range t.entries {
		switch {
		case e.err != nil:
			l[name] = "error: " + e.err.Error()
		case !e.info.IsDir():
			l[name] = version(e.info)
		}
	}
	return l
}

// version changes with the file's content, as far as that can be told without reading it.
func version(info fs.FileInfo) string {
	return fmt.Sprintf("%v %d %d %d", info.Mode().Type(), inode(info), info.Size(), info.ModTime().UnixNano())
}
