package httpapi

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
)

// notSent marks the cause of a request that did not leave, or not whole.
type notSent struct{ error }

func (e notSent) Unwrap() error { return e.error }

// NotApplied tells whether a failed write provably changed nothing: it was never sent whole, or it was refused. Everything else
// (a lost answer, a time-out, a server's fault) is unknown, and the caller must read again.
func NotApplied(err error) bool {
	var unsent notSent
	if errors.As(err, &unsent) {
		return true
	}
	var e *providers.APIError
	if !errors.As(err, &e) {
		return false
	}
	switch {
	case e.Status == http.StatusRequestTimeout: // a proxy may say it after passing the request on
		return false
	case e.Status == http.StatusServiceUnavailable:
		return e.RetryAfter > 0
	}
	return e.Status >= 400 && e.Status < 500
}

// brokeOff tells whether an error is that of sending.
func brokeOff(err error) bool {
	for err != nil {
		if op, ok := err.(*net.OpError); ok && op.Op == "write" {
			return true
		}
		err = errors.Unwrap(err)
	}
	return false
}

// failure makes the error of a request without an answer.
func (c *Client) failure(r Request, err error) *providers.APIError {
	e := &providers.APIError{Provider: c.o.Provider, Op: r.Op, Kind: providers.ErrTemporary, Err: plain(err)}
	e.Message = c.redact.strike(e.Err.Error())
	var paused *limit.PausedError
	if errors.As(err, &paused) {
		e.RetryAfter = paused.For
	}
	return e
}

// plain takes the URL out of a network error, and says what a time-out was.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return timeout{err}
	}
	return err
}

type timeout struct{ error }

func (timeout) Error() string   { return "no answer in time" }
func (t timeout) Unwrap() error { return t.error }

// refusal makes the error of an answer that is not a success. Secrets are struck out before anything is cut, so that no half
// of one remains.
func (c *Client) refusal(r Request, resp *Response) *providers.APIError {
	e := &providers.APIError{
		Provider: c.o.Provider, Op: r.Op, Status: resp.Status, RequestID: requestID(resp.Header),
		Message:    snippet([]byte(c.redact.strike(string(resp.Body)))),
		RetryAfter: retryAfter(resp.Header, c.o.Clock.Now()),
	}
	e.Kind = kindOf(resp.Status, e.RetryAfter)
	switch {
	case resp.Status < 400:
		e.Message = "redirects to " + target(resp.Header) + ", which is not followed"
		e.Hint = c.o.AddressHint
	case c.o.Explain != nil:
		c.o.Explain(r, resp, e)
	}
	e.Message, e.Hint = OneLine(c.redact.strike(e.Message)), c.redact.strike(e.Hint)
	return e
}

// target gives where a redirection leads, without what may be secret in it.
func target(h http.Header) string {
	u, err := url.Parse(h.Get("Location"))
	if err != nil || u.Host == "" {
		return "elsewhere"
	}
	return snippet([]byte(u.Scheme + "://" + u.Host + u.EscapedPath()))
}

func kindOf(status int, retryAfter time.Duration) error {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return providers.ErrAuth
	case http.StatusNotFound, http.StatusGone:
		return providers.ErrNotFound
	case http.StatusConflict, http.StatusPreconditionFailed:
		return providers.ErrConflict
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return providers.ErrTemporary
	}
	switch {
	case status < 400:
		return providers.ErrProtocol
	case status < 500 && retryAfter == 0: // with one, it is a limit (Rackspace says 413)
		return providers.ErrInvalid
	}
	return providers.ErrTemporary
}

// throttled tells whether an answer refuses the rate of requests.
func throttled(e *providers.APIError) bool {
	return e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable || e.RetryAfter > 0
}

// retryAfter reads Retry-After (RFC 9110 §10.2.3: seconds or a date) and Rackspace's Reply-After, a time as in RFC 3339.
func retryAfter(h http.Header, now time.Time) time.Duration {
	for _, field := range []string{"Retry-After", "Reply-After"} {
		v := strings.TrimSpace(h.Get(field))
		if s, err := strconv.ParseUint(v, 10, 31); err == nil {
			return time.Duration(s) * time.Second
		}
		for _, parse := range []func(string) (time.Time, error){http.ParseTime, parseStamp} {
			if t, err := parse(v); err == nil {
				return max(t.Sub(now), 0)
			}
		}
	}
	return 0
}

func parseStamp(s string) (time.Time, error) { return time.Parse(time.RFC3339, s) }
