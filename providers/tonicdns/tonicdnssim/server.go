// Package tonicdnssim is a stateful stand-in for TonicDNS, a REST front end over a PowerDNS SQL database. It behaves as
// the program does on MySQL, which is not always as its pages say (TonicDNS wiki: ZoneResource, RecordResource,
// AuthenticationResource). It leaves out templates, reverse DNS short cuts (/arpa) and XML.
package tonicdnssim

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// The credentials and the life of a token where Options has none.
const (
	DefaultUsername  = "sandbox"
	DefaultPassword  = "sandbox-secret"
	DefaultTokenLife = time.Minute
)

// Options are the server's settings. The zero value is what the sandbox serves.
type Options struct {
	Username, Password string           // DefaultUsername and DefaultPassword when empty
	Now                func() time.Time // time.Now when nil
	TokenLife          time.Duration    // since a token's last use; DefaultTokenLife when zero
	// Numbers makes answers hold JSON numbers, as PHP 8.1 and later give them, instead of strings.
	Numbers bool
	// NoDeletes makes every deletion fail, as it does on PHP 8.1 and later without string fetches.
	NoDeletes bool
	// Width is that of the database's column for contents, 4096 when zero. Older databases of PowerDNS have 255.
	Width int
}

// Server is the simulator.
type Server struct {
	*simulator.Front
	o     Options
	token string // the one that the user has at every login

	mu         sync.Mutex
	table      *table
	validUntil time.Time // of the token
	spent      time.Duration
	empty      bool // armed by EmptyBody
	fail       bool // armed by FailCommit
}

// New makes a server without zones.
func New(o Options) *Server {
	o.Username = cmp.Or(o.Username, DefaultUsername)
	o.Password = cmp.Or(o.Password, DefaultPassword)
	o.TokenLife = cmp.Or(o.TokenLife, DefaultTokenLife)
	o.Width = cmp.Or(o.Width, maxContent)
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{o: o, token: tokenOf(o.Username, o.Password), table: newTable()}
	s.Front = simulator.NewFront(isWrite, s.serve)
	return s
}

// Can tells which faults there are: the API does a batch whole or not at all, and never notices another writer.
func (*Server) Can(kind simulator.FaultKind) bool {
	return kind != simulator.HalfBatch && kind != simulator.Conflict
}

// Settings gives a provider's settings for the server at url.
func (s *Server) Settings(url string) []simulator.Setting {
	return []simulator.Setting{{Key: "url", Value: url}, {Key: "username", Value: s.o.Username}, {Key: "password", Value: s.o.Password}}
}

// isWrite tells the requests that may change zones.
func isWrite(r *http.Request, _ []byte) bool {
	changes := slices.Contains([]string{http.MethodPut, http.MethodPost, http.MethodDelete}, r.Method)
	p := parsePath(r.URL.EscapedPath())
	return changes && p.resource == "zone"
}

// fold gives what stands for all that the database finds equal: it compares without case and trailing blanks.
func fold(s string) string { return strings.ToLower(strings.TrimRight(s, " ")) }

var _ simulator.Simulator = (*Server)(nil)
