package rackspacesim

import (
	"fmt"
)

// drafts is the body of a POST or PUT of records.
type drafts struct {
	Records []draft `json:"records"`
}

// drafted reads the domain and the records of a request.
func (s *Server) drafted(q *request) (*domain, []draft, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, nil, err
	}
	var in drafts
	if err := decode(q.body, &in); err != nil {
		return nil, nil, err
	}
	if len(in.Records) == 0 {
		return nil, nil, badRequest("There are no records.")
	}
	return d, in.Records, entities(len(in.Records))
}

// room refuses to have more records in a domain than there may be.
func (s *Server) room(records int) error {
	if records > s.o.MaxRecords {
		return overLimit(fmt.Sprintf("Limit of %d records per domain has been reached.", s.o.MaxRecords))
	}
	return nil
}

// addRecords is POST /domains/{id}/records, all or none.
func (s *Server) addRecords(q *request) (work, error) {
	d, list, err := s.drafted(q)
	if err != nil {
		return nil, err
	}
	c := s.checker()
	records := make([]*Record, len(list))
	for i, in := range list {
		records[i] = in.create(d, c)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := s.room(len(d.Records) + len(records)); err != nil {
		return nil, err
	}
	return func() (any, error) {
		s.date(records)
		if err := d.insert(records); err != nil {
			return nil, err
		}
		return object{"records": records}, nil
	}, nil
}

// date gives new records an id and their dates.
func (s *Server) date(records []*Record) {
	now := stamp(s.o.Now())
	for _, r := range records {
		r.ID, r.Created, r.Updated = s.mint(r.Type+"-"), now, now
	}
}

// updateRecords is PUT /domains/{id}/records, all or none.
func (s *Server) updateRecords(q *request) (work, error) {
	d, list, err := s.drafted(q)
	if err != nil {
		return nil, err
	}
	return s.update(d, list)
}

// updateRecord is PUT /domains/{id}/records/{rid}.
func (s *Server) updateRecord(q *request) (work, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, err
	}
	var in draft
	if err := decode(q.body, &in); err != nil {
		return nil, err
	}
	if in.ID != nil && *in.ID != q.args[1] {
		return nil, badRequest("The id is not that of the path.")
	}
	in.ID = &q.args[1]
	return s.update(d, []draft{in})
}

func (s *Server) update(d *domain, list []draft) (work, error) {
	c := s.checker()
	var old, now []*Record
	var missing *fault
	seen := map[string]bool{}
	for _, in := range list {
		if in.ID == nil || seen[*in.ID] {
			c.who = "Record"
			c.add("Id is required, and once.")
			continue
		}
		seen[*in.ID] = true
		r := d.byID[*in.ID]
		if r == nil {
			missing = s.lost(d, *in.ID)
			continue
		}
		old, now = append(old, r), append(now, in.update(*r, d, c))
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return func() (any, error) {
		if missing != nil {
			return nil, missing
		}
		if err := d.swap(old, now); err != nil {
			return nil, err
		}
		for i, r := range old {
			now[i].Updated = stamp(s.o.Now())
			*r = *now[i]
		}
		return nil, nil
	}, nil
}
