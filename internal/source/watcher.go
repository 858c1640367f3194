package source

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// watcher keeps the system's watches in step with the folders that there are.
type watcher struct {
	dir     Dir
	root    string // absolute
	log     *slog.Logger
	notify  *fsnotify.Watcher // nil where the system has none for us
	add     func(path string) error
	watched map[string]uint64 // folder → inode
	polling bool              // because some folder is not watched
	last    Listing           // nil before the first look and after a failed one
	lastErr string
}

func (d Dir) newWatcher() *watcher {
	w := &watcher{dir: d, log: d.Log, watched: map[string]uint64{}}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if w.root, err = filepath.Abs(d.Path); err != nil {
		w.root = d.Path
	}
	if w.notify, err = fsnotify.NewWatcher(); err != nil {
		w.notify = nil
		w.unwatched(err)
		return w
	}
	if w.add = d.add; w.add == nil {
		w.add = w.notify.Add
	}
	return w
}

func (w *watcher) close() {
	if w.notify != nil {
		w.notify.Close()
	}
}

func (w *watcher) events() <-chan fsnotify.Event {
	if w.notify == nil {
		return nil
	}
	return w.notify.Events
}

func (w *watcher) errors() <-chan error {
	if w.notify == nil {
		return nil
	}
	return w.notify.Errors
}

// concerns tells whether an event may be about our files. The folder above is watched too, for the root's own coming and
// going; its other children are nobody's business, and changed rights change no content.
func (w *watcher) concerns(e fsnotify.Event) bool {
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		w.forget(e.Name) // it may be a folder, whose inode the next one may get
	}
	below := e.Name == w.root || strings.HasPrefix(e.Name, strings.TrimSuffix(w.root, "/")+"/")
	return below && e.Op != fsnotify.Chmod
}

// lost takes note of an error of the system, after which no event is sure to have come.
func (w *watcher) lost(err error) {
	w.log.Warn("watching the source", "path", w.root, "error", err)
	for path := range w.watched {
		w.forget(path)
	}
}

// watchAll watches the folders of a tree and no others. It tells whether any is new.
func (w *watcher) watchAll(t *tree) bool {
	keep := map[string]bool{filepath.Dir(w.root): true}
	fresh, failed := false, error(nil)
	for _, name := range t.folders {
		path := filepath.Join(w.root, filepath.FromSlash(name))
		keep[path] = true
		isNew, err := w.watch(path)
		fresh, failed = fresh || isNew, errors.Join(failed, err)
	}
	for path := range w.watched {
		if !keep[path] {
			w.forget(path)
		}
	}
	w.unwatched(failed)
	return fresh
}

// watch watches a folder, where it is there, and tells whether it was not watched before. Another folder under the same
// path is a new one.
func (w *watcher) watch(path string) (fresh bool, err error) {
	info, err := os.Stat(path)
	if err != nil || w.notify == nil {
		w.forget(path)
		return false, nil
	}
	if old, known := w.watched[path]; known && old == inode(info) {
		return false, nil
	}
	w.forget(path)
	if err := w.add(path); err != nil {
		return false, err
	}
	w.watched[path] = inode(info)
	return true, nil
}

func (w *watcher) forget(path string) {
	if _, known := w.watched[path]; known {
		delete(w.watched, path)
		_ = w.notify.Remove(path) // an error says that the system has forgotten it by itself
	}
}

// unwatched goes over to polling when a folder could not be watched, and back when all are.
func (w *watcher) unwatched(err error) {
	if w.notify == nil && w.polling {
		return
	}
	if err != nil && !w.polling {
		w.log.Warn("the system will not watch the source; looking every second instead", "path", w.root, "error", err)
	}
	w.polling = err != nil
}
