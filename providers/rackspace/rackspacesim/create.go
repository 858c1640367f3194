package rackspacesim

import (
	"fmt"
	"strings"
)

// nameservers are those that every new domain gets.
func nameservers() []string { return []string{"ns.rackspace.com", "ns2.rackspace.com"} }

// domainDraft is a domain in the body of a POST or PUT.
type domainDraft struct {
	ID         *string       `json:"id"`
	Name       *string       `json:"name"`
	Email      *string       `json:"emailAddress"`
	TTL        *int          `json:"ttl"`
	Comment    *string       `json:"comment"`
	Records    *drafts       `json:"recordsList"`
	Subdomains *domainDrafts `json:"subdomains"`
}

type domainDrafts struct {
	Domains []domainDraft `json:"domains"`
}

// readDomains reads the body of a POST or PUT of domains.
func readDomains(q *request) ([]domainDraft, error) {
	var in domainDrafts
	if err := decode(q.body, &in); err != nil {
		return nil, err
	}
	if len(in.Domains) == 0 {
		return nil, badRequest("There are no domains.")
	}
	return in.Domains, entities(count(in.Domains))
}

// count gives how many entities there are in domains: they, their records and their subdomains.
func count(list []domainDraft) int {
	n := len(list)
	for _, in := range list {
		if in.Records != nil {
			n += len(in.Records.Records)
		}
		if in.Subdomains != nil {
			n += count(in.Subdomains.Domains)
		}
	}
	return n
}

// createDomains is POST /domains, all or none.
func (s *Server) createDomains(q *request) (work, error) {
	list, err := readDomains(q)
	if err != nil {
		return nil, err
	}
	c := s.checker()
	var made []*domain
	for _, in := range list {
		made = append(made, in.create("", c)...)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := s.roomFor(made); err != nil {
		return nil, err
	}
	return func() (any, error) {
		if err := s.addDomains(made); err != nil {
			return nil, err
		}
		return object{"domains": s.created(made)}, nil
	}, nil
}

// create gives the domain that a draft makes, and its subdomains. Its records are not in its index yet.
func (in domainDraft) create(parent string, c *checker) []*domain {
	d := newDomain("", "", defaultTTL)
	set(&d.Name, in.Name)
	set(&d.Email, in.Email)
	set(&d.TTL, in.TTL)
	set(&d.Comment, in.Comment)
	d.Name = strings.ToLower(d.Name)
	c.who = "Domain " + d.Name
	if in.ID != nil {
		c.add("Id must not be specified.")
	}
	c.domainName(d.Name)
	if parent != "" && !strings.HasSuffix(d.Name, "."+parent) {
		c.add("Name is not in the domain %s.", parent)
	}
	c.domain(d)
	if in.Records != nil {
		for _, r := range in.Records.Records {
			d.Records = append(d.Records, r.create(d, c))
		}
	}
	out := []*domain{d}
	if in.Subdomains != nil {
		for _, sub := range in.Subdomains.Domains {
			out = append(out, sub.create(d.Name, c)...)
		}
	}
	return out
}

// domain checks what may change of a domain.
func (c *checker) domain(d *domain) {
	c.email(d.Email)
	c.ttl(d.TTL)
	c.comment(d.Comment)
}

// roomFor refuses what would be over the limits.
func (s *Server) roomFor(made []*domain) error {
	if len(s.domains)+len(made) > s.o.MaxDomains {
		return overLimit(fmt.Sprintf("Limit of %d domains has been reached.", s.o.MaxDomains))
	}
	for _, d := range made {
		if err := s.room(len(d.Records) + len(nameservers())); err != nil {
			return err
		}
	}
	return nil
}

// addDomains adds domains with the name servers that all get, all or none.
func (s *Server) addDomains(made []*domain) error {
	names := map[string]bool{}
	for _, d := range made {
		if s.byName[d.Name] != nil || names[d.Name] {
			return exists("Domain already exists")
		}
		names[d.Name] = true
		if err := s.furnish(d); err != nil {
			return err
		}
	}
	for _, d := range made {
		s.add(d)
	}
	return nil
}

// furnish gives a domain its id and dates, and puts the name servers before its records.
func (s *Server) furnish(d *domain) error {
	own := d.Records
	d.Records = nil
	d.ID, d.Created = s.mint(""), stamp(s.o.Now())
	d.Updated = d.Created
	if s.o.NumericDomainIDs {
		d.ID = s.number()
	}
	var all []*Record
	for _, ns := range nameservers() {
		all = append(all, &Record{Name: d.Name, Type: "NS", Data: ns, TTL: max(d.TTL, minTTL)})
	}
	all = append(all, own...)
	s.date(all)
	return d.insert(all)
}

// created gives new domains as the job's response has them, with all of their records.
func (s *Server) created(made []*domain) []domainView {
	var out []domainView
	for _, d := range made {
		v := s.full(d)
		v.Records = &recordList{&page{Total: len(d.Records)}, d.Records}
		out = append(out, v)
	}
	return out
}
