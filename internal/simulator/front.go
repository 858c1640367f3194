package simulator

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// maxBody bounds a request's body.
const maxBody = 64 << 20

// Front stands before a simulated API: it counts requests and carries out the faults that are the same everywhere, cut
// connections and slow answers. The others are for the API to Take. Embed it.
type Front struct {
	Faults
	api   func(w http.ResponseWriter, r *http.Request, body []byte)
	write func(r *http.Request, body []byte) bool

	mu            sync.Mutex
	reads, writes int
	onWrite       func()
}

// NewFront makes one. write tells the requests that may change state; api answers all, each with its body read already.
func NewFront(write func(r *http.Request, body []byte) bool, api func(w http.ResponseWriter, r *http.Request, body []byte)) *Front {
	return &Front{api: api, write: write, onWrite: func() {}}
}

// OnWrite makes fn be called after every write, before its answer goes out.
func (f *Front) OnWrite(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.onWrite = fn
}

// Requests gives how many requests have come, whatever became of them.
func (f *Front) Requests() (reads, writes int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.reads, f.writes
}

// count notes a request and gives what is to be called after it.
func (f *Front) count(write bool) (after func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !write {
		f.reads++
		return func() {}
	}
	f.writes++
	return f.onWrite
}

// ServeHTTP answers a request.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	write := f.write(r, body)
	after := f.count(write)
	if slow, ok := f.Take(Slow); ok && !linger(r, slow.Delay) {
		return // the client has gone, and nothing is done
	}
	if write && f.struck(CutBefore) {
		panic(http.ErrAbortHandler)
	}
	answer := recorder{header: http.Header{}, status: http.StatusOK}
	f.api(&answer, r, body)
	after()
	if write && f.struck(CutAfter) {
		panic(http.ErrAbortHandler)
	}
	answer.send(w)
}

func (f *Front) struck(kind FaultKind) bool {
	_, ok := f.Take(kind)
	return ok
}

// linger waits, and tells whether the client has too.
func linger(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// recorder keeps an answer until it is known whether it is to be sent.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) send(w http.ResponseWriter) {
	for k, v := range r.header {
		w.Header()[k] = v
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes()) // a client that has gone needs no answer
}
