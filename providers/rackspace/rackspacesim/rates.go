package rackspacesim

import (
	"net/http"
	"time"
)

// Rates are how many requests of a verb and class an account may send in a window. 0 stands for the documents' figure,
// a negative one for no limit.
type Rates struct {
	StatusGET  int // a second; 5
	SearchGET  int // a minute; 20
	DomainsGET int // a minute, as the others; 60
	POST       int // 20
	PUT        int // 20
	DELETE     int // 10
}

// Unlimited is a table without limits.
func Unlimited() Rates { return Rates{-1, -1, -1, -1, -1, -1} }

// withDefaults fills in the table of general-api-info/limits.rst.
func (r Rates) withDefaults() Rates {
	return Rates{or(r.StatusGET, 5), or(r.SearchGET, 20), or(r.DomainsGET, 60), or(r.POST, 20), or(r.PUT, 20), or(r.DELETE, 10)}
}

// class is a kind of URI that has limits of its own.
type class struct {
	URI    string  `json:"uri"`
	Regex  string  `json:"regex"`
	Limits []limit `json:"limit"`
}

type limit struct {
	Verb  string `json:"verb"`
	Value int    `json:"value"`
	Unit  string `json:"unit"`
}

// table gives the limits there are, the narrow classes first, as GET /limits has it.
func (r Rates) table() []class {
	all := []class{
		{"*/status*", `.*/v\d+\.\d+/(\d+/status).*`, []limit{{http.MethodGet, r.StatusGET, "SECOND"}}},
		{"*/domains/search*", `.*/v\d+\.\d+/(\d+/domains/search).*`, []limit{{http.MethodGet, r.SearchGET, "MINUTE"}}},
		{"*/domains*", `.*/v\d+\.\d+/(\d+/domains).*`, []limit{
			{http.MethodGet, r.DomainsGET, "MINUTE"}, {http.MethodPost, r.POST, "MINUTE"},
			{http.MethodPut, r.PUT, "MINUTE"}, {http.MethodDelete, r.DELETE, "MINUTE"},
		}},
	}
	out := []class{}
	for _, c := range all {
		var set []limit
		for _, l := range c.Limits {
			if l.Value >= 0 {
				set = append(set, l)
			}
		}
		if c.Limits = set; set != nil {
			out = append(out, c)
		}
	}
	return out
}

// window is a time in which requests of one limit are counted. It begins with the first of them.
type window struct {
	ends time.Time
	used int
}

// admit counts a request, or gives the fault that sends it away. kind is the path's first part, or domains/search.
func (s *Server) admit(verb, kind string) error {
	for _, c := range s.o.Rates.table() {
		if c.URI != "*/"+kind+"*" {
			continue
		}
		for _, l := range c.Limits {
			if l.Verb == verb {
				return s.spend(verb+kind, l)
			}
		}
	}
	return nil
}

func (s *Server) spend(key string, l limit) error {
	now := s.o.Now()
	w := s.windows[key]
	if !now.Before(w.ends) {
		w = window{ends: now.Add(time.Minute)}
		if l.Unit == "SECOND" {
			w.ends = now.Add(time.Second)
		}
	}
	if w.used >= l.Value {
		return throttled(w.ends)
	}
	w.used++
	s.windows[key] = w
	return nil
}

// throttled is the fault of the rate limits.
func throttled(again time.Time) *fault {
	f := overLimit("")
	f.again = again
	return f
}
