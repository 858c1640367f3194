package rackspacesim

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// world is what the account holds.
type world struct {
	domains []*domain // in the order in which they came
	byID    map[string]*domain
	byName  map[string]*domain
	jobs    []*job // in the order in which they came
	minted  int    // how many ids have been given

	rejected string // while a request is read or a job is done: what a fault refuses
	halved   bool   // and whether it stops a DELETE half way
}

func newWorld() world { return world{byID: map[string]*domain{}, byName: map[string]*domain{}} }

// Record is a record as the API shows it (Records operations, "Show record details").
type Record struct {
	Name     string `json:"name"`
	ID       string `json:"id,omitempty"`
	Type     string `json:"type"`
	Priority *int   `json:"priority,omitempty"`
	Data     string `json:"data"`
	Comment  string `json:"comment,omitempty"`
	Updated  string `json:"updated"`
	TTL      int    `json:"ttl,omitempty"`
	Created  string `json:"created"`
}

// domain is a domain with its records, and what is needed to find them fast.
type domain struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"emailAddress"`
	TTL     int    `json:"ttl"`
	Comment string `json:"comment,omitempty"`
	Created string `json:"created"`
	Updated string `json:"updated"`

	Records []*Record `json:"records"`
	byID    map[string]*Record
	alike   map[string]int    // how many records are the same to the API
	names   map[string]counts // by owner
}

type counts struct{ all, cname, ns int }

func newDomain(name, email string, ttl int) *domain {
	d := &domain{Name: name, Email: email, TTL: ttl}
	d.index()
	return d
}

// index builds what is found by.
func (d *domain) index() {
	d.byID, d.alike, d.names = map[string]*Record{}, map[string]int{}, map[string]counts{}
	for _, r := range d.Records {
		d.byID[r.ID] = r
		d.note(r, 1)
	}
}

// note counts a record in or out.
func (d *domain) note(r *Record, n int) {
	tally(d.alike, r.key(), n)
	c := d.names[r.Name]
	c.all += n
	switch r.Type {
	case "CNAME":
		c.cname += n
	case "NS":
		c.ns += n
	}
	d.names[r.Name] = c
	if c.all == 0 {
		delete(d.names, r.Name)
	}
}

func tally(m map[string]int, key string, n int) {
	if m[key] += n; m[key] == 0 {
		delete(m, key)
	}
}

// lastNS tells whether the domain would be without name servers if a record went.
func (d *domain) lastNS(r *Record) bool {
	return r.Type == "NS" && r.Name == d.Name && d.names[r.Name].ns == 1
}

// clash tells what stands in the way of records that have been noted. The order of the records does not matter.
func (d *domain) clash(records []*Record) error {
	for _, r := range records {
		if d.alike[r.key()] > 1 {
			return exists("Record is a duplicate of another record: " + r.label())
		}
		if c := d.names[r.Name]; c.cname > 0 && c.all > 1 {
			return &fault{Message: "The record conflicts with another record.", Code: 409, Details: "A CNAME record must be the only one of its name: " + r.label()}
		}
	}
	return nil
}

// swap puts new records in the place of old ones, all or none, and gives what is in the way.
func (d *domain) swap(old, now []*Record) error {
	noteAll := func(records []*Record, n int) {
		for _, r := range records {
			d.note(r, n)
		}
	}
	noteAll(old, -1)
	noteAll(now, 1)
	err := d.clash(now)
	if err != nil {
		noteAll(now, -1)
		noteAll(old, 1)
	}
	return err
}

// insert adds records, all or none.
func (d *domain) insert(records []*Record) error {
	if err := d.swap(nil, records); err != nil {
		return err
	}
	for _, r := range records {
		d.byID[r.ID] = r
	}
	d.Records = append(d.Records, records...)
	return nil
}

// sweep takes out the records that are no longer found by their id.
func (d *domain) sweep() {
	d.Records = slices.DeleteFunc(d.Records, func(r *Record) bool { return d.byID[r.ID] == nil })
}

// add puts a domain into the account.
func (w *world) add(d *domain) {
	w.domains = append(w.domains, d)
	w.byID[d.ID], w.byName[d.Name] = d, d
}

// drop takes one out.
func (w *world) drop(d *domain) {
	delete(w.byID, d.ID)
	delete(w.byName, d.Name)
	w.domains = slices.DeleteFunc(w.domains, func(o *domain) bool { return o == d })
}

// below gives the subdomains of a domain, of every depth.
func (w *world) below(d *domain) []*domain {
	var out []*domain
	for _, o := range w.domains {
		if strings.HasSuffix(o.Name, "."+d.Name) {
			out = append(out, o)
		}
	}
	return out
}

// mint gives a new id. Since release 1.0.35 there are old and new ones side by side: half of them are of the old shape, a
// number with the type before it, or alone for a domain.
func (w *world) mint(kind string) string {
	w.minted++
	if n := w.minted % 4; n == 1 || n == 2 {
		return kind + w.number()
	}
	return w.uuid()
}

// number gives the last number that was minted, as ids have it.
func (w *world) number() string { return strconv.Itoa(2725232 + w.minted) }

// uuid makes one of the last number that was minted.
func (w *world) uuid() string {
	h := fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, w.minted)))
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:32]
}

// stamp spells a time as the API does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

// id spells the id of a domain or the account.
func (s *Server) id(id string) any {
	if s.o.NumericDomainIDs && strings.Trim(id, "0123456789") == "" {
		return json.Number(id)
	}
	return id
}
