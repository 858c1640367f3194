package tonicdnssim

import (
	"net/http"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// path is what a request addresses.
type path struct {
	resource, id string
	xml          bool
}

// extensions are what the framework takes for a file's extension, wherever it stands in the last segment.
var extensions = strings.Fields("html txt php css js json xml rss atom gz tar zip gif png jpg ico swf flv mpeg mov mp3")

// parsePath splits an escaped path, of which nothing is unescaped. Known extensions go, so that www.zip.com is www.com. The
// resource is empty where there is none such.
func parsePath(escaped string) path {
	segments := strings.Split(strings.Trim(escaped, "/"), "/")
	last := &segments[len(segments)-1]
	labels := strings.Split(*last, ".")
	kept := append(labels[:1:1], slices.DeleteFunc(slices.Clone(labels[1:]), func(l string) bool {
		return slices.Contains(extensions, l)
	})...)
	*last = strings.Join(kept, ".")
	p := path{xml: slices.Contains(labels[1:], "xml")}
	switch {
	case len(segments) == 1:
		p.resource = segments[0]
	case len(segments) == 2 && segments[0] != "record":
		p.resource, p.id = segments[0], segments[1]
	}
	return p
}

// serve answers a request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if _, ok := s.Take(simulator.Throttled); ok { // TonicDNS has no limits of its own; a proxy before it may
		w.Header().Set("Retry-After", "1")
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rep := s.answer(call{path: parsePath(r.URL.EscapedPath()), Request: r, body: body})
	if rep.body == nil {
		http.Error(w, rep.text, rep.status)
		return
	}
	out := encode(rep.body)
	if r.Method == http.MethodGet && rep.status == http.StatusOK {
		out = s.spoil(out)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(rep.status)
	_, _ = w.Write(out) // to memory
}

// spoil makes a listing what an armed fault wants of it.
func (s *Server) spoil(out []byte) []byte {
	if _, ok := s.Take(simulator.Truncated); ok {
		out = out[:len(out)/2]
	}
	if s.empty {
		s.empty, out = false, nil
	}
	return out
}

// call is a request with what it addresses.
type call struct {
	path
	*http.Request
	body []byte
}

// answer finds the resource. All but the login want a token first.
func (s *Server) answer(c call) reply {
	switch {
	case c.xml:
		return plain(http.StatusNotAcceptable, "This simulator speaks JSON only.")
	case c.resource == "authenticate", c.resource == "authentication":
		return s.authenticate(c)
	case c.resource != "zone" && c.resource != "record":
		return plain(http.StatusNotFound, "Nothing was found for the resource "+c.URL.Path)
	}
	if refused := s.authorize(c.Header.Get("X-Authentication-Token")); refused != nil {
		return *refused
	}
	verb := c.Method + " " + c.resource
	if c.id != "" {
		verb += " id"
	}
	handler, ok := verbs[verb]
	if !ok {
		return wrongVerb(c)
	}
	return handler(s, c)
}

// verbs are the calls there are.
var verbs = map[string]func(*Server, call) reply{
	"GET zone":        (*Server).listZones,
	"PUT zone":        (*Server).createZone,
	"DELETE zone":     (*Server).deleteRecords,
	"VALIDATE zone":   (*Server).validateZone,
	"GET zone id":     (*Server).getZone,
	"PUT zone id":     (*Server).addRecords,
	"POST zone id":    (*Server).changeZone,
	"DELETE zone id":  (*Server).deleteZone,
	"VALIDATE record": (*Server).validateRecords,
	"POST record":     (*Server).validateRecords,
}

func wrongVerb(c call) reply {
	return fail(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The HTTP method "+c.Method+" is not allowed on this resource.")
}
