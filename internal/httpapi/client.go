// Package httpapi is the one HTTP client that all providers share: request limits per credential, bounded retries of
// reads, errors by what the caller does next, answers that are never mistaken for empty data, and dumps without secrets.
// It knows no provider: what an API's errors mean is told by the provider's Explain.
package httpapi

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
)

// The defaults of Options.
const (
	DefaultTimeout  = 30 * time.Second
	DefaultPatience = 2 * time.Minute
	DefaultTries    = 4
	DefaultMaxBody  = 64 << 20
)

// Options make a Client. Only Provider and BaseURL are needed.
type Options struct {
	Provider string // the kind, for errors
	BaseURL  string // scheme, host and path prefix; no user, query or fragment
	// Credential is what the API counts requests by. With Scope, or else the URL's host, it names the bucket in Limits.
	Credential string
	Scope      string // what the API counts requests in, where that is more than one host
	Limits     *limit.Registry
	Rate       limit.Settings

	Timeout  time.Duration // of one request, its answer's body included
	Patience time.Duration // for all tries of a read together, and for a pause that the API asks for
	Tries    int           // of a read
	MaxBody  int64         // octets of an answer

	UserAgent string
	CAFile    string            // PEM certificates to trust instead of the system's
	TLS       *tls.Config       // instead of CAFile
	Transport http.RoundTripper // instead of a new one; CAFile and TLS are then not used
	Header    http.Header       // of every request
	// Sign prepares every try of a request: a token, a signature over the body.
	Sign func(req *http.Request, body []byte) error
	// AddressHint is the cure of an answer that does not come from the API: which settings have its address.
	AddressHint string
	// Explain puts the API's own words, code and kind into the error of an answer that is not a success.
	Explain func(Request, *Response, *providers.APIError)

	Secrets []string // struck out of dumps and messages, as are the usual header fields
	Log     *slog.Logger
	Clock   limit.Clock
}

// Client speaks to one API with one credential. It may be used from many goroutines.
type Client struct {
	o      Options
	base   *url.URL
	http   *http.Client
	bucket *limit.Bucket
	class  sync.Map // of the buckets of Limit, by class
	redact redactor
	stats  counters
	vain   atomic.Int64 // retries since the last success
}

// New makes a client. It does no network I/O.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.BaseURL)
	if err != nil {
		return nil, err
	}
	o.AddressHint = cmp.Or(o.AddressHint, "check that url is the address of the API itself, and what stands between")
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Patience = cmp.Or(o.Patience, DefaultPatience)
	o.Tries = cmp.Or(o.Tries, DefaultTries)
	o.MaxBody = cmp.Or(o.MaxBody, DefaultMaxBody)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = limit.System{}
	}
	if o.Transport == nil {
		if o.Transport, err = newTransport(o.CAFile, o.TLS); err != nil {
			return nil, err
		}
	}
	c := &Client{o: o, base: base, bucket: o.Limits.Bucket(cmp.Or(o.Scope, base.Host), o.Credential, o.Rate)}
	c.http = &http.Client{Transport: o.Transport, CheckRedirect: sameHost}
	c.redact.add(o.Secrets...)
	return c, nil
}

// Settings gives the size of a bucket that the settings common to all providers ask for.
func Settings(c providers.Common) limit.Settings {
	return limit.Settings{
		Requests: c.Rate.Requests, Per: time.Duration(c.Rate.Per), Burst: c.Rate.Burst, Parallel: c.Concurrency,
	}
}

// Limit gives the requests of a class a bucket of their own, which everybody with this credential shares; those of a class
// without one take from the common bucket. Where the class has one already, it gets these settings' rate from now on.
func (c *Client) Limit(class string, s limit.Settings) {
	bucket := c.o.Limits.Bucket(cmp.Or(c.o.Scope, c.base.Host), c.o.Credential+"\x00"+class, s)
	if had, ok := c.class.LoadOrStore(class, bucket); ok {
		bucket = had.(*limit.Bucket)
	}
	bucket.Resize(c.o.Clock.Now(), s)
}

func (c *Client) bucketOf(class string) *limit.Bucket {
	if b, ok := c.class.Load(class); ok {
		return b.(*limit.Bucket)
	}
	return c.bucket
}

// AddSecret strikes a value that was learned later, such as a token, out of all that follows.
func (c *Client) AddSecret(s string) { c.redact.add(s) }

// IsBase tells whether a client can be made for a URL, or a request sent below it.
func IsBase(s string) bool {
	_, err := parseBase(s)
	return err == nil
}

// parseBase never shows the URL: it may hold a password.
func parseBase(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case s == "":
		return nil, errors.New("url: is missing")
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return nil, errors.New("url: must be like https://host:port")
	case u.User != nil:
		return nil, errors.New("url: must not hold a user or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("url: must not hold a query or fragment")
	}
	return u, nil
}

// sameHost follows reads within one scheme, host and port. A write is never sent on: its method would change, and the
// credential must not travel.
func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0]
	same := req.URL.Scheme == first.URL.Scheme && req.URL.Host == first.URL.Host
	if !same || len(via) > 3 || !isRead(first.Method) {
		return http.ErrUseLastResponse
	}
	return nil
}

func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// url gives the address of a request. Path is escaped already and stays as it is.
func (c *Client) url(r Request) (string, error) {
	if r.URL != "" {
		u, err := parseBase(r.URL)
		if err != nil {
			return "", err
		}
		return withQuery(u.String(), r.Query), nil
	}
	if r.Path != "" && !strings.HasPrefix(r.Path, "/") {
		return "", fmt.Errorf("path %q: does not start with a slash", r.Path)
	}
	return withQuery(strings.TrimSuffix(c.base.String(), "/")+r.Path, r.Query), nil
}

func withQuery(u string, q url.Values) string {
	if len(q) == 0 {
		return u
	}
	return u + "?" + q.Encode()
}
