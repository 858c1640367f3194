// Package cloudnssim simulates the API of the cloudns that YY (Duowan) runs, a hosted DNS with separate answers for the
// lines of China Telecom and China Unicom. It follows the vendor's "cloudns API" manual v1.2 (November 2013) and the
// vendor's clients, whose behaviour stands where the manual is silent. It answers no DNS queries.
package cloudnssim

import (
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

const (
	defaultDelay  = 1500 * time.Millisecond // the manual: a record becomes active after one or two seconds
	defaultMaxTXT = 255
)

// Options shape a Server. The zero value is what the sandbox serves. The switches stand for what no document tells.
type Options struct {
	Passport string           // "sandbox" when empty
	Token    string           // "sandbox-secret" when empty
	Now      func() time.Time // time.Now when nil
	// ActivateAfter is how long a record stays in status 0 (pending active) and in status 2 (pending removal). 0 means
	// 1.5 s; negative: the next request finds it done.
	ActivateAfter time.Duration

	ShowRemoved      bool // rec_load_all and rec_load_size show records in status 2
	RemovedBlocks    bool // a record in status 2 is still in the way of its like
	EditGoesPending  bool // an edited record passes through status 0
	NeverActive      bool // a record in status 0 stays so
	PendingFails     bool // a record in status 0 ends in status 3, in nobody's way
	PendingVanishes  bool // a record in status 0 ends as none
	BulkKeepsEarlier bool // a bulk write that fails has done the entries before the one at fault
	MaxBulk          int  // most entries in a bulk write; 0: no limit
	MaxTXT           int  // longest TXT in octets; 0 means 255, negative: no limit
	OldNames         bool // v1.1's names of fields, rid and z for id and zname, and its path too
	StringNumbers    bool // integers come as strings
}

func (o Options) withDefaults() Options {
	if o.Passport == "" {
		o.Passport = "sandbox"
	}
	if o.Token == "" {
		o.Token = "sandbox-secret"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ActivateAfter == 0 {
		o.ActivateAfter = defaultDelay
	}
	if o.MaxTXT == 0 {
		o.MaxTXT = defaultMaxTXT
	}
	return o
}

// Server is the simulated API with one user's account. It implements simulator.Simulator.
type Server struct {
	*simulator.Front
	o Options

	mu    sync.Mutex
	calls map[string]int
	world
}

var _ simulator.Simulator = (*Server)(nil)

// New makes a Server without zones.
func New(o Options) *Server {
	s := &Server{o: o.withDefaults(), calls: map[string]int{}, world: newWorld()}
	s.Front = simulator.NewFront(writes, s.serve)
	return s
}

// Can tells which faults the API can show. It has no means to tell a conflict.
func (s *Server) Can(kind simulator.FaultKind) bool { return kind != simulator.Conflict }

// Settings gives the settings of the provider cloudns for a Server at a base URL.
func (s *Server) Settings(url string) []simulator.Setting {
	return []simulator.Setting{
		{Key: "url", Value: strings.TrimSuffix(url, "/") + path},
		{Key: "passport", Value: s.o.Passport},
		{Key: "token", Value: s.o.Token},
	}
}

// Calls gives how many requests have come for each action, whatever the answer. Requests that were cut off before they
// were heard are left out.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}
