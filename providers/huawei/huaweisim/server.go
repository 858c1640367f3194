// Package huaweisim simulates the public zones of Huawei Cloud DNS (API v2 and v2.1) or of Open Telekom Cloud (v2 only), and as
// much of IAM v3 as one needs to reach them, all on one server. It follows the DNS and API Gateway references of both clouds and
// the models of huaweicloud-sdk-go-v3, services/dns/v2. It answers no DNS queries and has no private zones.
package huaweisim

import (
	"cmp"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// Options shape a Server. The zero value is what the sandbox serves: Huawei Cloud without limits that bite.
type Options struct {
	OTC bool // Open Telekom Cloud: /v2 only, tokens only, no quota API

	AccessKey string // "SANDBOXACCESSKEY0001" when empty
	SecretKey string // "sandbox-secret-key" when empty
	Username  string // "sandbox" when empty
	Password  string // "sandbox-secret" when empty
	Domain    string // the account's name; "sandbox-account" when empty
	Project   string // the project's name, which is the region; "sandbox-1" when empty
	// TokenLife is how long a token is good: 24 h when zero.
	TokenLife time.Duration

	Now func() time.Time // time.Now when nil
	// ActiveAfter is how long what was written stays PENDING, and how long a task takes: 200 ms when zero; negative: nothing
	// is ever PENDING.
	ActiveAfter time.Duration
	// Each is how much longer every set or zone takes than the one written before it; zero: what is written together is ready together.
	Each     time.Duration
	Throttle Throttle // none when zero
	Quota    int      // record sets of the account, those that the system makes left out; 0: so large that it does not bite
	NoBatch  int      // 404 or 403: what the bulk calls answer, 403 with DNS.0037; 0: they work
	// Lacks names bulk calls as Calls does, such as "POST task": these are 404, as of a service that has not got them yet.
	Lacks []string

	// What no document tells of the tasks of zones.
	TaskExists Refusal // of a task beside one that is there: 409 DNS.0016 when zero
	NoTask     Refusal // of a look at a task that is not there: 404 DNS.0004 when zero
	BareItems  bool    // a task's failed items are named without the final dot
}

// Refusal is how a request is refused.
type Refusal struct {
	Status int
	Code   string
}

// largeQuota does not bite.
const largeQuota = 10_000_000

// Throttle is how many requests a user may send in a window. A window begins with the first request after the last one.
type Throttle struct {
	Requests int
	Per      time.Duration
	As403    bool // the service's 403 DNS.0014 in place of the gateway's 429 APIGW.0308
}

// DefaultThrottle is what has been seen in practice.
func DefaultThrottle() Throttle { return Throttle{Requests: 100, Per: time.Minute} }

func (o Options) withDefaults() Options {
	o.AccessKey = cmp.Or(o.AccessKey, "SANDBOXACCESSKEY0001")
	o.SecretKey = cmp.Or(o.SecretKey, "sandbox-secret-key")
	o.Username = cmp.Or(o.Username, "sandbox")
	o.Password = cmp.Or(o.Password, "sandbox-secret")
	o.Domain = cmp.Or(o.Domain, "sandbox-account")
	o.Project = cmp.Or(o.Project, "sandbox-1")
	o.TokenLife = cmp.Or(o.TokenLife, 24*time.Hour)
	o.ActiveAfter = max(0, cmp.Or(o.ActiveAfter, 200*time.Millisecond))
	o.Quota = cmp.Or(o.Quota, largeQuota)
	o.TaskExists = cmp.Or(o.TaskExists, Refusal{http.StatusConflict, "DNS.0016"})
	o.NoTask = cmp.Or(o.NoTask, Refusal{http.StatusNotFound, "DNS.0004"})
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
	tokens   map[string]time.Time // when each ends
	window   window
	failing  map[string]bool // names at which the next change goes wrong
	rejected string          // while a request is answered: the owner name that a fault refuses
	world
}

var _ simulator.Simulator = (*Server)(nil)

// New makes a Server without zones.
func New(o Options) *Server {
	s := &Server{o: o.withDefaults(), calls: map[string]int{}, tokens: map[string]time.Time{}, failing: map[string]bool{}, world: newWorld()}
	s.Front = simulator.NewFront(writes, s.serve)
	return s
}

// writes tells the requests that may change zones. A login is none.
func writes(r *http.Request, _ []byte) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && !isIAM(r.URL.Path)
}

// Can tells which faults the API can show. v2 writes one set at a time, so there is no half of it.
func (s *Server) Can(kind simulator.FaultKind) bool {
	return kind != simulator.HalfBatch || !s.o.OTC
}

// Settings gives the settings of the provider huawei for a Server at a base URL. A Server that throttles nobody needs no
// client that holds itself back.
func (s *Server) Settings(url string) []simulator.Setting {
	url = strings.TrimSuffix(url, "/")
	places := []simulator.Setting{{Key: "endpoint", Value: url}, {Key: "iam_endpoint", Value: url}}
	if s.o.Throttle.Requests == 0 {
		places = append(places, simulator.Setting{Key: "rate", Value: "{requests: 1000, per: 1s}"})
	}
	if s.o.OTC {
		return append([]simulator.Setting{
			{Key: "dialect", Value: "otc"}, {Key: "username", Value: s.o.Username}, {Key: "password", Value: s.o.Password},
			{Key: "domain", Value: s.o.Domain}, {Key: "project", Value: s.o.Project},
		}, places...)
	}
	return append([]simulator.Setting{
		{Key: "region", Value: s.o.Project}, {Key: "access_key", Value: s.o.AccessKey}, {Key: "secret_key", Value: s.o.SecretKey},
	}, places...)
}

// Calls gives how many requests have been heard, by verb and what they were for: "GET zones" (lists), "GET zone", "GET
// recordsets" (of one zone), "GET all recordsets" (of all zones), "POST recordset", "PUT recordset", "DELETE recordset"; the bulk
// calls are "PUT recordsets", "DELETE recordsets", "DELETE all recordsets", "POST lines", "POST task", "GET task", "DELETE task",
// "POST operation", "GET operation"; "POST token" are the logins, "GET projects" and "GET quotas" look-ups. Requests that were
// refused or throttled are counted too.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// Refused gives how many requests were over the limit, be it a fault or Options.Throttle.
func (s *Server) Refused() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.window.refused
}
