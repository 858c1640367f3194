package state

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lockFile is what the one process that applies has locked. It holds that process's number, for messages only.
const lockFile = "lock"

// Lock makes the caller the only process that applies on this directory, until Close. When there is another, the error is
// ErrLocked. The operating system frees the lock of a process that dies. It must be called before other goroutines use
// the Store.
func (s *Store) Lock() error {
	if s.lock != nil {
		return nil
	}
	path := filepath.Join(s.dir, lockFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return explain(path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		return explain(path, locked(f, err))
	}
	s.lock = f
	return explain(path, errors.Join(f.Truncate(0), writePID(f)))
}

func writePID(f *os.File) error {
	_, err := f.WriteAt([]byte(fmt.Sprintln(os.Getpid())), 0)
	return err
}

// locked tells who has the lock.
func locked(f *os.File, err error) error {
	if !errors.Is(err, syscall.EWOULDBLOCK) {
		return err
	}
	who := "another process"
	if pid, _ := io.ReadAll(io.LimitReader(f, 20)); len(pid) > 0 {
		who = "process " + strings.TrimSpace(string(pid))
	}
	return &hintError{fmt.Errorf("%w: %s", ErrLocked, who), "stop it first, or choose another directory with --state-dir"}
}

// unlock gives the lock back. Closing alone would not do: a child process being started may have the file open for a
// moment longer.
func (s *Store) unlock() error {
	if s.lock == nil {
		return nil
	}
	f := s.lock
	s.lock = nil
	return errors.Join(syscall.Flock(int(f.Fd()), syscall.LOCK_UN), f.Close())
}
