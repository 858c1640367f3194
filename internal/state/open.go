package state

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// File is the database's name in its directory.
const File = "zonesync.db"

// Store is an open state directory.
type Store struct {
	// Now is the clock, time.Now unless a test sets it before anything else.
	Now func() time.Time

	dir    string
	writer *sql.DB // one connection
	reader *sql.DB
	lock   *os.File // nil without the lock
}

// Open opens the state in a directory, and makes both where they are missing, for the user alone. An older schema is
// brought up to date, a newer one refused (ErrNewer). A damaged database is an error (ErrCorrupt), never a new beginning.
// It takes no lock.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, explain(dir, err)
	}
	// An existing file is not opened here: closing it would drop the locks of another Store of this process.
	f, err := os.OpenFile(filepath.Join(dir, File), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, explain(dir, err)
	}
	return open(ctx, dir, migrations)
}

// OpenExisting opens the state that a directory has, for those who only look. Without one the error is fs.ErrNotExist.
func OpenExisting(ctx context.Context, dir string) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
		return nil, explain(dir, err)
	}
	return open(ctx, dir, migrations)
}

func open(ctx context.Context, dir string, migrations []string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{Now: time.Now, dir: dir}
	file := filepath.Join(dir, File)
	if s.writer, err = connect(file, 1, "_txlock", "immediate", "_journal_mode", "WAL", "_foreign_keys", "on"); err != nil {
		return nil, explain(file, err)
	}
	if s.reader, err = connect(file, readers, "_query_only", "on"); err != nil {
		return nil, explain(file, errors.Join(err, s.Close()))
	}
	if err := s.migrate(ctx, migrations); err != nil {
		return nil, explain(file, errors.Join(err, s.Close()))
	}
	return s, nil
}

const (
	readers = 4
	// patience is how long a process waits for another that writes.
	patience = 10 * time.Second
	// keptWAL is the size in bytes that the WAL is cut to after a large write.
	keptWAL = "16777216"
)

// connect makes a pool of connections to a database file, with settings in pairs.
func connect(file string, connections int, settings ...string) (*sql.DB, error) {
	q := url.Values{}
	q.Set("_busy_timeout", strconv.FormatInt(patience.Milliseconds(), 10))
	q.Set("_pragma", "journal_size_limit("+keptWAL+")")
	q.Set("_dqs", "false")
	for i := 0; i < len(settings); i += 2 {
		q.Set(settings[i], settings[i+1])
	}
	u := url.URL{Scheme: "file", Path: file, RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err == nil {
		db.SetMaxOpenConns(connections)
	}
	return db, err
}

// Close gives everything back, the lock too.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.unlock())...)
}
