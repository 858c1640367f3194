package httpapi

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/zonesync/zonesync/providers"
)

// RoundTripper lends a client's limits, retries, bounds and dumps to a library that speaks HTTP by itself. describe says of a
// request what its method and address do not: Op, Class, Safe, Private. An answer is given back whatever its status;
// an error is a *providers.APIError, as Do's is.
func (c *Client) RoundTripper(describe func(*http.Request) Request) http.RoundTripper {
	return &roundTripper{c, describe}
}

type roundTripper struct {
	client   *Client
	describe func(*http.Request) Request
}

// RoundTrip carries a request out.
func (t *roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	r := t.describe(req)
	address := url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host, Path: req.URL.Path, RawPath: req.URL.RawPath}
	r.Method, r.URL, r.Query, r.Header = req.Method, address.String(), req.URL.Query(), req.Header
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close() // it has been read
		if err != nil {
			return nil, t.client.failure(r, notSent{err})
		}
		r.Body = body
	}
	resp, failed := t.client.do(req.Context(), r)
	if resp == nil {
		return nil, failed
	}
	return &http.Response{
		Status: strconv.Itoa(resp.Status) + " " + http.StatusText(resp.Status), StatusCode: resp.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: resp.Header, Body: io.NopCloser(bytes.NewReader(resp.Body)), ContentLength: int64(len(resp.Body)), Request: req,
	}, nil
}

// Refusal makes the error of an answer that a library took for a failure, as Do would have made it.
func (c *Client) Refusal(op string, status int, header http.Header, body []byte) *providers.APIError {
	return c.refusal(Request{Op: op}, c.Answer(op, status, header, body))
}

// Answer makes a Response of what a library has read.
func (c *Client) Answer(op string, status int, header http.Header, body []byte) *Response {
	return &Response{Status: status, Header: header, Body: body, provider: c.o.Provider, op: op, addressHint: c.o.AddressHint}
}
