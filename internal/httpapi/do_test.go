package httpapi

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
)

var (
	read  = Request{Op: "read", Path: "/zones"}
	write = Request{Op: "write", Method: http.MethodPost, Path: "/zones", Body: map[string]string{"a": "<b>"}}
)

func TestARequestIsMadeAsAsked(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *Options) {
		o.UserAgent = "zonesync/1"
		o.Header = http.Header{"X-Api-Key": {"k"}}
		o.Sign = func(r *http.Request, body []byte) error {
			r.Header.Set("X-Signed", string(body))
			return nil
		}
	}, says(200, "{}"))
	r := write
	r.Path, r.Query, r.Header = "/zones/a%2Fb", url.Values{"q": {"x y"}}, http.Header{"If-Match": {"7"}}
	_, err := f.Do(t.Context(), r)
	require.NoError(t, err)
	got := f.server.asked[0]
	require.Equal(t, "https://api.example.org/v1/zones/a%2Fb?q=x+y", got.URL.String())
	require.Equal(t, `{"a":"<b>"}`, f.server.bodies[0])
	for field, want := range map[string]string{
		"User-Agent": "zonesync/1", "X-Api-Key": "k", "If-Match": "7", "X-Signed": `{"a":"<b>"}`,
		"Content-Type": "application/json", "Accept": "application/json",
	} {
		require.Equal(t, want, got.Header.Get(field), field)
	}
}

func TestBodiesOfEachKind(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, says(200, "{}"))
	for _, c := range []struct {
		body              any
		text, contentType string
	}{
		{nil, "", ""},
		{[]byte("raw"), "raw", "application/json"},
		{url.Values{"a": {"b c"}}, "a=b+c", "application/x-www-form-urlencoded"},
		{[]int{1}, "[1]", "application/json"},
	} {
		_, err := f.Do(t.Context(), Request{Op: "x", Method: "POST", Path: "/", Body: c.body})
		require.NoError(t, err)
		last := len(f.server.asked) - 1
		require.Equal(t, c.text, f.server.bodies[last])
		require.Equal(t, c.contentType, f.server.asked[last].Header.Get("Content-Type"))
	}
}

// TestWhatIsTriedAgain: reads where waiting helps; writes never.
func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	safe := write
	safe.Safe = true
	broken := errors.New("connection reset")
	for _, c := range []struct {
		name    string
		request Request
		first   func(*http.Request) (*http.Response, error)
		tries   int
	}{
		{"a read after 500", read, says(500, "x"), 2},
		{"a read after 429", read, says(429, "x"), 2},
		{"a read after 503 with Retry-After", read, says(503, "x", "Retry-After", "7"), 2},
		{"a read after a broken connection", read, breaks(broken), 2},
		{"a read whose body breaks off", read, breaksOff, 2},
		{"a POST that is safe", safe, says(502, "x"), 2},
		{"a read after 404", read, says(404, "x"), 1},
		{"a read after 401", read, says(401, "x"), 1},
		{"a read after 422", read, says(422, "x"), 1},
		{"a read after too long an answer", read, says(200, strings.Repeat("x", 200)), 1},
		{"a write after 500", write, says(500, "x"), 1},
		{"a write after 429", write, says(429, "x"), 1},
		{"a write after a broken connection", write, breaks(broken), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, func(o *Options) { o.MaxBody = 100 }, c.first, says(200, "{}"))
			_, err := f.Do(t.Context(), c.request)
			require.Len(t, f.server.asked, c.tries)
			require.Equal(t, c.tries == 2, err == nil, "%v", err)
			require.EqualValues(t, c.tries-1, f.Stats().Retries)
		})
	}
}

// breaksOff is an answer whose connection ends before its body does.
func breaksOff(r *http.Request) (*http.Response, error) {
	resp, err := says(200, "")(r)
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"a":`), brokenReader{}))
	return resp, err
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestTriesAndTimeAreBounded(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, says(500, "x"))
	_, err := f.Do(t.Context(), read)
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.Len(t, f.server.asked, DefaultTries)
	require.Len(t, f.clock.slept, DefaultTries-1)
	for i, d := range f.clock.slept {
		require.GreaterOrEqual(t, d, firstBackoff<<i/2)
		require.Less(t, d, firstBackoff<<i)
	}

	f = newFixture(t, func(o *Options) { o.Patience = time.Minute }, says(503, "x", "Retry-After", "90"))
	_, err = f.Do(t.Context(), read)
	require.Len(t, f.server.asked, 1, "the pause is longer than the patience")
	require.Equal(t, 90*time.Second, apiError(t, err).RetryAfter)
	_, err = f.Do(t.Context(), read)
	require.Len(t, f.server.asked, 1, "and nothing goes out while it lasts")
	require.Equal(t, "asked to pause for 1m30s", apiError(t, err).Message)
	require.True(t, NotApplied(err))
}

func TestEveryKindOfRetryAfterIsKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, field, value string }{
		{"seconds", "Retry-After", "30"},
		{"a date", "Retry-After", "Fri, 02 Jan 2026 03:04:35 GMT"},
		{"Rackspace's field", "Reply-After", "30"},
		{"Rackspace's form of a date", "Reply-After", "2026-01-02T03:04:35Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, nil, says(413, "over limit", c.field, c.value), says(200, "{}"))
			_, err := f.Do(t.Context(), read)
			require.NoError(t, err)
			require.Equal(t, 30*time.Second, f.clock.total())
		})
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		301: providers.ErrProtocol, 304: providers.ErrProtocol, 400: providers.ErrInvalid, 401: providers.ErrAuth,
		403: providers.ErrAuth, 404: providers.ErrNotFound, 408: providers.ErrTemporary, 409: providers.ErrConflict,
		412: providers.ErrConflict, 413: providers.ErrInvalid, 422: providers.ErrInvalid, 429: providers.ErrTemporary,
		500: providers.ErrTemporary, 503: providers.ErrTemporary,
	} {
		f := newFixture(t, nil, says(status, "words", "X-Request-Id", "r-1"))
		_, err := f.Do(t.Context(), write)
		require.ErrorIs(t, err, want, status)
		e := apiError(t, err)
		require.Equal(t, []any{"test", "write", status, "r-1"}, []any{e.Provider, e.Op, e.Status, e.RequestID})
	}
}

func TestWhatIsProvablyNotApplied(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		answer func(*http.Request) (*http.Response, error)
		want   bool
	}{
		{"400", says(400, ""), true},
		{"422", says(422, ""), true},
		{"409", says(409, ""), true},
		{"429", says(429, ""), true},
		{"503 that names a time", says(503, "", "Retry-After", "1"), true},
		{"503", says(503, ""), false},
		{"500", says(500, ""), false},
		{"502", says(502, ""), false},
		{"504", says(504, ""), false},
		{"408", says(408, ""), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := newFixture(t, nil, c.answer).Do(t.Context(), write)
			require.Equal(t, c.want, NotApplied(err), "%v", err)
		})
	}
	require.False(t, NotApplied(errors.New("anything")))
	require.False(t, NotApplied(nil))
}

// TestTheNetworkTellsWhetherAnythingWasSent uses real connections, because only they know.
func TestTheNetworkTellsWhetherAnythingWasSent(t *testing.T) {
	t.Parallel()
	cut := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	t.Cleanup(cut.Close)
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	gone, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, gone.Close())
	deaf := deafServer(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name, url string
		ctx       context.Context
		want      bool
	}{
		{"nobody listens", "http://" + gone.Addr().String(), t.Context(), true},
		{"the certificate is not trusted", secure.URL, t.Context(), true},
		{"the caller has gone", cut.URL, ended, true},
		{"the connection ends amid the request", deaf, t.Context(), true},
		{"the connection is cut", cut.URL, t.Context(), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, err := New(Options{Provider: "test", BaseURL: c.url})
			require.NoError(t, err)
			r := write
			if c.url == deaf {
				r.Body = make([]byte, 64<<20) // more than all buffers between
			}
			_, err = client.Do(c.ctx, r)
			require.ErrorIs(t, err, providers.ErrTemporary)
			require.Equal(t, c.want, NotApplied(err), "%v", err)
			require.NotContains(t, err.Error(), "http", "no URL in messages")
		})
	}
}

// deafServer takes the beginning of a request and hangs up.
func deafServer(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 10)) // the test looks at the client's side
			conn.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestATimeoutIsToldAndUnknown(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-release }))
	t.Cleanup(slow.Close)
	t.Cleanup(func() { close(release) })
	client, err := New(Options{Provider: "test", BaseURL: slow.URL, Timeout: 20 * time.Millisecond})
	require.NoError(t, err)
	_, err = client.Do(t.Context(), write)
	require.EqualError(t, err, "test: write: no answer in time")
	require.False(t, NotApplied(err))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var stolen http.Header
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { stolen = r.Header }))
	t.Cleanup(other.Close)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		case "/near":
			http.Redirect(w, r, "/here", http.StatusTemporaryRedirect)
		}
	}))
	t.Cleanup(api.Close)
	client, err := New(Options{Provider: "test", BaseURL: api.URL, Header: http.Header{"X-Api-Key": {"k"}}})
	require.NoError(t, err)
	_, err = client.Do(t.Context(), Request{Op: "read", Path: "/away"})
	require.ErrorIs(t, err, providers.ErrProtocol)
	require.Nil(t, stolen, "the credential stays at its host")
	_, err = client.Do(t.Context(), Request{Op: "read", Path: "/near"})
	require.NoError(t, err)
	_, err = client.Do(t.Context(), Request{Op: "write", Method: "POST", Path: "/near", Body: 1})
	require.ErrorIs(t, err, providers.ErrProtocol, "a write is not sent on")
}

func TestJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, says string }{
		{"nothing", "", "empty answer"},
		{"blanks", " \n", "empty answer"},
		{"null", "null\n", "null"},
		{"half", `{"a": [1, 2`, "unexpected end"},
		{"something behind", `{"a": 1} {}`, "after top-level value"},
		{"a web page", "<!doctype html>", "web page"},
		{"text", "OK", "invalid character"},
		{"another type", `[]`, "expected JSON: unexpected array"},
		{"another type of a field", `{"A": {"B": 1}}`, "answer is not the expected JSON: unexpected number in A.B"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			resp, err := newFixture(t, nil, says(200, c.body)).Do(t.Context(), read)
			require.NoError(t, err)
			var v struct{ A struct{ B string } }
			err = resp.JSON(&v)
			require.ErrorIs(t, err, providers.ErrProtocol)
			require.ErrorContains(t, err, c.says)
			require.False(t, NotApplied(err))
		})
	}
	resp, err := newFixture(t, nil, says(200, `{"a": 1}`)).Do(t.Context(), read)
	require.NoError(t, err)
	var v struct{ A int }
	require.NoError(t, resp.JSON(&v))
	require.Equal(t, 1, v.A)
}

func TestStats(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *Options) { o.Rate = limit.Settings{Requests: 1, Burst: 1} }, says(200, "four"))
	for _, r := range []Request{read, read, write} {
		_, err := f.Do(t.Context(), r)
		require.NoError(t, err)
	}
	require.Equal(t, Stats{Reads: 2, Writes: 1, BytesIn: 12, BytesOut: 11, Waited: 2 * time.Second}, f.Stats())
}

func TestClientsOfOneCredentialShareItsLimit(t *testing.T) {
	t.Parallel()
	var limits limit.Registry
	clock := newClock()
	for i, credential := range []string{"a", "a", "b"} {
		f := newFixture(t, func(o *Options) {
			o.Clock, o.Limits, o.Credential, o.Rate = clock, &limits, credential, limit.Settings{Requests: 1, Burst: 1}
		}, says(200, "{}"))
		_, err := f.Do(t.Context(), read)
		require.NoError(t, err)
		require.Equal(t, []time.Duration{0, time.Second, 0}[i], f.Stats().Waited)
	}
}

// TestAServerThatIsGoneMakesNoNoise reads again and again, as many zones do.
func TestAServerThatIsGoneMakesNoNoise(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, says(500, "x"))
	seen := func() int { return strings.Count(f.log.String(), `level=INFO msg="trying again"`) }
	for range 6 {
		_, err := f.Do(t.Context(), read)
		require.Error(t, err)
	}
	require.EqualValues(t, 18, f.Stats().Retries)
	require.Equal(t, 5, seen(), "the first and every fourth")
	require.Equal(t, 18, strings.Count(f.log.String(), "trying again"), "the others are for those who look for them")

	f.server.answers = []func(*http.Request) (*http.Response, error){says(200, "{}")}
	_, err := f.Do(t.Context(), read)
	require.NoError(t, err)
	f.server.answers = []func(*http.Request) (*http.Response, error){says(500, "x")}
	_, err = f.Do(t.Context(), read)
	require.Error(t, err)
	require.Equal(t, 6, seen(), "the next trouble is told at once")
}

func TestNothingIsTriedAgainForACallerThatHasGone(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	f := newFixture(t, nil, func(*http.Request) (*http.Response, error) {
		interrupt()
		return nil, context.Canceled
	})
	_, err := f.Do(ctx, read)
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, f.server.asked, 1)
	require.Zero(t, f.Stats().Retries)
	require.NotContains(t, f.log.String(), "trying again")
}

// TestAClassHasABucketOfItsOwn: what is counted apart does not hold up the rest, and gets another rate when that is known.
func TestAClassHasABucketOfItsOwn(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, says(200, "{}"))
	posts := write
	posts.Class = "POST"
	f.Limit("POST", limit.Settings{Requests: 6, Per: time.Minute, Burst: 1})
	for range 3 {
		_, err := f.Do(t.Context(), posts)
		require.NoError(t, err)
		_, err = f.Do(t.Context(), read)
		require.NoError(t, err)
	}
	require.Equal(t, 20*time.Second, f.clock.total())
	f.Limit("POST", limit.Settings{})
	_, err := f.Do(t.Context(), posts)
	require.NoError(t, err)
	require.Equal(t, 20*time.Second, f.clock.total())
}

// TestAScopeSharesItsBucketsOverHosts: an account's limit is one, whichever of its addresses is asked.
func TestAScopeSharesItsBucketsOverHosts(t *testing.T) {
	t.Parallel()
	for scope, same := range map[string]bool{"": false, "cloud": true} {
		var clients []*Client
		var limits limit.Registry
		for _, url := range []string{"https://a.example.net", "https://b.example.net"} {
			c, err := New(Options{BaseURL: url, Scope: scope, Credential: "key", Limits: &limits})
			require.NoError(t, err)
			c.Limit("POST", limit.Settings{})
			clients = append(clients, c)
		}
		for _, class := range []string{"", "POST"} {
			require.Equal(t, same, clients[0].bucketOf(class) == clients[1].bucketOf(class))
		}
	}
}
