package local

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/renameio/v2"
	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// store is the zones of a directory: the files, and in memory what was last read from them. Files are only ever replaced
// whole, so whoever reads one has a consistent zone, and another process may write while this one serves.
type store struct {
	dir string

	writing sync.Mutex // held through a write, with the lock file
	swept   bool       // left-over temporary files were removed

	mu      sync.RWMutex
	entries map[string]*entry // by origin
	serving bool              // entries are made ready to answer before they are put in
}

// entry is one zone file as it was read. It never changes.
type entry struct {
	origin string
	file   fs.FileInfo // what tells a changed file; nil for a zone that has none yet
	racy   bool        // the file was so young that a write after ours might leave it looking the same
	zone   zone.Zone
	err    error   // why the file is not a zone, or not one that can be served
	served *served // the zone, ready to answer; the last good one when err is set; nil when there is none
}

func newStore(dir string) *store { return &store{dir: dir, entries: map[string]*entry{}} }

func (s *store) path(origin string) string { return filepath.Join(s.dir, fileName(origin)) }

// list gives the origins of all zone files. A directory that does not exist yet has none; one that zones were read from and
// that is gone is an error, because whoever moved it may be about to put it back.
func (s *store) list() ([]string, error) {
	files, err := os.ReadDir(s.dir)
	if err != nil && (s.known() || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	var origins []string
	for _, f := range files {
		if origin, ok := originOf(f.Name()); ok {
			origins = append(origins, origin)
		}
	}
	return origins, nil
}

// load gives a zone as its file is now, reading it only when it is another file than before. A file that is no zone is an
// entry with an err; the error of load is that of the file system.
func (s *store) load(origin string) (*entry, error) {
	info, err := os.Stat(s.path(origin))
	if err != nil {
		return nil, err
	}
	old := s.entry(origin)
	if old != nil && !old.racy && sameFile(old.file, info) {
		return old, nil
	}
	e, err := s.read(origin)
	if err != nil {
		return nil, err
	}
	s.put(e)
	return e, nil
}

func (s *store) read(origin string) (*entry, error) {
	f, err := os.Open(s.path(origin))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	e := &entry{origin: origin}
	if e.file, err = f.Stat(); err != nil {
		return nil, err
	}
	e.racy = time.Since(e.file.ModTime()) < clockTick
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	e.zone, e.err = readText(string(text), origin, s.path(origin))
	return e, nil
}

// put makes an entry the zone that is served, unless its file has been replaced meanwhile. An entry that cannot be served
// keeps what was served before.
func (s *store) put(e *entry) {
	s.mu.RLock()
	serving, old := s.serving, s.entries[e.origin]
	s.mu.RUnlock()
	same := old != nil && old.err == nil && equal(e.zone, old.zone)
	if serving && e.err == nil && !same {
		e.served, e.err = newServed(e.zone)
	}
	if e.served == nil && old != nil {
		e.served = old.served
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holds(e) {
		s.entries[e.origin] = e
	}
}

// known tells whether any zone has been read.
func (s *store) known() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.entries) > 0
}

func (s *store) entry(origin string) *entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.entries[origin]
}

// find gives the entry of the zone that a canonical name is in: the longest origin at or above it.
func (s *store) find(name string) *entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for off, end := 0, false; !end; off, end = dns.NextLabel(name, off) {
		if e := s.entries[name[off:]]; e != nil {
			return e
		}
	}
	return s.entries["."]
}

// holds tells whether a zone's file is still the one that the entry was read from.
func (s *store) holds(e *entry) bool {
	now, err := os.Stat(s.path(e.origin))
	if e.file == nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	return err == nil && sameFile(e.file, now)
}

// clockTick is more than what file systems' clocks advance at once.
const clockTick = 100 * time.Millisecond

func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// write replaces a zone's file and puts the zone in. The caller holds the lock. When it returns nil, the zone outlives a
// power cut: the file and then the directory have been synced.
func (s *store) write(z zone.Zone, text []byte) error {
	path := s.path(z.Origin)
	err := renameio.WriteFile(path, text, 0o644, renameio.WithTempDir(s.dir), renameio.WithStaticPermissions(0o644))
	if err != nil {
		return err
	}
	if err := syncDir(s.dir); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	s.put(&entry{origin: z.Origin, file: info, racy: true, zone: z})
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
