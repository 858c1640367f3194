package cloudnssim

import (
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// recNew makes one record.
func (s *Server) recNew(z *zone, p *params) (any, error) {
	r := p.record(z, s.o.MaxTXT)
	if p.err != nil {
		return nil, p.err
	}
	if err := s.admit(z, r); err != nil {
		return nil, err
	}
	return s.view(z)(s.create(z, r)), nil
}

// bulkRecNew makes a list of records, all or none.
func (s *Server) bulkRecNew(z *zone, p *params) (any, error) {
	list, err := s.newRecords(z, p)
	if err != nil {
		return nil, err
	}
	admitted := 0
	done, err := s.bulk(len(list), func(i int) error {
		err := s.admit(z, list[i])
		if err == nil {
			admitted++
		}
		return err
	})
	for _, r := range list[done:admitted] {
		z.note(r, -1)
	}
	made := make([]*stored, done)
	for i, r := range list[:done] {
		made[i] = s.create(z, r)
	}
	if err != nil {
		return nil, err
	}
	return views(made, s.view(z)), nil
}

// newRecords reads the list of a bulk write.
func (s *Server) newRecords(z *zone, p *params) ([]Record, error) {
	entries := p.entries()
	if p.err != nil {
		return nil, p.err
	}
	out := make([]Record, len(entries))
	for i, e := range entries {
		if err := e.require(recordFields...); err != nil {
			return nil, err
		}
		if out[i] = e.record(z, s.o.MaxTXT); e.err != nil {
			return nil, e.err
		}
	}
	return out, nil
}

// bulk has the entries of a bulk write admitted one after the other, and tells how many of them are to be done.
func (s *Server) bulk(n int, admit func(i int) error) (done int, err error) {
	if s.o.MaxBulk > 0 && n > s.o.MaxBulk {
		return 0, semantic("too many entries in the list")
	}
	_, half := s.Take(simulator.HalfBatch)
	for i := range n {
		if half && i == n/2 {
			return i, semantic("the backend stopped, try later")
		}
		if err := admit(i); err != nil {
			if s.o.BulkKeepsEarlier {
				return i, err
			}
			return 0, err
		}
	}
	return n, nil
}

// admit tells what is in the way of a new record, and takes note of it where nothing is.
func (s *Server) admit(z *zone, r Record) error {
	if err := s.refused(z, r); err != nil {
		return err
	}
	return z.admit(r)
}

// refused carries out the fault Rejected.
func (s *Server) refused(z *zone, r Record) error {
	f, ok := s.Take(simulator.Rejected)
	if ok && strings.EqualFold(f.Name, z.absolute(r.Name)) {
		return semantic("the record of " + strings.TrimSuffix(f.Name, ".") + " is not accepted")
	}
	return nil
}

// create makes a record that was admitted.
func (s *Server) create(z *zone, r Record) *stored {
	s.lastRecord++
	r.ID, r.CTime = s.lastRecord, s.today()
	made := &stored{Record: r}
	s.pending(z, made, PendingActive)
	z.insert(made)
	return made
}

// recEdit replaces all fields of a record.
func (s *Server) recEdit(z *zone, p *params) (any, error) {
	id := p.integer("rid", ids, 0)
	next := p.record(z, s.o.MaxTXT)
	if p.err != nil {
		return nil, p.err
	}
	r := z.find(id)
	if r == nil {
		return nil, errNoRecord
	}
	next.ID, next.Status, next.CTime = r.ID, r.Status, r.CTime
	switch {
	case next == r.Record:
		return nil, semantic("record not modified")
	case r.Status != Active:
		return nil, semantic("the record is in updating status, try later")
	}
	if err := s.replace(z, r, next); err != nil {
		return nil, err
	}
	return s.view(z)(r), nil
}

// replace puts new content into a record, unless that is refused.
func (s *Server) replace(z *zone, r *stored, next Record) error {
	if err := s.refused(z, r.Record); err != nil {
		return err
	}
	z.note(r.Record, -1)
	if err := s.admit(z, next); err != nil {
		z.note(r.Record, 1)
		return err
	}
	next.CTime = s.today()
	r.Record = next
	if s.o.EditGoesPending {
		s.pending(z, r, PendingActive)
	}
	return nil
}
