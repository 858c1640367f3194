package designate

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/zonesync/zonesync/internal/gate"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// client is what both APIs share: the session, its limits, and the settings.
type client struct {
	http   *httpapi.Client
	access access
	log    *slog.Logger
	email  string // of new zones
	// poll is the first pause between two looks at work of the service, patience the bound on all of them.
	poll, patience time.Duration
	parallel       int // writes in flight

	entry   gate.Gate                  // of whoever logs in; for what is below
	session *gophercloud.ServiceClient // nil before a login
	no      error                      // that of the last login, where it was refused
	again   time.Time                  // when a refused one may be tried again
}

// call is one request. Only op and url or path are always there.
type call struct {
	op     string
	method string   // GET when empty
	path   []string // below the endpoint: {"v2", "zones"}; ids are put in as they are, they are UUIDs
	url    string   // instead of path
	body   any      // goes out as JSON; a string as it is, with its type in header
	header map[string]string
	out    any   // takes the answer; nil: it is not looked at
	ok     []int // statuses of success instead of the usual
}

// success are the statuses that either API, in any of its releases, says for success.
var success = []int{http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent}

// do makes a call. One that is refused because the token has ended had no effect, so it is made again, once, after a login. (The
// library does so, too, and has all who wait for the login fail when the first of them is stopped.)
func (c *client) do(ctx context.Context, r call) error {
	for again := false; ; again = true {
		s, err := c.service(ctx)
		if err != nil {
			return err
		}
		resp, err := s.Request(context.WithValue(ctx, opKey{}, r.op), r.verb(), r.address(s), r.options())
		if again || !c.access.renews || !gophercloud.ResponseCodeIs(err, http.StatusUnauthorized) {
			return c.answer(r, resp, err)
		}
		if err := c.drop(ctx, s); err != nil {
			return err
		}
	}
}

// answer reads what a call gives. An error of the service is a *providers.APIError.
func (c *client) answer(r call, resp *http.Response, err error) error {
	if err != nil {
		return c.told(r.op, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body) // of memory: the transport has read it
	if err != nil || r.out == nil {
		return err
	}
	return c.http.Answer(r.op, resp.StatusCode, resp.Header, body).JSON(r.out)
}

func (r call) options() *gophercloud.RequestOpts {
	o := &gophercloud.RequestOpts{OkCodes: r.ok, MoreHeaders: r.header, KeepResponseBody: true}
	if o.OkCodes == nil {
		o.OkCodes = success
	}
	if text, ok := r.body.(string); ok {
		o.RawBody = strings.NewReader(text)
	} else {
		o.JSONBody = r.body
	}
	return o
}

func (r call) address(s *gophercloud.ServiceClient) string {
	if r.url != "" {
		return r.url
	}
	return s.Endpoint + strings.Join(r.path, "/")
}

func (r call) verb() string {
	if r.method == "" {
		return http.MethodGet
	}
	return r.method
}

// opLogin is what a login does, for people.
const opLogin = "log in"

// opKey is the key of what a request does, in its context.
type opKey struct{}

// httpClient gives the library our transport: its limits, its retries of reads, its dumps.
func (c *client) httpClient() http.Client {
	return http.Client{
		Transport:     c.http.RoundTripper(describe),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func describe(req *http.Request) httpapi.Request {
	op, ok := req.Context().Value(opKey{}).(string)
	if strings.HasSuffix(req.URL.Path, "/tokens") {
		return httpapi.Request{Op: opLogin, Safe: true, Private: true}
	}
	if !ok { // a look at the identity service's versions
		op = opLogin
	}
	return httpapi.Request{Op: op}
}

// told makes one of our errors of what the library says.
func (c *client) told(op string, err error) error {
	var ours *providers.APIError
	var status gophercloud.ErrUnexpectedResponseCode
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &status):
		return c.http.Refusal(op, status.Actual, status.ResponseHeader, status.Body)
	}
	e := &providers.APIError{Provider: kindName, Op: op, Kind: providers.ErrProtocol, Message: err.Error(), Err: err}
	var gone gophercloud.ErrEndpointNotFound
	var gonePointer *gophercloud.ErrEndpointNotFound
	if errors.As(err, &gone) || errors.As(err, &gonePointer) {
		e.Message = "the catalog has no DNS service for this project"
		e.Hint = "check region, or set endpoint"
	}
	return e
}

// versions is the service's version document, in the form of today's services and in that of old ones.
type versions struct {
	Versions json.RawMessage `json:"versions"`
}

type version struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// best gives the API to use: v2 where it is there.
func (v versions) best() string {
	var list []version
	var old struct {
		Values []version `json:"values"`
	}
	if json.Unmarshal(v.Versions, &list) != nil && json.Unmarshal(v.Versions, &old) == nil {
		list = old.Values
	}
	best := apiV2
	for _, version := range list {
		switch {
		case strings.HasPrefix(version.ID, apiV2):
			return apiV2
		case strings.HasPrefix(version.ID, apiV1):
			best = apiV1
		}
	}
	return best
}
