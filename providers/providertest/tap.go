package providertest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"sync"
)

// Asked is a request as a server got it.
type Asked struct{ Method, Path, Query, Body string }

// Tap stands before a server, keeps what it is asked, and answers in its place where a test wants that.
type Tap struct {
	http.Handler
	mu     sync.Mutex
	seen   []Asked
	answer func(w http.ResponseWriter, r *http.Request) (done bool)
}

// ServeHTTP reads a request's body whole, and gives it on.
func (p *Tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what was cut off is for the server to find
	r.Body = io.NopCloser(bytes.NewReader(body))
	p.mu.Lock()
	p.seen = append(p.seen, Asked{r.Method, r.URL.Path, r.URL.RawQuery, string(body)})
	answer := p.answer
	p.mu.Unlock()
	if answer == nil || !answer(w, r) {
		p.Handler.ServeHTTP(w, r)
	}
}

// Says sets what is called with every request from now on, and answers it where it says that it has done so; nil: nothing.
func (p *Tap) Says(answer func(w http.ResponseWriter, r *http.Request) (done bool)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

// Take gives what was asked with the methods, or with any where none is named, and forgets everything.
func (p *Tap) Take(methods ...string) []Asked {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := slices.DeleteFunc(p.seen, func(a Asked) bool { return len(methods) > 0 && !slices.Contains(methods, a.Method) })
	p.seen = nil
	return out
}

// Last gives what was asked last.
func (p *Tap) Last() Asked {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[len(p.seen)-1]
}
