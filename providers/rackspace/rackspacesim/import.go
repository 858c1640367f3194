package rackspacesim

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/miekg/dns"
)

// importDomains is POST /domains/import. Only the form of the request is checked at once.
func (s *Server) importDomains(q *request) (work, error) {
	var in struct {
		Domains []bind `json:"domains"`
	}
	if err := decode(q.body, &in); err != nil {
		return nil, err
	}
	if err := entities(len(in.Domains)); err != nil {
		return nil, err
	}
	for _, b := range in.Domains {
		if b.ContentType != bind9 || b.Contents == "" || b.ID != nil || b.AccountID != nil {
			return nil, badRequest("A domain has the contentType BIND_9 and contents, and nothing else.")
		}
	}
	if len(in.Domains) == 0 {
		return nil, badRequest("There are no domains.")
	}
	return func() (any, error) { return s.importAll(in.Domains) }, nil
}

// importAll makes the domains of texts, all or none.
func (s *Server) importAll(texts []bind) (any, error) {
	var made []*domain
	n := len(texts)
	for _, b := range texts {
		d, err := s.parse(b.Contents)
		if err != nil {
			return nil, err
		}
		made = append(made, d)
		n += len(d.Records)
	}
	if err := entities(n); err != nil {
		return nil, err
	}
	if err := s.roomFor(made); err != nil {
		return nil, err
	}
	if err := s.addDomains(made); err != nil {
		return nil, err
	}
	views := s.created(made)
	for _, v := range views { // the documents' example has no ids here
		list := v.Records.Records
		v.Records.Records = nil
		for _, r := range list {
			bare := *r
			bare.ID = ""
			v.Records.Records = append(v.Records.Records, &bare)
		}
	}
	return object{"domains": views}, nil
}

// entryPattern is the beginning of an entry: a full name in column one, and single blanks or tabs between what follows.
var entryPattern = regexp.MustCompile(`^[^\s;$()@"]+\.[ \t]([^\s"]+[ \t])+[^\s]`)

// parse reads the text of one domain.
func (s *Server) parse(text string) (*domain, error) {
	if err := checkForm(text); err != nil {
		return nil, err
	}
	soa, rrs, err := split(text)
	if err != nil {
		return nil, err
	}
	c := s.checker()
	d := newDomain(fold(soa.Hdr.Name), email(soa.Mbox), textTTL(soa, defaultTTL))
	c.who = "Domain " + d.Name
	c.domainName(d.Name)
	c.email(d.Email)
	for _, rr := range rrs {
		r := textDraft(rr).create(d, c)
		r.TTL = textTTL(rr, d.TTL)
		d.Records = append(d.Records, r)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return d, tooShort(d)
}

// noTTL stands for a TTL that is left out.
const noTTL = 1<<31 - 1

// split parses text into its one SOA and all other records.
func split(text string) (*dns.SOA, []dns.RR, error) {
	p := dns.NewZoneParser(strings.NewReader(fmt.Sprintln("$TTL", noTTL)+text), "", "")
	var soa *dns.SOA
	var rest []dns.RR
	for rr, more := p.Next(); more; rr, more = p.Next() {
		first, yes := rr.(*dns.SOA)
		if yes && soa == nil {
			soa = first
			continue
		}
		rest = append(rest, rr)
	}
	if p.Err() != nil {
		return nil, nil, badRequest("The contents cannot be parsed.")
	}
	if soa == nil {
		return nil, nil, badRequest("The contents have no SOA record.")
	}
	return soa, rest, nil
}

// textTTL gives a record's TTL, or another where it has none.
func textTTL(rr dns.RR, otherwise int) int {
	if ttl := int(rr.Header().Ttl); ttl != noTTL {
		return ttl
	}
	return otherwise
}

// tooShort is the fault of a TTL under the least. It has no details.
func tooShort(d *domain) error {
	short := d.TTL < minTTL
	for _, r := range d.Records {
		short = short || r.TTL < minTTL
	}
	if !short {
		return nil
	}
	return &fault{Message: fmt.Sprintf("TTL must be greater than or equal to %d.", minTTL), Code: 400}
}

// checkForm holds each line to the rules of the import: a record begins in column one with its full name, and there are no
// comments and no directives. Lines within parentheses are free.
func checkForm(text string) error {
	open := 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		bare := quotedPattern.ReplaceAllString(line, "q")
		if strings.Contains(bare, ";") || open == 0 && (!entryPattern.MatchString(line) || blanksPattern.MatchString(bare)) {
			return badRequest(fmt.Sprintf("Line %d: a record begins in column one with its full name, has single blanks or tabs, and no comment.", i+1))
		}
		open += strings.Count(bare, "(") - strings.Count(bare, ")")
	}
	return nil
}

var blanksPattern = regexp.MustCompile(`[ \t]{2}`)

var quotedPattern = regexp.MustCompile(`"(\\.|[^"\\])*"`)

// email reads the mailbox of a SOA, as DNS writes it or, as in the documents' example, with an @.
func email(mbox string) string {
	name := strings.TrimSuffix(mbox, ".")
	if strings.Contains(name, "@") {
		return name
	}
	return strings.Replace(name, ".", "@", 1)
}

// textDraft gives a record of a text as a POST would carry it, without its TTL.
func textDraft(rr dns.RR) draft {
	h := rr.Header()
	name, kind := fold(h.Name), dns.TypeToString[h.Rrtype]
	data := strings.TrimPrefix(rr.String(), h.String())
	in := draft{Name: &name, Type: &kind, Data: &data}
	priority := func(n uint16) *int { i := int(n); return &i }
	switch v := rr.(type) {
	case *dns.MX:
		in.Priority, data = priority(v.Preference), strings.TrimSuffix(v.Mx, ".")
	case *dns.SRV:
		in.Priority, data = priority(v.Priority), fmt.Sprintf("%d %d %s", v.Weight, v.Port, strings.TrimSuffix(v.Target, "."))
	case *dns.TXT:
		if len(v.Txt) == 1 {
			data = v.Txt[0]
		}
	case *dns.CNAME, *dns.NS:
		data = strings.TrimSuffix(data, ".")
	}
	return in
}
