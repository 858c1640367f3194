package rackspacesim

import (
	"fmt"
	"strings"
)

// bind is a domain as text, in the body of an import and in the response of an export.
type bind struct {
	ID          any    `json:"id,omitempty"`
	AccountID   any    `json:"accountId,omitempty"`
	ContentType string `json:"contentType"`
	Contents    string `json:"contents"`
}

const bind9 = "BIND_9"

// exportDomain is GET /domains/{id}/export, a job though a GET. Comments are not in the text.
func (s *Server) exportDomain(q *request) (work, error) {
	d, err := s.domainOf(q)
	if err != nil {
		return nil, err
	}
	return func() (any, error) {
		return bind{s.id(d.ID), s.id(s.o.Account), bind9, d.text()}, nil
	}, nil
}

func (d *domain) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s. %d IN SOA %s. %s. (\n", d.Name, d.TTL, nameservers()[0], d.Email)
	b.WriteString("\t1308874739\n\t3600\n\t3600\n\t3600\n\t3600 )\n")
	for _, r := range d.Records {
		fmt.Fprintf(&b, "%s. %d IN %s %s\n", r.Name, or(r.TTL, d.TTL), r.Type, r.rdata())
	}
	return b.String()
}

// rdata gives a record's data as a zone file has it.
func (r *Record) rdata() string {
	priority := ""
	if r.Priority != nil {
		priority = fmt.Sprint(*r.Priority, " ")
	}
	switch r.Type {
	case "A", "AAAA":
		return r.Data
	case "TXT":
		if stringsPattern.MatchString(r.Data) {
			return r.Data
		}
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(r.Data) + `"`
	}
	return priority + r.Data + "."
}
