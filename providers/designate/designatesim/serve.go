package designatesim

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

type object = map[string]any

// maxBody bounds a request's body (oslo.middleware sizelimit).
const maxBody = 114688

// request is what a client asks for.
type request struct {
	caller
	path   string   // without version, as links have it: "/zones"
	args   []string // the ids in the path
	query  url.Values
	header http.Header
	body   []byte
	base   string // what links begin with, version included
}

// reply is an answer that is not a refusal.
type reply struct {
	status   int
	body     any    // JSON; nil: none
	text     string // instead of body: plain text of this type
	media    string
	location string
}

func ok(body any) (reply, error) { return reply{status: http.StatusOK, body: body}, nil }

// serve answers a request to either service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("X-Openstack-Request-Id", "req-"+uuid())
	_, denied := s.Take(simulator.Denied)
	if isIdentity(r.URL.Path) {
		s.identity(w, r, body, denied)
		return
	}
	found, args := s.findRoute(r.URL.Path)
	s.calls[r.Method+" "+found.noun(r.Method)]++
	if _, yes := s.Take(simulator.Throttled); yes {
		w.Header().Set("Retry-After", "1") // a proxy's answer: Designate itself has no limit of rates
		plain(w, http.StatusTooManyRequests, "Too Many Requests")
		return
	}
	if len(body) > maxBody {
		plain(w, http.StatusRequestEntityTooLarge, "Request is too large.")
		return
	}
	if r.URL.Path == "/" && !denied {
		s.showVersions(w, r)
		return
	}
	who, err := s.identify(r, denied)
	if err != nil {
		s.sendUnauthorized(w, r, err)
		return
	}
	s.send(w, r, func() (reply, error) { return s.answer(found, r, &request{caller: who, args: args, body: body}) })
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // to memory
}

// send gives what answer gives.
func (s *Server) send(w http.ResponseWriter, r *http.Request, answer func() (reply, error)) {
	got, err := answer()
	var f *fault
	switch {
	case errors.As(err, &f):
		s.sendFault(w, f)
		return
	case errors.Is(err, errAccept):
		plain(w, http.StatusNotAcceptable, err.Error())
		return
	case errors.Is(err, errNoAPI):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if got.location != "" {
		w.Header().Set("Location", got.location)
	}
	switch {
	case got.media != "":
		w.Header().Set("Content-Type", got.media)
		w.WriteHeader(got.status)
		_, _ = w.Write([]byte(got.text)) // to memory
	case got.status == http.StatusNoContent:
		w.WriteHeader(got.status)
	case got.body == nil:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(got.status)
	default:
		sendJSON(w, got.status, got.body)
	}
}

// answer carries out a request of a caller who is known. The checks go from the path to what is asked for.
func (s *Server) answer(found route, r *http.Request, q *request) (reply, error) {
	do, has := found.calls[r.Method]
	switch {
	case found.calls == nil && !s.o.V1 && !strings.HasPrefix(r.URL.Path, "/v2"):
		return reply{}, errNoAPI
	case found.calls == nil:
		return reply{}, s.unknownPath()
	case !has:
		return reply{}, s.wrongVerb()
	}
	if err := s.checkIDs(found, q.args); err != nil {
		return reply{}, err
	}
	if err := s.checkForm(found, r); err != nil {
		return reply{}, err
	}
	if err := s.complete(r, q); err != nil {
		return reply{}, err
	}
	s.settle()
	if _, yes := s.conflict(found, r); yes {
		return reply{}, duplicate(found.thing)
	}
	rejected, _ := s.Take(simulator.Rejected)
	s.rejected = strings.ToLower(rejected.Name)
	return do(s, q)
}

// conflict takes the fault of a write that somebody else came before. An import cannot tell.
func (s *Server) conflict(found route, r *http.Request) (simulator.Fault, bool) {
	if !writes(r, nil) || found.thing == "" {
		return simulator.Fault{}, false
	}
	return s.Take(simulator.Conflict)
}

// complete fills in what a request needs to be carried out.
func (s *Server) complete(r *http.Request, q *request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return badRequest("The query is malformed")
	}
	for _, middleware := range []string{"all_projects", "all_tenants", "edit_managed_records"} {
		query.Del(middleware)
	}
	q.query, q.header = query, r.Header
	q.path = strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"+s.version()), "/")
	q.base = cmp.Or(s.o.LinksBase, "http://"+r.Host) + "/" + s.version()
	return nil
}
