package huaweisim

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// handler carries out one operation.
type handler func(*Server, *request) (reply, error)

// request is what a client asks for.
type request struct {
	v21   bool
	args  []string // the ids in the path
	zone  *zone    // that the path names, nil where it names none
	set   *set     // likewise
	query url.Values
	body  []byte
	host  string // where the client reached the service, as links have it
}

// reply is an answer that is not a refusal. Without a body it is 204.
type reply struct {
	status int
	body   object
}

// route is an operation.
type route struct {
	verb  string
	path  string // below the version, * where an id stands
	noun  string // of what it is about, for Calls
	where version
	do    handler
}

// version tells which versions of the API have an operation.
type version int

const (
	both version = iota
	v2           // also at Open Telekom Cloud
	huaweiV2
	v21
	bulk // of v2.1, and can be switched off
)

const (
	get   = http.MethodGet
	post  = http.MethodPost
	put   = http.MethodPut
	patch = http.MethodPatch
	del   = http.MethodDelete
)

func routes() []route {
	return []route{
		{get, "zones", "zones", v2, (*Server).listZones},
		{post, "zones", "zone", v2, (*Server).createZone},
		{get, "zones/*", "zone", v2, (*Server).showZone},
		{patch, "zones/*", "zone", v2, (*Server).updateZone},
		{del, "zones/*", "zone", v2, (*Server).deleteZone},
		{get, "zones/*/nameservers", "nameservers", v2, (*Server).listNameservers},
		{get, "quotamg/dns/quotas", "quotas", huaweiV2, (*Server).listQuotas},
		{get, "system-lines", "lines", v21, (*Server).listLines},

		{get, "recordsets", "all recordsets", both, (*Server).listAllSets},
		{get, "zones/*/recordsets", "recordsets", both, (*Server).listSets},
		{get, "zones/*/recordsets/*", "recordset", both, (*Server).showSet},
		{post, "zones/*/recordsets", "recordset", both, (*Server).createSet},
		{put, "zones/*/recordsets/*", "recordset", both, (*Server).updateSet},
		{del, "zones/*/recordsets/*", "recordset", both, (*Server).deleteSet},

		{put, "zones/*/recordsets", "recordsets", bulk, (*Server).updateSets},
		{del, "zones/*/recordsets", "recordsets", bulk, (*Server).deleteSets},
		{del, "recordsets", "all recordsets", bulk, (*Server).deleteAllSets},
		{post, "zones/*/recordsets/batch/lines", "lines", bulk, (*Server).createLines},
		{post, "zones/*/recordsets/batch-create-task", "task", bulk, (*Server).createTask},
		{get, "zones/*/recordsets/batch-create-task", "task", bulk, (*Server).showTask},
		{del, "zones/*/recordsets/batch-create-task", "task", bulk, (*Server).deleteTask},
		{post, "operation-task/batch-create-recordset", "operation", bulk, (*Server).createOperation},
		{get, "batch-operation-tasks/*", "operation", bulk, (*Server).showOperation},
	}
}

// findRoute gives the operation that a request is for and the ids in its path. Fixed words go before ids.
func (s *Server) findRoute(verb, path string) (found route, q *request, err error) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	parts := strings.Split(rest, "/")
	found.noun = "unknown"
	for _, r := range routes() {
		args, fits := simulator.MatchPath(r.path, parts)
		better := found.do == nil || len(args) < len(q.args)
		if fits && r.verb == verb && s.has(r.where, name) && better {
			found, q = r, &request{v21: name == "v2.1", args: args}
		}
	}
	if found.do == nil {
		return found, nil, noAPI()
	}
	return found, q, nil
}

// has tells whether a version of the API has an operation.
func (s *Server) has(where version, name string) bool {
	switch name {
	case "v2":
		return where == both || where == v2 || where == huaweiV2 && !s.o.OTC
	case "v2.1":
		return !s.o.OTC && (where == both || where == v21 || where == bulk)
	}
	return false
}
