package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
)

const (
	firstBackoff = 200 * time.Millisecond
	maxBackoff   = 10 * time.Second
)

// Do carries a request out and gives its answer when that is a success (2xx). Every error is a *providers.APIError.
// Reads are tried again while that may help, within Tries and Patience; writes are sent once.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	resp, failed := c.do(ctx, r)
	if failed != nil {
		return nil, failed
	}
	return resp, nil
}

// do gives the answer also where that is a refusal.
func (c *Client) do(ctx context.Context, r Request) (*Response, *providers.APIError) {
	body, contentType, err := r.encode()
	if err != nil {
		return nil, c.failure(r, notSent{err})
	}
	end := c.o.Clock.Now().Add(c.o.Patience)
	for try := 1; ; try++ {
		resp, failed := c.once(ctx, r, payload{body, contentType}, end)
		if failed == nil {
			c.vain.Store(0)
			return resp, nil
		}
		wait := backoff(try)
		left := end.Sub(c.o.Clock.Now())
		if !r.read() || failed.Kind != providers.ErrTemporary || try >= c.o.Tries || max(wait, failed.RetryAfter) > left || ctx.Err() != nil {
			return resp, failed
		}
		c.o.Log.Log(ctx, c.retryLevel(), "trying again", "op", r.Op, "try", try+1, "in", wait, "error", failed.Error())
		c.stats.retries.Add(1)
		if c.o.Clock.Sleep(ctx, wait) != nil {
			return resp, failed
		}
	}
}

// retryLevel lets the first retry be seen, and every fourth until something succeeds: a server that is gone makes very many.
func (c *Client) retryLevel() slog.Level {
	if c.vain.Add(1)%4 == 1 {
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

// backoff gives the wait after the nth try: doubling, and half of it chance, so that many clients spread.
func backoff(try int) time.Duration {
	d := min(firstBackoff<<(try-1), maxBackoff)
	return d/2 + rand.N(d/2)
}

type payload struct {
	body        []byte
	contentType string
}

// once takes a token and sends the request. The answer is there also where it is a refusal.
func (c *Client) once(ctx context.Context, r Request, p payload, end time.Time) (*Response, *providers.APIError) {
	use := limit.Write
	if r.read() {
		use = limit.Read
	}
	start := c.o.Clock.Now()
	bucket := c.bucketOf(r.Class)
	done, err := bucket.Take(ctx, c.o.Clock, use, end.Sub(start))
	c.stats.waited.Add(int64(c.o.Clock.Now().Sub(start)))
	if err != nil {
		return nil, c.failure(r, notSent{err})
	}
	defer done()
	c.stats.count(use, len(p.body))
	resp, err := c.roundTrip(ctx, r, p)
	if err != nil {
		c.dumpError(ctx, r, err)
		var unfit *providers.APIError
		if errors.As(err, &unfit) {
			return nil, unfit
		}
		return nil, c.failure(r, err)
	}
	c.stats.bytesIn.Add(int64(len(resp.Body)))
	if resp.Status >= 200 && resp.Status < 300 {
		return resp, nil
	}
	e := c.refusal(r, resp)
	if throttled(e) {
		bucket.SlowDown(c.o.Clock.Now(), e.RetryAfter)
	}
	return resp, e
}

// roundTrip is one request and its answer. An error before a connection was there is notSent, and so is one that kept a
// part of the request from leaving: nobody can act on it.
func (c *Client) roundTrip(ctx context.Context, r Request, p payload) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := c.newRequest(ctx, r, p)
	if err != nil {
		return nil, notSent{err}
	}
	c.dumpRequest(r, req, p.body)
	res, err := c.http.Do(req)
	switch {
	case err != nil && (!connected.Load() || brokeOff(err)):
		return nil, notSent{plain(err)}
	case err != nil:
		return nil, err
	}
	defer res.Body.Close()
	resp := &Response{Status: res.StatusCode, Header: res.Header, provider: c.o.Provider, op: r.Op, addressHint: c.o.AddressHint}
	resp.Body, err = readBody(res, c.o.MaxBody)
	c.dumpResponse(ctx, r, resp)
	if errors.Is(err, errTooLong) {
		return nil, resp.Unfit(err.Error(), err)
	}
	return resp, err
}

func (c *Client) newRequest(ctx context.Context, r Request, p payload) (*http.Request, error) {
	u, err := c.url(r)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, r.method(), u, bytes.NewReader(p.body))
	if err != nil {
		return nil, errors.New("url or method unfit")
	}
	req.Header.Set("Accept", "application/json")
	if p.contentType != "" {
		req.Header.Set("Content-Type", p.contentType)
	}
	if c.o.UserAgent != "" {
		req.Header.Set("User-Agent", c.o.UserAgent)
	}
	maps.Copy(req.Header, c.o.Header)
	maps.Copy(req.Header, r.Header)
	if c.o.Sign != nil {
		err = c.o.Sign(req, p.body)
	}
	return req, err
}

var errTooLong = errors.New("answer is too long")

// readBody reads all of a body that is at most limit octets. A body that is cut short is an error.
func readBody(res *http.Response, limit int64) ([]byte, error) {
	if res.ContentLength > limit {
		return nil, fmt.Errorf("%w: %d octets, and the limit is %d", errTooLong, res.ContentLength, limit)
	}
	buf := bytes.NewBuffer(make([]byte, 0, max(res.ContentLength, 0)+bytes.MinRead))
	_, err := buf.ReadFrom(io.LimitReader(res.Body, limit+1))
	if err == nil && int64(buf.Len()) > limit {
		return nil, fmt.Errorf("%w: over %d octets", errTooLong, limit)
	}
	return buf.Bytes(), err
}
