package rackspacesim

import (
	"regexp"
	"strings"
)

// domainView is a domain in an answer. Lists leave out the TTL, the name servers and what is in it.
type domainView struct {
	ID          any            `json:"id"`
	Name        string         `json:"name"`
	AccountID   any            `json:"accountId"`
	TTL         int            `json:"ttl,omitempty"`
	Email       string         `json:"emailAddress"`
	Comment     string         `json:"comment,omitempty"`
	Nameservers []nameserver   `json:"nameservers,omitempty"`
	Records     *recordList    `json:"recordsList,omitempty"`
	Subdomains  *subdomainList `json:"subdomains,omitempty"`
	Updated     string         `json:"updated"`
	Created     string         `json:"created"`
}

type nameserver struct {
	Name string `json:"name"`
}

type subdomainList struct {
	*page
	Domains []domainView `json:"domains"`
}

func (s *Server) brief(d *domain) domainView {
	return domainView{
		ID: s.id(d.ID), Name: d.Name, AccountID: s.id(s.o.Account), Email: d.Email, Comment: d.Comment, Updated: d.Updated, Created: d.Created,
	}
}

func (s *Server) full(d *domain) domainView {
	v := s.brief(d)
	v.TTL = d.TTL
	for _, ns := range nameservers() {
		v.Nameservers = append(v.Nameservers, nameserver{ns})
	}
	return v
}

// pageOfDomains gives a page of domains as lists have them.
func (s *Server) pageOfDomains(q *request, all []*domain) (*subdomainList, error) {
	list, page, err := paged(q, all)
	if err != nil {
		return nil, err
	}
	out := &subdomainList{&page, []domainView{}}
	for _, d := range list {
		out.Domains = append(out.Domains, s.brief(d))
	}
	return out, nil
}

func (s *Server) answerDomains(q *request, all []*domain) (reply, error) {
	list, err := s.pageOfDomains(q, all)
	if err != nil {
		return reply{}, err
	}
	return ok(list)
}

// listDomains is GET /domains, and with a name the look-up of that one, by its whole name since release 1.0.31.
func (s *Server) listDomains(q *request) (reply, error) {
	all := s.domains
	if q.query.Has("name") {
		all = nil
		if d := s.byName[strings.ToLower(q.query.Get("name"))]; d != nil {
			all = []*domain{d}
		}
	}
	return s.answerDomains(q, all)
}

var partPattern = regexp.MustCompile(`^[A-Za-z0-9-]{3,}$`)

// searchDomains is GET /domains/search, by a part of the name.
func (s *Server) searchDomains(q *request) (reply, error) {
	part := q.query.Get("name")
	if !partPattern.MatchString(part) {
		return reply{}, badRequest("A search needs three or more letters, digits or hyphens.")
	}
	var found []*domain
	for _, d := range s.domains {
		if strings.Contains(d.Name, strings.ToLower(part)) {
			found = append(found, d)
		}
	}
	return s.answerDomains(q, found)
}

// listSubdomains is GET /domains/{id}/subdomains.
func (s *Server) listSubdomains(q *request) (reply, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return reply{}, err
	}
	return s.answerDomains(q, s.below(d))
}

// showDomain is GET /domains/{id}. Limit and offset are for both of the lists.
func (s *Server) showDomain(q *request) (reply, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return reply{}, err
	}
	v := s.full(d)
	if q.query.Get("showRecords") == "true" {
		list, err := s.pageOfRecords(d, q)
		if err != nil {
			return reply{}, err
		}
		v.Records = &list
	}
	if q.query.Get("showSubdomains") == "true" {
		if v.Subdomains, err = s.pageOfDomains(q, s.below(d)); err != nil {
			return reply{}, err
		}
	}
	return ok(v)
}
