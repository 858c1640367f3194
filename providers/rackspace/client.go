package rackspace

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	// readTries is how often a read is made whose answer is empty, which happens.
	readTries = 3
	// minPause is for refusals of the rate that name no time, or one that is over.
	minPause = time.Second

	loginHint = "check username and api_key (or password); accounts of the UK log in at https://lon.identity.api.rackspacecloud.com (identity_url)"
	roleHint  = "the user may lack a role: dnsaas:admin writes, dnsaas:creator cannot delete, dnsaas:observer only reads"
	urlHint   = "check identity_url and endpoint, and what stands between"
	limitHint = "ask Rackspace to raise the limit of the account, or leave records out"
)

// errAccountLimit is the kind of a refusal that no smaller request gets around.
var errAccountLimit = errors.New("over the account's limit")

// read makes a read and decodes its answer.
func (p *Provider) read(ctx context.Context, r httpapi.Request, v any) error {
	r.Class = cmp.Or(r.Class, http.MethodGet)
	for try := 1; ; try++ {
		resp, err := p.do(ctx, r)
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(resp.Body)) > 0 || try == readTries {
			return resp.JSON(v)
		}
	}
}

// explain reads the service's words and says what likely helps.
func explain(r httpapi.Request, resp *httpapi.Response, e *providers.APIError) {
	f, ok := parseFault(resp.Body)
	if ok {
		e.Message = f.text()
	}
	switch {
	case e.Status == http.StatusRequestEntityTooLarge:
		explainTooLarge(f, resp, e)
	case r.Class == classLogin && e.Kind == providers.ErrAuth:
		e.Hint = loginHint
	case r.Class == classLogin && e.Kind != providers.ErrTemporary:
		e.Kind, e.Hint = providers.ErrProtocol, urlHint
	case e.Kind == providers.ErrAuth && isWrite(r.Method):
		e.Hint = roleHint
	case e.Kind == providers.ErrAuth:
		e.Hint = "the user may lack a role, or the account is another one: check account"
	case !ok && e.Status >= 400 && e.Status < 500:
		e.Kind, e.Hint = providers.ErrProtocol, urlHint
	case e.Kind == providers.ErrNotFound && isWrite(r.Method):
		e.Kind = providers.ErrConflict // it was there when it was read
	}
}

func isWrite(method string) bool { return method != "" && method != http.MethodGet }

// explainTooLarge tells the meanings of 413 apart: a rate, an absolute limit, too many records in one request.
func explainTooLarge(f fault, resp *httpapi.Response, e *providers.APIError) {
	switch {
	case resp.Header.Get("Reply-After") != "" || resp.Header.Get("Retry-After") != "" || f.OverLimit != nil:
		if e.RetryAfter == 0 && f.OverLimit != nil {
			e.RetryAfter = f.OverLimit.again()
		}
		e.Kind, e.RetryAfter = providers.ErrTemporary, max(e.RetryAfter, minPause)
	case absolute(f):
		e.Kind, e.Hint = errAccountLimit, limitHint
	default:
		e.Kind, e.Hint = providers.ErrInvalid, "the request was too large for the service, which is a fault of zonesync: please report it"
	}
}

// again gives how long a fault of the rate limits asks to wait: seconds, or a time as in RFC 3339. 0 where it names none.
func (f fault) again() time.Duration {
	text := fmt.Sprint(f.RetryAfter)
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 && seconds < 1e6 { // an overflow is none
		return time.Duration(seconds * float64(time.Second))
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0
	}
	return time.Until(at)
}

func absolute(f fault) bool { return strings.Contains(f.Details, "has been reached") }

// parseFault reads a fault. That of the rate limits, and those of the identity service, are wrapped in their name.
func parseFault(body []byte) (f fault, ok bool) {
	if json.Unmarshal(body, &f) != nil {
		return fault{}, false
	}
	if f.text() != "" {
		return f, true
	}
	var named map[string]fault
	if json.Unmarshal(body, &named) != nil {
		return fault{}, false
	}
	for name, inner := range named {
		if inner.text() == "" {
			continue
		}
		if name == "overLimit" {
			inner.OverLimit = &inner
		}
		return inner, true
	}
	return fault{}, false
}

// text gives all the words of a fault in one line.
func (f fault) text() string {
	var parts []string
	for _, s := range append([]string{f.Message, f.Details}, f.Validation.Messages...) {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			parts = append(parts, s)
		}
	}
	for _, one := range f.Failed.Faults {
		parts = append(parts, one.text())
	}
	return httpapi.OneLine(strings.Join(parts, ": "))
}

// unfit makes the error of an answer that says success and cannot be believed.
func unfit(op, message string) *providers.APIError {
	return &providers.APIError{Provider: kindName, Op: op, Kind: providers.ErrProtocol, Message: message, Hint: urlHint}
}
