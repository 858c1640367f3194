package powerdns

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// maxAnswer bounds what a server can make us hold: a zone of five million records has about 700 MB.
const maxAnswer = 1 << 30

func newClient(s *settings, key string, env providers.Env) (*httpapi.Client, error) {
	return httpapi.New(httpapi.Options{
		Provider: "powerdns", BaseURL: s.URL, Credential: key, Limits: env.Limits, Rate: limits(s.Common),
		Timeout: timeout(s.Common), MaxBody: maxAnswer, UserAgent: "zonesync/" + env.Version,
		Header: http.Header{"X-Api-Key": {key}}, Explain: explain, Secrets: []string{key}, Log: env.Log,
	})
}

// limits has no rate by default, as PowerDNS counts no requests. Without a setting only one write is in flight, because
// servers on SQLite answer parallel ones with 500, "database is locked" (4.7.3).
func limits(c providers.Common) limit.Settings {
	s := httpapi.Settings(c)
	if s.Parallel == 0 {
		s.Parallel, s.Writes = defaultReads, 1
	}
	return s
}

func (p *Provider) path(origin string) string { return p.zones + "/" + zoneID(origin) }

// zoneID is a zone's name as the API's paths have it: all but letters, digits, dots and hyphens as =XX.
func zoneID(origin string) string {
	if origin == "." {
		return "=2E"
	}
	var b strings.Builder
	for _, c := range []byte(origin) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '-':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

func (p *Provider) list(ctx context.Context) ([]providers.Ref, error) {
	resp, err := p.api.Do(ctx, httpapi.Request{Op: "list zones", Path: p.zones, Query: url.Values{"dnssec": {"false"}}})
	if err != nil {
		return nil, err
	}
	var docs []zoneDoc
	if err := resp.JSON(&docs); err != nil {
		return nil, err
	}
	refs := make([]providers.Ref, len(docs))
	for i, d := range docs {
		name, err := zone.Name(d.Name)
		if err != nil || d.Name == "" {
			return nil, resp.Unfit(fmt.Sprintf("zone %d of the list has no name", i+1), err)
		}
		refs[i] = providers.Ref{ID: d.ID, Origin: name}
	}
	return refs, nil
}

func (p *Provider) read(ctx context.Context, origin string) (zoneDoc, error) {
	var doc zoneDoc
	resp, err := p.api.Do(ctx, httpapi.Request{Op: "read zone " + origin, Path: p.path(origin)})
	if err != nil {
		return doc, err
	}
	if err := resp.JSON(&doc); err != nil {
		return doc, err
	}
	name, err := zone.Name(doc.Name)
	switch {
	case err != nil || name != origin:
		return doc, resp.Unfit(fmt.Sprintf("answer is about zone %q", doc.Name), err)
	case doc.RRsets == nil:
		return doc, resp.Unfit("answer has no rrsets", nil)
	}
	doc.unfit = resp.Unfit
	return doc, nil
}

func (p *Provider) write(ctx context.Context, origin string, w payload) error {
	r := httpapi.Request{Op: "patch zone " + origin, Method: http.MethodPatch, Path: p.path(origin), Body: w.body}
	if w.create {
		r.Op, r.Method, r.Path = "create zone "+origin, http.MethodPost, p.zones
		r.Query = url.Values{"rrsets": {"false"}} // or the answer repeats the zone
	}
	_, err := p.api.Do(ctx, r)
	return tooLong(err, len(w.body))
}

// tooLong knows a body over webserver-max-bodysize also where the server hangs up before its 400 can be read. The limit
// counts in MB, so that a shorter body means something else.
func tooLong(err error, size int) error {
	var e *providers.APIError
	if errors.As(err, &e) && e.Status == 0 && size > 1<<20 && httpapi.NotApplied(err) && hungUp(err) {
		e.Kind, e.Message, e.Hint = providers.ErrInvalid, fmt.Sprintf("the server hangs up before the body's %d bytes are sent", size), bodyHint
	}
	return err
}

func hungUp(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
}

const bodyHint = "the body may be too long for the server: lower max_body, or raise the server's webserver-max-bodysize (in MB)"

// errorDoc is the JSON shape of an error. The other shape is plain text.
type errorDoc struct {
	Error  string   `json:"error"`
	Errors []string `json:"errors"`
}

// explain reads both shapes of error and says what likely helps.
func explain(r httpapi.Request, resp *httpapi.Response, e *providers.APIError) {
	var doc errorDoc
	if json.Unmarshal(resp.Body, &doc) == nil && doc.Error != "" {
		e.Message = strings.Join(append([]string{doc.Error}, doc.Errors...), "; ")
	}
	text := strings.TrimSpace(string(resp.Body))
	reading := r.Method == ""
	switch {
	case e.Status == http.StatusUnauthorized:
		e.Hint = "api_key must equal the server's api-key setting"
	case e.Status == http.StatusForbidden:
		e.Hint = "the server's webserver-allow-from must have this machine's address"
	case e.Status == http.StatusBadRequest && text == "Bad Request" && !reading:
		e.Message = fmt.Sprintf("Bad Request (the body has %d bytes)", len(r.Body.([]byte)))
		e.Hint = bodyHint
	case e.Status == http.StatusNotFound && strings.HasPrefix(text, "<"):
		e.Kind = providers.ErrProtocol
		e.Hint = "that is not PowerDNS's API: check url"
	case e.Status == http.StatusNotFound, strings.HasPrefix(doc.Error, "Could not find domain"): // 422 before 4.4
		e.Kind = providers.ErrNotFound
		e.Hint = "the zone does not exist there: create_zone: true in the zone's settings makes it (or server is wrong)"
	case e.Status == http.StatusInternalServerError:
		e.Hint = "the reason is in the server's log"
	}
}

func timeout(c providers.Common) time.Duration {
	return cmp.Or(time.Duration(c.Timeout), defaultTimeout)
}
