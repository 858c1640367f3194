// Package rackspacesim simulates Rackspace Cloud DNS v1.0 and as much of Rackspace Identity v2.0 as one needs to reach it,
// both on one server. It follows the vendor's documents (rackerlabs/docs-cloud-dns, api-docs/v1, and the pages "Records
// operations" and "Limits" of docs.rackspace.com); where these are silent, the behaviour that pyrax, libcloud, octoDNS and
// lego rely on. It speaks JSON only, and answers no DNS queries.
package rackspacesim

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// Options shape a Server. The zero value is what the sandbox serves.
type Options struct {
	Username string // "sandbox" when empty
	APIKey   string // "sandbox-secret" when empty
	Password string // "sandbox-password" when empty
	Account  string // the tenant; "123456" when empty

	Now func() time.Time // time.Now when nil
	// JobDelay is how long a job runs: 200 ms when zero; negative: the answer to a write is that of a finished job.
	JobDelay   time.Duration
	Rates      Rates         // the zero value is the table of the documents
	MaxDomains int           // 500 when zero
	MaxRecords int           // in one domain; 500 when zero
	TokenLife  time.Duration // 24 h when zero

	PriorityOptional  bool // MX and SRV need no priority, as the documents have it; pyrax and libcloud always send one
	OtherFailedItems  bool // failedItems say "Domain ID: …; Record ID: …" instead of "The record with ID … was not found."
	NumericDomainIDs  bool // ids of domains are JSON numbers, as before 1.0.35
	RetryAfterSeconds bool // over the rate limit there is Retry-After in seconds instead of Reply-After as a time
	RetryAfterInBody  bool // over the rate limit only the body says when to come back
	HTTPCallback      bool // callbackUrl has the scheme http and a query already
	Initialized       bool // jobs are INITIALIZED for the first half of their delay
	RefuseAtOnce      bool // what simulator.Rejected refuses is told at once as validationErrors, not by the job
	SearchDataFails   bool // a search for records by data is answered by 503
}

func (o Options) withDefaults() Options {
	o.Username = or(o.Username, "sandbox")
	o.APIKey = or(o.APIKey, "sandbox-secret")
	o.Password = or(o.Password, "sandbox-password")
	o.Account = or(o.Account, "123456")
	o.JobDelay = or(o.JobDelay, 200*time.Millisecond)
	o.MaxDomains = or(o.MaxDomains, 500)
	o.MaxRecords = or(o.MaxRecords, 500)
	o.TokenLife = or(o.TokenLife, 24*time.Hour)
	o.Rates = o.Rates.withDefaults()
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// or gives a value, or another for the zero value.
func or[T comparable](v, otherwise T) T {
	if v == *new(T) {
		return otherwise
	}
	return v
}

// Server is the simulated API with one account. It implements simulator.Simulator.
type Server struct {
	*simulator.Front
	o Options

	mu      sync.Mutex
	calls   map[string]int
	tokens  map[string]time.Time // when they expire
	windows map[string]window
	armed   switches
	world
}

// switches are the faults that only this API has.
type switches struct{ emptyBody, stick, dnsFault, unavailable bool }

var _ simulator.Simulator = (*Server)(nil)

// New makes a Server without domains.
func New(o Options) *Server {
	s := &Server{
		o: o.withDefaults(), calls: map[string]int{}, tokens: map[string]time.Time{}, windows: map[string]window{}, world: newWorld(),
	}
	s.Front = simulator.NewFront(writes, s.serve)
	return s
}

// writes tells the requests that may change domains. An export is a job, but a GET.
func writes(r *http.Request, _ []byte) bool {
	return strings.HasPrefix(r.URL.Path, root) && r.Method != http.MethodGet && r.Method != http.MethodHead
}

// Can tells which faults the API can show: all of them.
func (s *Server) Can(simulator.FaultKind) bool { return true }

// Settings gives the settings of the provider rackspace for a Server at a base URL. Where the DNS is says the catalog.
func (s *Server) Settings(url string) []simulator.Setting {
	return []simulator.Setting{
		{Key: "username", Value: s.o.Username},
		{Key: "api_key", Value: s.o.APIKey},
		{Key: "identity_url", Value: url},
		{Key: "email", Value: "hostmaster@example.org"},
	}
}

// Calls gives how many requests have been heard, by verb and path below the account, with * for an id: "GET domains" (lists
// and look-ups by name), "GET domains/*", "POST domains/*/records", "GET status/*" (polls); "POST tokens" are the logins.
// Those that were refused or throttled are counted too.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}
