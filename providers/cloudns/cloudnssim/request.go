package cloudnssim

import (
	"mime"
	"net/http"
	"net/url"

	"github.com/zonesync/zonesync/internal/simulator"
)

// Where the API answers: v1.2, and v1.1 beside it where its names are asked for.
const (
	path    = "/v1.2/api/"
	oldPath = "/api/"
)

// action is one entry of the manual's list of actions.
type action struct {
	needs    []string // the parameters that must be there
	postOnly bool
	write    bool
	run      func(s *Server, p *params) (any, error)
}

// actions are the manual's, but for those that replace the user's token or read logs.
var actions = map[string]action{
	"zone_load_multi":    {run: (*Server).zoneLoadMulti},
	"zone_check":         {needs: []string{"zones"}, run: (*Server).zoneCheck},
	"zone_new":           {needs: []string{"z"}, write: true, run: (*Server).zoneNew},
	"zone_delete":        {needs: []string{"z"}, write: true, run: inZone((*Server).zoneDelete)},
	"rec_load_all":       {needs: []string{"z"}, run: inZone((*Server).recLoadAll)},
	"rec_load_size":      {needs: []string{"z"}, run: inZone((*Server).recLoadSize)},
	"rec_load":           {needs: []string{"z", "rid"}, run: inZone((*Server).recLoad)},
	"rec_load_by_name":   {needs: []string{"z", "name"}, run: inZone((*Server).recLoadByName)},
	"rec_load_by_prefix": {needs: []string{"z", "name"}, run: inZone((*Server).recLoadByPrefix)},
	"rec_search":         {needs: []string{"z", "k"}, run: inZone((*Server).recSearch)},
	"rec_new":            {needs: append([]string{"z"}, recordFields...), write: true, run: inZone((*Server).recNew)},
	"bulk_rec_new":       {needs: []string{"z", "records"}, postOnly: true, write: true, run: inZone((*Server).bulkRecNew)},
	"rec_edit":           {needs: append([]string{"z", "rid"}, recordFields...), write: true, run: inZone((*Server).recEdit)},
	"rec_delete":         {needs: []string{"z", "rid"}, write: true, run: inZone((*Server).recDelete)},
	"bulk_rec_delete":    {needs: []string{"z", "rids"}, write: true, run: inZone((*Server).bulkRecDelete)},
	"rec_delete_by_name": {needs: []string{"z", "name"}, write: true, run: inZone((*Server).recDeleteByName)},
}

// inZone makes the action of one zone, which must be the user's and approved.
func inZone(run func(s *Server, z *zone, p *params) (any, error)) func(s *Server, p *params) (any, error) {
	return func(s *Server, p *params) (any, error) {
		z, err := s.approved(p.values["z"])
		if err != nil {
			return nil, err
		}
		return run(s, z, p)
	}
}

// writes tells the requests that may change something.
func writes(r *http.Request, body []byte) bool {
	form, err := formOf(r, body)
	return err == nil && actions[form.Get("a")].write
}

// formOf gives a request's parameters: the query of a GET, the body of a POST.
func formOf(r *http.Request, body []byte) (url.Values, error) {
	switch r.Method {
	case http.MethodGet:
		return url.ParseQuery(r.URL.RawQuery)
	case http.MethodPost:
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind != "application/x-www-form-urlencoded" {
			return url.Values{}, nil // what is not a form has no parameters
		}
		return url.ParseQuery(string(body))
	}
	return nil, badMethod(r.Method)
}

// serve answers a request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.URL.Path != path && !(s.o.OldNames && r.URL.Path == oldPath) {
		http.NotFound(w, r)
		return
	}
	if _, ok := s.Take(simulator.Throttled); ok { // the API documents no limit, but a proxy before it may have one
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	result, err := s.do(r, body)
	s.answer(w, result, err)
}

// do carries a request out. The order of its checks is that of the error numbers, parameters last.
func (s *Server) do(r *http.Request, body []byte) (any, error) {
	form, err := formOf(r, body)
	if err != nil {
		return nil, asRefusal(err)
	}
	p, err := newParams(form)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.called(r.Method, p)
	if err != nil {
		return nil, err
	}
	if err := p.require("psp", "tkn"); err != nil {
		return nil, err
	}
	if _, denied := s.Take(simulator.Denied); denied || p.values["psp"] != s.o.Passport || p.values["tkn"] != s.o.Token {
		return nil, &refusal{3, "authenticate failed"}
	}
	if err := p.require(a.needs...); err != nil {
		return nil, err
	}
	s.settle(s.o.Now())
	return a.run(s, p)
}

// called gives the action that a request asks for, and counts it.
func (s *Server) called(method string, p *params) (action, error) {
	if err := p.require("a"); err != nil {
		return action{}, err
	}
	name := p.values["a"]
	a, ok := actions[name]
	if !ok {
		return action{}, &refusal{1, "api is not supported"}
	}
	s.calls[name]++
	if a.postOnly && method != http.MethodPost {
		return action{}, badMethod(method)
	}
	return a, nil
}
