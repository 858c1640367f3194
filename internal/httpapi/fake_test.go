package httpapi

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// fakeClock moves only when somebody sleeps.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *fakeClock { return &fakeClock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *fakeClock) total() (sum time.Duration) {
	for _, d := range c.slept {
		sum += d
	}
	return sum
}

// server answers from a list, the last one again and again, and keeps what it was asked.
type server struct {
	answers []func(*http.Request) (*http.Response, error)
	asked   []*http.Request
	bodies  []string
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	s.asked, s.bodies = append(s.asked, r), append(s.bodies, string(body))
	return s.answers[min(len(s.asked), len(s.answers))-1](r)
}

// says is an answer; header comes as pairs.
func says(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		h := http.Header{}
		for i := 0; i < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{
			StatusCode: status, Header: h, Request: r, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// breaks is a connection that ends in the middle.
func breaks(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

type fixture struct {
	*Client
	server *server
	clock  *fakeClock
	log    *bytes.Buffer
}

func newFixture(t *testing.T, change func(*Options), answers ...func(*http.Request) (*http.Response, error)) fixture {
	t.Helper()
	f := fixture{server: &server{answers: answers}, clock: newClock(), log: &bytes.Buffer{}}
	o := Options{
		Provider: "test", BaseURL: "https://api.example.org/v1", Transport: f.server, Clock: f.clock,
		Log: slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&o)
	}
	var err error
	f.Client, err = New(o)
	require.NoError(t, err)
	return f
}

// apiError gives the error as the type that every failure must have.
func apiError(t *testing.T, err error) *providers.APIError {
	t.Helper()
	e, ok := err.(*providers.APIError)
	require.True(t, ok, "%T: %v", err, err)
	return e
}
