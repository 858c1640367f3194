package local

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// lockFile is what writers of different processes lock, for the time of one write. Readers need no lock.
const lockFile = ".lock"

// lock makes the caller the only writer of the directory, which it creates when needed. When another process is writing,
// the error is temporary: a write takes milliseconds.
func (s *store) lock() (unlock func(), err error) {
	s.writing.Lock()
	f, err := s.flock()
	if err != nil {
		s.writing.Unlock()
		return nil, err
	}
	return func() {
		// Closing alone would not do: a child process being started may have the file open for a moment longer.
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
		f.Close()
		s.writing.Unlock()
	}, nil
}

func (s *store) flock() (*os.File, error) {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return nil, fault("make directory", nil, err)
	}
	f, err := os.OpenFile(filepath.Join(s.dir, lockFile), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fault("open lock", nil, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		s.sweep()
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, &providers.APIError{Provider: "local", Op: "lock " + s.dir, Kind: providers.ErrTemporary, Err: err,
			Message: "another process is writing", RetryAfter: 100 * time.Millisecond}
	}
	return nil, fault("lock "+s.dir, nil, err)
}

// sweep removes, once, the temporary files of a process that was killed in the middle of a write. Nobody else can be
// writing one: the lock is held.
func (s *store) sweep() {
	if s.swept {
		return
	}
	s.swept = true
	files, _ := os.ReadDir(s.dir)
	for _, f := range files {
		digits := strings.TrimLeft(f.Name(), ".")
		_, random, ok := strings.Cut(digits, suffix)
		if strings.HasPrefix(f.Name(), ".") && ok && random != "" && strings.Trim(random, "0123456789") == "" {
			os.Remove(filepath.Join(s.dir, f.Name()))
		}
	}
}
