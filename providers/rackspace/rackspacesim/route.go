package rackspacesim

import (
	"net/http"
	"strings"

	"github.com/zonesync/zonesync/internal/simulator"
)

// route is a path below the account, with * where an id stands, and what can be done there.
type route struct {
	path  string
	calls map[string]call
}

// call is one operation: read answers at once, write gives the work of a job or tells at once why there is none.
type call struct {
	read  func(*Server, *request) (reply, error)
	write func(*Server, *request) (work, error)
}

// work is what a job does when its time has come: it changes the state and gives the job's response.
type work func() (any, error)

// routes gives all paths, those of words before those of ids.
func routes() []route {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []route{
		{"domains", map[string]call{
			get: {read: (*Server).listDomains}, post: {write: (*Server).createDomains},
			put: {write: (*Server).updateDomains}, del: {write: (*Server).deleteDomains},
		}},
		{"domains/search", map[string]call{get: {read: (*Server).searchDomains}}},
		{"domains/import", map[string]call{post: {write: (*Server).importDomains}}},
		{"domains/*", map[string]call{
			get: {read: (*Server).showDomain}, put: {write: (*Server).updateDomain}, del: {write: (*Server).deleteDomain},
		}},
		{"domains/*/subdomains", map[string]call{get: {read: (*Server).listSubdomains}}},
		{"domains/*/export", map[string]call{get: {write: (*Server).exportDomain}}},
		{"domains/*/records", map[string]call{
			get: {read: (*Server).listRecords}, post: {write: (*Server).addRecords},
			put: {write: (*Server).updateRecords}, del: {write: (*Server).deleteRecords},
		}},
		{"domains/*/records/*", map[string]call{
			get: {read: (*Server).showRecord}, put: {write: (*Server).updateRecord}, del: {write: (*Server).deleteRecord},
		}},
		{"status", map[string]call{get: {read: (*Server).listJobs}}},
		{"status/*", map[string]call{get: {read: (*Server).showJob}}},
		{"limits", map[string]call{get: {read: (*Server).showLimits}}},
		{"limits/types", map[string]call{get: {read: (*Server).showLimitTypes}}},
		{"limits/*", map[string]call{get: {read: (*Server).showLimit}}},
	}
}

// findRoute gives the route of a path below the account, and the ids in it. A final slash is none: the documents' own
// example of a DELETE has one.
func findRoute(path string) (route, []string) {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for _, r := range routes() {
		if args, yes := simulator.MatchPath(r.path, parts); yes {
			return r, args
		}
	}
	return route{path: "unknown"}, nil
}

// class gives the part of the path that the rate limits go by.
func (r route) class() string {
	if r.path == "domains/search" {
		return r.path
	}
	first, _, _ := strings.Cut(r.path, "/")
	return first
}
