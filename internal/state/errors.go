package state

import (
	"errors"
	"fmt"
	"io/fs"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The errors that a caller may want to tell apart, with errors.Is. All of them carry a hint.
var (
	ErrLocked  = errors.New("another zonesync works on this state directory")
	ErrNewer   = errors.New("the state was written by a newer zonesync")
	ErrNoHold  = errors.New("no plan with this hash is held")
	ErrCorrupt = errors.New("the state database is damaged")
)

// hintError is an error with its likely cure.
type hintError struct {
	error
	hint string
}

func (e *hintError) Unwrap() error { return e.error }

// Hint gives the likely cure.
func (e *hintError) Hint() string { return e.hint }

const (
	hintCorrupt = "put a copy of the database aside, then restore it from a backup, or remove it with its -wal and -shm files: " +
		"zonesync then knows nothing of earlier runs, and takes every zone as it is live"
	hintNewer  = "use the newer version, or another state directory"
	hintAccess = "the state directory must be writable: run as the service's user, or choose another with --state-dir"
	hintBusy   = "another process has been writing for long: try again"
	hintFull   = "make room on the disk that has the state directory"
)

// explain tells which file an error is about, and what to do.
func explain(file string, err error) error {
	if err == nil {
		return nil
	}
	hint := ""
	switch code(err) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		err, hint = fmt.Errorf("%w: %w", ErrCorrupt, err), hintCorrupt
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		hint = hintAccess
	case sqlite3.SQLITE_BUSY:
		hint = hintBusy
	case sqlite3.SQLITE_FULL:
		hint = hintFull
	}
	switch {
	case errors.Is(err, ErrCorrupt):
		hint = hintCorrupt
	case errors.Is(err, fs.ErrPermission):
		hint = hintAccess
	}
	err = fmt.Errorf("%s: %w", file, err)
	if hint == "" {
		return err
	}
	return &hintError{err, hint}
}

// code gives the primary result code of SQLite that an error carries, 0 where it has none.
func code(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}
