package rackspacesim

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/zonesync/zonesync/internal/simulator"
)

// root is where the DNS begins; the account and the rest follow.
const root = "/v1.0/"

// request is what a client asks for, whoever it is.
type request struct {
	method string
	url    *url.URL   // absolute
	base   string     // the URL down to the account
	args   []string   // the ids in the path
	query  url.Values // of url
	body   []byte
}

// reply is an answer that is not an error.
type reply struct {
	status int
	body   any
}

func ok(body any) (reply, error) { return reply{http.StatusOK, body}, nil }

// serve answers a request to either service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if !strings.HasPrefix(r.URL.Path, root) {
		s.identity(w, r, body)
		return
	}
	w.Header().Set("X-API-VERSION", "1.0.35")
	answer, err := s.dns(r, body)
	var f *fault
	switch {
	case errors.As(err, &f) && !f.again.IsZero():
		s.sendThrottled(w, f)
	case errors.As(err, &f):
		send(w, f.Code, f)
	case r.Method == http.MethodGet && s.armed.emptyBody:
		s.armed.emptyBody = false
		w.WriteHeader(http.StatusOK)
	default:
		send(w, answer.status, answer.body)
	}
}

func send(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err) // nothing in an answer can fail
	}
	w.WriteHeader(status)
	_, _ = w.Write(b) // to memory
}

// sendThrottled tells when to come back, in whole seconds that are not too early. The documents do not show this body.
func (s *Server) sendThrottled(w http.ResponseWriter, f *fault) {
	again := f.again.Add(time.Second - 1).Truncate(time.Second).UTC()
	text := again.Format(time.RFC3339)
	switch {
	case s.o.RetryAfterInBody:
	case s.o.RetryAfterSeconds:
		seconds := (f.again.Sub(s.o.Now()) + time.Second - 1) / time.Second
		w.Header().Set("Retry-After", fmt.Sprint(int(seconds)))
	default:
		w.Header().Set("Reply-After", text)
	}
	send(w, f.Code, map[string]any{"overLimit": map[string]any{"code": f.Code, "message": "This request was rate-limited.", "retryAfter": text}})
}

// dns answers a request to the DNS. The checks go from who asks to what is asked for.
func (s *Server) dns(r *http.Request, body []byte) (reply, error) {
	account, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, root), "/")
	found, args := findRoute(rest)
	s.calls[r.Method+" "+found.path]++
	if err := s.authorize(r.Header.Get("X-Auth-Token"), account); err != nil {
		return reply{}, err
	}
	if err := s.faultOf(r); err != nil {
		return reply{}, err
	}
	if err := s.admit(r.Method, found.class()); err != nil {
		return reply{}, err
	}
	s.settle()
	c, has := found.calls[r.Method]
	switch {
	case found.calls == nil:
		return reply{}, notFound("There is no " + r.URL.Path + ".")
	case !has:
		return reply{}, &fault{Message: "Method Not Allowed", Code: http.StatusMethodNotAllowed}
	}
	q, err := s.read(r, body)
	if err != nil {
		return reply{}, err
	}
	q.args = args
	if c.write != nil {
		return s.submit(c, q)
	}
	return c.read(s, q)
}

// faultOf gives the fault that is armed for a request.
func (s *Server) faultOf(r *http.Request) error {
	if _, yes := s.Take(simulator.Throttled); yes {
		return throttled(s.o.Now().Add(time.Second))
	}
	if s.armed.unavailable {
		s.armed.unavailable = false
		return unavailable()
	}
	if !writes(r, nil) {
		return nil
	}
	if s.armed.dnsFault {
		s.armed.dnsFault = false
		return dnsFault()
	}
	if _, yes := s.Take(simulator.Conflict); yes {
		return exists("")
	}
	return nil
}

// read takes a request apart. The documents' other format, XML, is not spoken here.
func (s *Server) read(r *http.Request, body []byte) (*request, error) {
	media, _, _ := mime.ParseMediaType(or(r.Header.Get("Content-Type"), "application/json"))
	query, err := url.ParseQuery(r.URL.RawQuery)
	switch {
	case media != "application/json":
		return nil, &fault{Message: "Unsupported Media Type", Code: http.StatusUnsupportedMediaType}
	case !acceptsJSON(r.Header.Get("Accept")):
		return nil, &fault{Message: "Not Acceptable", Code: http.StatusNotAcceptable}
	case err != nil:
		return nil, badRequest("The query is malformed.")
	case len(body) > 0 && (r.Method == http.MethodGet || r.Method == http.MethodDelete):
		return nil, badRequest("This operation does not accept a request body.")
	case !utf8.Valid(body):
		return nil, badRequest("The body is not UTF-8.")
	}
	scheme := "https"
	if s.o.HTTPCallback {
		scheme = "http"
	}
	u := &url.URL{Scheme: scheme, Host: r.Host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	return &request{method: r.Method, url: u, base: scheme + "://" + r.Host + root + s.o.Account, query: query, body: body}, nil
}

func acceptsJSON(accept string) bool {
	return accept == "" || strings.Contains(accept, "json") || strings.Contains(accept, "*/*")
}
