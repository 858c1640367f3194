package rackspacesim

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// domainOf gives the domain of a request's path.
func (s *Server) domainOf(q *request) (*domain, error) {
	d := s.byID[q.args[0]]
	if d == nil {
		return nil, notFound("The domain with ID " + q.args[0] + " was not found.")
	}
	return d, nil
}

// recordList is a page of records.
type recordList struct {
	*page
	Records []*Record `json:"records"`
}

// listRecords is GET /domains/{id}/records: the list, or a search where there are criteria.
func (s *Server) listRecords(q *request) (reply, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return reply{}, err
	}
	if q.query.Has("type") || q.query.Has("name") || q.query.Has("data") {
		return s.searchRecords(d, q)
	}
	list, err := s.pageOfRecords(d, q)
	if err != nil {
		return reply{}, err
	}
	return ok(list)
}

// pageOfRecords gives a page of all records, cut short by an armed fault.
func (s *Server) pageOfRecords(d *domain, q *request) (recordList, error) {
	records, page, err := paged(q, d.Records)
	if err != nil {
		return recordList{}, err
	}
	if _, yes := s.Take(simulator.Truncated); yes {
		records = records[:len(records)/2]
	}
	return recordList{&page, records}, nil
}

var plainPattern = regexp.MustCompile(`^[A-Za-z0-9.:-]*$`)

// searchRecords is a search by type and, if given, by name and data. Special characters find nothing, and the total is left
// out, as in the documents' example.
func (s *Server) searchRecords(d *domain, q *request) (reply, error) {
	kind, name, data := q.query.Get("type"), q.query.Get("name"), q.query.Get("data")
	if !slices.Contains(types, kind) {
		return reply{}, badRequest("A search needs a valid type.")
	}
	if data != "" && s.o.SearchDataFails {
		return reply{}, unavailable()
	}
	found := []*Record{}
	for _, r := range d.Records {
		if r.Type == kind && (name == "" || r.Name == strings.ToLower(name)) && (data == "" || r.Data == data) {
			found = append(found, r)
		}
	}
	if !plainPattern.MatchString(name + data) {
		found = nil
	}
	records, page, err := paged(q, found)
	if err != nil {
		return reply{}, err
	}
	out := object{"records": records}
	if page.Links != nil {
		out["links"] = page.Links
	}
	return ok(out)
}

// showRecord is GET /domains/{id}/records/{rid}.
func (s *Server) showRecord(q *request) (reply, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return reply{}, err
	}
	r := d.byID[q.args[1]]
	if r == nil {
		return reply{}, s.lost(d, q.args[1])
	}
	return ok(r)
}

// lost is the fault of a record that is not there.
func (s *Server) lost(d *domain, id string) *fault {
	f := s.kept(d, id, "was not found.")
	f.Message, f.Code = "Not Found", http.StatusNotFound
	return f
}

// kept is the fault of a record that is not deleted, in one of the two wordings.
func (s *Server) kept(d *domain, id, why string) *fault {
	details := "The record with ID " + id + " " + why
	if s.o.OtherFailedItems {
		details = fmt.Sprintf("Domain ID: %s; Record ID: %s", d.ID, id)
	}
	return &fault{Message: "Bad Request", Code: http.StatusBadRequest, Details: details}
}
