package local

import (
	"errors"
	"fmt"
	"io/fs"
)

// serve makes all zones of the directory ready to be answered from. The error joins what is wrong with single zones; the
// others are served all the same.
func (s *store) serve() error {
	s.mu.Lock()
	s.serving = true
	clear(s.entries) // what plan read is not ready to answer
	s.mu.Unlock()
	return s.refresh()
}

// refresh takes in what other processes, or people, did to the directory. A zone whose file became unreadable is answered
// for as before, and so are all when the directory did; one whose file was removed is not answered for any more. Each file
// that is no zone is told once.
func (s *store) refresh() error {
	origins, err := s.list()
	if err != nil {
		return err
	}
	there := make(map[string]bool, len(origins))
	var errs []error
	for _, origin := range origins {
		there[origin] = true
		old := s.entry(origin)
		e, err := s.load(origin)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			delete(there, origin)
		case err != nil:
			errs = append(errs, err)
		case e.err != nil && !(old != nil && old.err != nil && old.err.Error() == e.err.Error()):
			errs = append(errs, fmt.Errorf("zone %s: %w", origin, e.err))
		}
	}
	s.drop(there)
	return errors.Join(errs...)
}

// drop forgets the zones that are not there.
func (s *store) drop(there map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for origin := range s.entries {
		if !there[origin] {
			delete(s.entries, origin)
		}
	}
}
