package tonicdns

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// proxy stands before a simulator. It notes what comes, and answers by itself where it is told to.
type proxy struct {
	url string

	mu      sync.Mutex
	seen    []*http.Request
	answers map[string]answer // by method and path
}

type answer struct {
	status int
	body   string
}

func newProxy(t testing.TB, s site) *proxy {
	t.Helper()
	px := &proxy{answers: map[string]answer{}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ours := px.note(r)
		if !ours {
			s.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(a.status)
		_, _ = w.Write([]byte(a.body))
	}))
	t.Cleanup(srv.Close)
	px.url = srv.URL
	return px
}

func (px *proxy) note(r *http.Request) (answer, bool) {
	px.mu.Lock()
	defer px.mu.Unlock()
	px.seen = append(px.seen, r)
	a, ours := px.answers[r.Method+" "+r.URL.Path]
	return a, ours
}

// says makes a call be answered so from now on.
func (px *proxy) says(call string, status int, body string) {
	px.mu.Lock()
	defer px.mu.Unlock()
	px.answers[call] = answer{status, body}
}

// calls gives what has come so far.
func (px *proxy) calls() (out []string) {
	px.mu.Lock()
	defer px.mu.Unlock()
	for _, r := range px.seen {
		out = append(out, r.Method+" "+r.URL.RequestURI())
	}
	return out
}

// tokens gives those that have come.
func (px *proxy) tokens() (out []string) {
	px.mu.Lock()
	defer px.mu.Unlock()
	for _, r := range px.seen {
		if token := r.Header.Get(tokenHeader); token != "" {
			out = append(out, token)
		}
	}
	return out
}
