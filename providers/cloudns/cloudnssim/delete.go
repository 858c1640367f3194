package cloudnssim

// recDelete deletes one record.
func (s *Server) recDelete(z *zone, p *params) (any, error) {
	id := p.integer("rid", ids, 0)
	if p.err != nil {
		return nil, p.err
	}
	r, err := s.removable(z, id)
	if err != nil {
		return nil, err
	}
	s.remove(z, r)
	return s.view(z)(r), nil
}

// bulkRecDelete deletes a list of records, all or none.
func (s *Server) bulkRecDelete(z *zone, p *params) (any, error) {
	list := p.rids()
	if p.err != nil {
		return nil, p.err
	}
	seen := map[int64]bool{}
	var found []*stored
	done, err := s.bulk(len(list), func(i int) error {
		if seen[list[i]] {
			return errNoRecord
		}
		seen[list[i]] = true
		r, err := s.removable(z, list[i])
		found = append(found, r)
		return err
	})
	s.remove(z, found[:done]...)
	if err != nil {
		return nil, err
	}
	return views(found, s.view(z)), nil
}

// recDeleteByName deletes all records of a name.
func (s *Server) recDeleteByName(z *zone, p *params) (any, error) {
	var found []*stored
	for _, r := range z.records {
		if r.Name != p.values["name"] {
			continue
		}
		if _, err := s.removable(z, r.ID); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	if found == nil {
		return nil, semantic("host not exists")
	}
	s.remove(z, found...)
	return views(found, s.view(z)), nil
}

// removable finds a record that may be deleted.
func (s *Server) removable(z *zone, id int64) (*stored, error) {
	r := z.find(id)
	if r == nil {
		return nil, errNoRecord
	}
	if r.Status != Active {
		return nil, &refusal{9, "process failed: record cannot delete when status is not 1"}
	}
	return r, s.refused(z, r.Record)
}

// remove begins the removal of records. Reads show them no more.
func (s *Server) remove(z *zone, records ...*stored) {
	for _, r := range records {
		z.takeOut(r)
		z.note(r.Record, -1)
		if s.o.RemovedBlocks {
			z.noteKey(r.Record, 1)
		}
		z.removed[r.ID] = r
		s.pending(z, r, PendingRemoval)
	}
}
