package huaweisim

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

type object = map[string]any

// serve answers a request to IAM or to the DNS service. At the latter the gateway looks at the credential first, then at the
// user's rate, then for the operation.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("X-Request-Id", newID())
	if isIAM(r.URL.Path) {
		s.iam(w, r, body)
		return
	}
	found, q, noRoute := s.findRoute(r.Method, r.URL.Path)
	s.calls[r.Method+" "+found.noun]++
	got, err := reply{}, s.identify(r, body)
	if err == nil {
		err = s.throttle()
	}
	if err == nil {
		err = noRoute
	}
	if err == nil {
		got, err = s.answer(found, q, r, body)
	}
	send(w, got, err)
}

// send gives an answer or a refusal.
func send(w http.ResponseWriter, got reply, err error) {
	var f *fault
	switch {
	case errors.As(err, &f):
		sendFault(w, f)
	case got.body == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		sendJSON(w, got.status, got.body)
	}
}

// answer carries out an operation for a caller who may ask.
func (s *Server) answer(found route, q *request, r *http.Request, body []byte) (reply, error) {
	switch {
	case found.where == bulk && (s.o.NoBatch == http.StatusNotFound || slices.Contains(s.o.Lacks, r.Method+" "+found.noun)):
		return reply{}, noAPI()
	case found.where == bulk && s.o.NoBatch != 0:
		return reply{}, refuse(s.o.NoBatch, "DNS.0037", "The operation is not supported for this account.")
	case len(body) > 0 && media(r) != "application/json":
		return reply{}, malformed("Content-Type must be application/json")
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return reply{}, malformed("the query cannot be read")
	}
	q.query, q.body, q.host = query, body, "http://"+r.Host
	s.settle()
	if _, struck := s.conflict(r); struck {
		return reply{}, refuse(http.StatusConflict, "DNS.0021", "The resource is locked by another operation.")
	}
	rejected, _ := s.Take(simulator.Rejected)
	s.rejected = strings.ToLower(rejected.Name)
	if err := s.find(found, q); err != nil {
		return reply{}, err
	}
	return found.do(s, q)
}

// conflict takes the fault of a write that meets somebody else's.
func (s *Server) conflict(r *http.Request) (simulator.Fault, bool) {
	if !writes(r, nil) {
		return simulator.Fault{}, false
	}
	return s.Take(simulator.Conflict)
}

func media(r *http.Request) string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}
