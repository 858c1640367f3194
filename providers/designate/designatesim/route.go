package designatesim

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// handler carries out one operation.
type handler func(*Server, *request) (reply, error)

// route is a path below the version, with * where an id stands.
type route struct {
	path  string
	name  string // of what is there: "zones" where there are many, "zone" where there is one
	one   string // of what a POST makes there
	thing string // that a write there may find to exist; "" where it cannot tell
	calls map[string]handler
}

const (
	get   = http.MethodGet
	post  = http.MethodPost
	put   = http.MethodPut
	patch = http.MethodPatch
	del   = http.MethodDelete
)

func (s *Server) routes() []route {
	if s.o.V1 {
		return routesV1()
	}
	return routesV2()
}

// findRoute gives the route of a path and the ids in it. A final slash is none.
func (s *Server) findRoute(path string) (route, []string) {
	if path == "/" {
		return route{name: "versions"}, nil
	}
	rest, yes := strings.CutPrefix(path, "/"+s.version()+"/")
	if !yes {
		return route{name: "unknown"}, nil
	}
	parts := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	for _, r := range s.routes() {
		if args, yes := simulator.MatchPath(r.path, parts); yes {
			return r, args
		}
	}
	return route{name: "unknown"}, nil
}

// noun names in Calls what a request is for.
func (r route) noun(method string) string {
	if method == post && r.one != "" {
		return r.one
	}
	return r.name
}

var uuidPattern = regexp.MustCompile(`^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$`)

// checkIDs refuses what is no UUID (designate/utils.py validate_uuid; v1 has it in the routes). A project's id need not be
// one.
func (s *Server) checkIDs(r route, args []string) error {
	for i, id := range args {
		switch {
		case r.name == "quotas" || uuidPattern.MatchString(strings.ToLower(id)):
		case s.o.V1:
			return s.unknownPath()
		default:
			return refuse(http.StatusBadRequest, "invalid_uuid", "Invalid UUID %s: %s", r.idName(i), id)
		}
	}
	return nil
}

// idName gives the name of an id in a path: zone_id, recordset_id, import_id, export_id.
func (r route) idName(i int) string {
	words := slices.DeleteFunc(strings.Split(r.path, "/"), func(w string) bool { return w == "tasks" })
	for at, w := range words {
		if w != "*" {
			continue
		}
		if i--; i < 0 {
			return strings.TrimSuffix(words[at-1], "s") + "_id"
		}
	}
	return "id"
}

func (s *Server) unknownPath() error {
	if s.o.V1 {
		return refuse(http.StatusNotFound, "", "")
	}
	return refuse(http.StatusNotFound, "not_found", "resource not found")
}

// errNoAPI is that a path does not begin with a version. Nothing of Designate's answers then.
var errNoAPI = errors.New("404 Not Found")

func (s *Server) wrongVerb() error {
	if s.o.V1 {
		return refuse(http.StatusMethodNotAllowed, "invalid_method", "")
	}
	return refuse(http.StatusMethodNotAllowed, "method_not_allowed", "")
}

// errAccept is that an answer is wanted in a media type that there is none in. The web framework below says so, in its own
// way.
var errAccept = errors.New("406 Not Acceptable")

// checkForm refuses media types that the operation does not take or, in v2, does not give.
func (s *Server) checkForm(found route, r *http.Request) error {
	sends := r.Method == post || r.Method == put || r.Method == patch
	takes, gives := "application/json", "json"
	if found.name == "imports" {
		takes = "text/dns"
	}
	if found.name == "export text" {
		gives = "text/dns"
	}
	if sends && found.name != "zone export" && media(r.Header.Get("Content-Type")) != takes {
		return refuse(http.StatusUnsupportedMediaType, "unsupported_content_type", "Content-type must be %s", takes)
	}
	accept := r.Header.Get("Accept")
	if !s.o.V1 && accept != "" && !strings.Contains(accept, gives) && !strings.Contains(accept, "*/*") {
		return errAccept
	}
	return nil
}

// media gives a media type without its parameters.
func media(header string) string {
	before, _, _ := strings.Cut(header, ";")
	return strings.ToLower(strings.TrimSpace(before))
}
