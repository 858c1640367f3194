package powerdns

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/testserver"
)

// proxy stands before a real server and does what networks, proxies and servers in trouble do.
type proxy struct {
	*httptest.Server
	backend testserver.Server

	mu       sync.Mutex
	requests int
	faults   map[simulator.FaultKind]simulator.Fault
	answers  []answer // given instead of the server's, one each
}

// answer is a made-up one.
type answer struct {
	status int
	header http.Header
	body   string
}

func newProxy(t testing.TB, options ...string) *proxy {
	p := &proxy{backend: testserver.PowerDNS(t, options...), faults: map[simulator.FaultKind]simulator.Fault{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

// arm readies a fault. PowerDNS has no conflicts in PATCH and stops nowhere half way.
func (p *proxy) arm(f simulator.Fault) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch f.Kind {
	case simulator.Conflict, simulator.HalfBatch:
		return false
	case simulator.Disarm:
		clear(p.faults)
	default:
		p.faults[f.Kind] = f
	}
	return true
}

func (p *proxy) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.requests
}

// answer queues an answer to be given instead of the server's.
func (p *proxy) answer(status int, body string, header ...string) {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = append(p.answers, answer{status, h, body})
}

// take counts a request and gives what is to happen to it.
func (p *proxy) take(write bool, body string) (is map[simulator.FaultKind]simulator.Fault, made *answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests++
	if len(p.answers) > 0 {
		a := p.answers[0]
		p.answers = p.answers[1:]
		return nil, &a
	}
	is = map[simulator.FaultKind]simulator.Fault{}
	for kind, f := range p.faults {
		switch kind {
		case simulator.CutBefore, simulator.CutAfter:
			if !write {
				continue
			}
			delete(p.faults, kind)
		case simulator.Truncated:
			delete(p.faults, kind)
		case simulator.Rejected:
			if !strings.Contains(body, `"name":"`+f.Name+`"`) {
				continue
			}
		case simulator.Throttled:
			if f.Count--; f.Count == 0 {
				delete(p.faults, kind)
			} else {
				p.faults[kind] = f
			}
		}
		is[kind] = f
	}
	return is, nil
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	is, made := p.take(r.Method != http.MethodGet, string(body))
	has := func(k simulator.FaultKind) bool { _, ok := is[k]; return ok }
	switch {
	case made != nil:
		reply(w, *made)
	case has(simulator.CutBefore):
		panic(http.ErrAbortHandler)
	case has(simulator.Throttled):
		reply(w, answer{http.StatusTooManyRequests, http.Header{"Retry-After": {"1"}}, "slow down"})
	case has(simulator.Denied):
		reply(w, answer{http.StatusUnauthorized, nil, "Unauthorized"})
	case has(simulator.Rejected):
		reply(w, answer{422, nil, `{"error": "RRset ` + is[simulator.Rejected].Name + ` IN A: refused"}`})
	default:
		if has(simulator.Slow) {
			select {
			case <-time.After(is[simulator.Slow].Delay):
			case <-r.Context().Done():
			}
		}
		got := p.forward(r, body)
		if has(simulator.CutAfter) {
			panic(http.ErrAbortHandler)
		}
		if has(simulator.Truncated) {
			got.body = got.body[:len(got.body)/2]
		}
		reply(w, got)
	}
}

func reply(w http.ResponseWriter, a answer) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body) // a client that has gone needs no answer
}

// forward asks the server behind. It must not end with the client, or a cut would undo the write.
func (p *proxy) forward(r *http.Request, body []byte) answer {
	req, err := http.NewRequest(r.Method, p.backend.URL+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return answer{http.StatusBadGateway, nil, err.Error()}
	}
	req.Header = r.Header.Clone()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{http.StatusBadGateway, nil, err.Error()}
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{http.StatusBadGateway, nil, err.Error()}
	}
	return answer{resp.StatusCode, http.Header{"Content-Type": resp.Header["Content-Type"]}, string(got)}
}

// open gives the provider behind the proxy.
func (p *proxy) open(t testing.TB, change ...func(*settings)) *Provider {
	t.Helper()
	return openAt(t, p.URL, p.backend.Key, change...)
}

func TestProxyPassesOn(t *testing.T) {
	t.Parallel()
	px := newProxy(t)
	newLiveZone(t, px.open(t), "www 60 A 192.0.2.1\n")
	require.Equal(t, 3, px.count(), "a look, a write, a look")
}
