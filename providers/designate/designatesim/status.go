package designatesim

import "time"

// The status of a zone, set or task.
const (
	pending  = "PENDING"
	active   = "ACTIVE"
	failed   = "ERROR"
	complete = "COMPLETE"
)

// change is the last thing that was done to a zone or set, which the name servers have when it is due.
type change struct {
	Action string // CREATE, UPDATE, DELETE
	Due    time.Time
}

// status tells how far a change is.
func (s *Server) status(c change) (status, action string) {
	now := s.o.Now()
	switch {
	case now.Before(c.Due):
		return pending, c.Action
	case now.Before(c.Due.Add(s.o.ErrorFor)):
		return failed, c.Action
	}
	return active, "NONE"
}

// begin starts a change, in place of one that may still be on its way.
func (s *Server) begin(c *change, action string) {
	*c = change{action, s.o.Now().Add(max(s.o.ActiveAfter, 0))}
}

// accepted gives the HTTP status of a write: whether it is yet to be done, or is.
func (s *Server) accepted(c change, done int) int {
	if status, _ := s.status(c); status == pending {
		return 202
	}
	return done
}

// touch notes that a zone's content has changed.
func (s *Server) touch(z *zone, action string) {
	now := s.o.Now()
	z.Serial = max(now.Unix(), z.Serial+1) // designate/utils.py increment_serial
	z.UpdatedAt = &now
	z.Version++
	s.begin(&z.change, action)
	if soa := z.find(z.Name, "SOA"); soa != nil && len(soa.Records) == 1 {
		soa.Records[0].Data = z.soa(s.o.Nameservers[0])
	}
}
