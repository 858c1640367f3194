package rackspacesim

import (
	"slices"
	"strings"
)

// draft is a record in the body of a POST or PUT.
type draft struct {
	ID       *string `json:"id"`
	Type     *string `json:"type"`
	Name     *string `json:"name"`
	Data     *string `json:"data"`
	TTL      *int    `json:"ttl"`
	Priority *int    `json:"priority"`
	Comment  *string `json:"comment"`
}

// types are those that the account may write; PTR is for /rdns only (general-api-info/supported-record-types.rst).
var types = []string{"A", "AAAA", "CNAME", "MX", "NS", "SRV", "TXT"}

// set takes a value where there is one.
func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// create gives the record that a draft makes in a domain.
func (in draft) create(d *domain, c *checker) *Record {
	r := &Record{Name: d.Name, TTL: d.TTL, Priority: in.Priority}
	set(&r.Name, in.Name)
	set(&r.Type, in.Type)
	c.who = "Record " + r.label()
	if in.ID != nil {
		c.add("Id must not be specified.")
	}
	in.fill(r, d, c)
	return r
}

// update gives the record that old becomes. What the draft leaves out stays, but a name left out is the domain's.
func (in draft) update(old Record, d *domain, c *checker) *Record {
	r, name := old, d.Name
	set(&name, in.Name)
	c.who = "Record " + old.ID + " " + name
	if in.Type != nil && *in.Type != old.Type {
		c.add("Type cannot be modified.")
	}
	if !sameOwner(old, strings.ToLower(name)) {
		c.add("Name cannot be modified.")
	}
	if in.Data == nil && old.Type == "TXT" {
		c.add("Data is required.")
	}
	if in.Priority != nil {
		r.Priority = in.Priority
	}
	r.Name = name
	in.fill(&r, d, c)
	return &r
}

// sameOwner tells whether a record may have a name from now on. Service and protocol of an SRV may change.
func sameOwner(r Record, name string) bool {
	if r.Type != "SRV" {
		return r.Name == name
	}
	cut := func(name string) string {
		parts := strings.SplitN(name, ".", 3)
		return parts[len(parts)-1]
	}
	return cut(r.Name) == cut(name)
}

// fill takes over what is left of a draft, and checks the whole record.
func (in draft) fill(r *Record, d *domain, c *checker) {
	set(&r.Data, in.Data)
	set(&r.TTL, in.TTL)
	set(&r.Comment, in.Comment)
	r.Name = strings.ToLower(r.Name)
	if !slices.Contains(types, r.Type) {
		c.add("Type %q is missing or not supported.", r.Type)
		return
	}
	if !isHost(r.Name) || r.Name != d.Name && !strings.HasSuffix(r.Name, "."+d.Name) {
		c.add("Name is invalid, or not in the domain %s.", d.Name)
	}
	if r.Type == "SRV" && !servicePattern.MatchString(r.Name) {
		c.add("Name must begin with service and protocol.")
	}
	if r.Name == c.rejected {
		c.add("This record is not accepted.")
	}
	if in.TTL != nil {
		c.ttl(r.TTL)
	}
	c.comment(r.Comment)
	c.priority(r)
	c.data(r)
}

func (c *checker) priority(r *Record) {
	allowed := r.Type == "MX" || r.Type == "SRV"
	switch {
	case !allowed && r.Priority != nil:
		c.add("Priority is forbidden.")
	case allowed && r.Priority == nil && !c.priorityOptional:
		c.add("Priority is required.")
	case r.Priority != nil && (*r.Priority < 0 || *r.Priority > 65535):
		c.add("Priority must be from 0 to 65535.")
	}
}
