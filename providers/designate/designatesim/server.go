// Package designatesim simulates OpenStack Designate, either its v1 API (domains and records, as in the Newton release) or its
// v2 API (zones and record sets), and as much of Keystone v3 as one needs to reach it, all on one server. It follows
// Designate's API reference and code (openstack/designate: api-ref/source, designate/api, designate/central), and where release
// 15.0.2 was seen to answer otherwise, that release. It answers no DNS queries.
package designatesim

import (
	"cmp"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// Options shape a Server. The zero value is what the sandbox serves: v2 behind Keystone, with quotas that do not bite.
type Options struct {
	V1     bool // serves /v1 instead of /v2
	NoAuth bool // takes who asks from headers, as auth_strategy=noauth does; else there is Keystone at /identity/v3

	Username string // "sandbox" when empty; its domain is Default
	Password string // "sandbox-secret" when empty
	Project  string // the project's name; "sandbox" when empty; its domain is Default
	// ProjectID owns the zones that AddZone makes; when empty, "noauth-project" with NoAuth, else one of its own.
	ProjectID string
	Member    bool          // the user of Keystone has the role member only, not admin
	TokenLife time.Duration // 1 h when zero

	Now func() time.Time // time.Now when nil
	// ActiveAfter is how long what was written by v2 stays PENDING, and how long an import or export takes: 200 ms when
	// zero; negative: nothing is ever PENDING.
	ActiveAfter time.Duration
	// ErrorFor is how long a written zone and set are then in status ERROR before they are ACTIVE.
	ErrorFor time.Duration
	// Linger is how long a deleted record of v1 stays listed: 200 ms when zero; negative: it goes at once.
	Linger time.Duration

	Quotas      Quotas // of every project; what is zero there is so large that it does not bite
	MinTTL      int    // those below are refused, but from admins
	Nameservers []string
	Types       []string // that v2 supports; those of release 15 when nil
	LinksBase   string   // what links of v2 begin with, if not the address that was asked: "http://other.example"
}

func (o Options) withDefaults() Options {
	o.Username = cmp.Or(o.Username, "sandbox")
	o.Password = cmp.Or(o.Password, "sandbox-secret")
	o.Project = cmp.Or(o.Project, "sandbox")
	o.TokenLife = cmp.Or(o.TokenLife, time.Hour)
	o.ActiveAfter = cmp.Or(o.ActiveAfter, 200*time.Millisecond)
	o.Linger = cmp.Or(o.Linger, 200*time.Millisecond)
	o.Quotas = o.Quotas.withDefaults()
	if o.ProjectID == "" && o.NoAuth {
		o.ProjectID = "noauth-project"
	}
	o.ProjectID = cmp.Or(o.ProjectID, "c3a2d0b1e4f54a6f8d7b9e0c1a2b3d4e")
	if o.Nameservers == nil {
		o.Nameservers = []string{"ns1.designate.test.", "ns2.designate.test."}
	}
	if o.Types == nil {
		o.Types = Release15()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Server is the simulated service. It implements simulator.Simulator.
type Server struct {
	*simulator.Front
	o Options

	mu       sync.Mutex
	calls    map[string]int
	tokens   map[string]token
	rejected string // while a request is answered: the owner name that a fault refuses
	world
}

var _ simulator.Simulator = (*Server)(nil)

// New makes a Server without zones.
func New(o Options) *Server {
	s := &Server{o: o.withDefaults(), calls: map[string]int{}, tokens: map[string]token{}, world: newWorld()}
	s.Front = simulator.NewFront(writes, s.serve)
	return s
}

// writes tells the requests that may change zones. A login is none.
func writes(r *http.Request, _ []byte) bool {
	return !isIdentity(r.URL.Path) && r.Method != http.MethodGet && r.Method != http.MethodHead
}

// Can tells which faults the API can show. Each write is one record or one set, so there is no half of it, and v1 has no
// totals by which a short listing could be noticed.
func (s *Server) Can(kind simulator.FaultKind) bool {
	switch kind {
	case simulator.HalfBatch:
		return false
	case simulator.Truncated:
		return !s.o.V1
	}
	return true
}

// version is the part of the path that names the API.
func (s *Server) version() string {
	if s.o.V1 {
		return "v1"
	}
	return "v2"
}

// Settings gives the settings of the provider designate for a Server at a base URL. Where the DNS is says the catalog.
func (s *Server) Settings(url string) []simulator.Setting {
	url = strings.TrimSuffix(url, "/")
	list := []simulator.Setting{{Key: "api", Value: s.version()}}
	if s.o.NoAuth {
		list = append(list, simulator.Setting{Key: "endpoint", Value: url},
			simulator.Setting{Key: "noauth", Value: "true"}, simulator.Setting{Key: "project_id", Value: s.o.ProjectID})
	} else {
		list = append(list, simulator.Setting{Key: "auth_url", Value: url + identityRoot},
			simulator.Setting{Key: "username", Value: s.o.Username}, simulator.Setting{Key: "password", Value: s.o.Password},
			simulator.Setting{Key: "user_domain", Value: "Default"},
			simulator.Setting{Key: "project", Value: s.o.Project}, simulator.Setting{Key: "project_domain", Value: "Default"})
	}
	return append(list, simulator.Setting{Key: "email", Value: "hostmaster@example.org"})
}

// Calls gives how many requests have been heard, by verb and what they were for: "GET zones" (lists), "GET zone", "PUT
// recordset", "POST import", with V1 "GET records", "POST record"; "POST token" are the logins, "GET versions" those of the
// version document. Requests that were refused or throttled are counted too.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}
