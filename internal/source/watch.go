package source

import (
	"cmp"
	"context"
	"path/filepath"
	"time"
)

const (
	defaultQuiet  = 200 * time.Millisecond
	defaultRescan = 30 * time.Second
	pollEvery     = time.Second
)

// Watch calls changed with the folder as it is, at once and then after every change, until ctx ends; the error is that of
// ctx. A folder that cannot be read is told as an error, once per error, and waited for. changed is never called twice at
// the same time; what happens while it works is told afterwards.
//
// What the system's notifications say is only a hint to look: every look lists the folder anew and compares. So nothing
// depends on which events an editor, a checkout or a swapped link makes, and a slow rescan catches what made none. Where
// the system will not watch (too many folders, no inotify) it looks every second instead.
func (d Dir) Watch(ctx context.Context, changed func(Snapshot, error)) error {
	w := d.newWatcher()
	defer w.close()
	bell := newBell(cmp.Or(d.Quiet, defaultQuiet))
	defer bell.Stop()
	for {
		if s, news, err := w.look(ctx); ctx.Err() == nil && news {
			changed(s, err)
		}
		if err := w.wait(ctx, bell); err != nil {
			return err
		}
	}
}

// wait returns when it is time for another look, nil then.
func (w *watcher) wait(ctx context.Context, b *bell) error {
	rescan := time.NewTimer(w.interval())
	defer rescan.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case e := <-w.events():
			if w.concerns(e) {
				b.touch()
			}
		case err := <-w.errors():
			w.lost(err)
			b.touch()
		case <-b.C:
			b.rung()
			return nil
		case <-rescan.C:
			return nil
		}
	}
}

// interval is how long to wait for events before looking without one.
func (w *watcher) interval() time.Duration {
	rescan := cmp.Or(w.dir.Rescan, defaultRescan)
	if w.polling || w.last == nil {
		return min(pollEvery, rescan)
	}
	return rescan
}

// look lists the folder, and tells whether that is news.
func (w *watcher) look(ctx context.Context) (Snapshot, bool, error) {
	t, err := w.list(ctx)
	if err != nil {
		news := err.Error() != w.lastErr
		w.last, w.lastErr = nil, err.Error()
		return Snapshot{}, news, err
	}
	s := w.dir.snapshot(t)
	news := w.last == nil || len(s.Files.Changed(w.last)) > 0
	w.last, w.lastErr = s.Files, ""
	return s, news, nil
}

// list lists the folder after all its folders are watched, so that nothing can change in between unheard.
func (w *watcher) list(ctx context.Context) (*tree, error) {
	for try := 1; ; try++ {
		w.watch(filepath.Dir(w.root))
		t, err := w.dir.look(ctx)
		if err != nil || !w.watchAll(t) || try == maxLooks {
			return t, err
		}
	}
}
