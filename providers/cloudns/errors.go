package cloudns

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

// The conditions that only the text of a refusal tells.
var (
	errDuplicate = errors.New("the record exists") // whatever its type, TTL and priority
	errNoRecord  = errors.New("no such record")
	errNotReady  = errors.New("the record is not ready")
	errUnchanged = errors.New("nothing to change")
	errNoZone    = errors.New("no such zone")
)

// retryPause is how long the vendor's client waits for a record to be ready.
const retryPause = 500 * time.Millisecond

const (
	zoneHint = "the zone is not there, or not this user's: apply for it in ClouDNS's console; new zones need a person's " +
		"approval there, so zonesync cannot create them"
	authHint  = "check passport and token"
	rightHint = "this user has no right to the zone or to the call"
	urlHint   = "check that url is the address of API v1.2"
)

// meaning is what a refusal means.
type meaning struct {
	kind, condition error
	hint            string
	pause           time.Duration
}

// byText are the conditions by a part of the message, in lower case; their numbers are not documented.
var byText = []struct {
	text string
	meaning
}{
	{"has existed", meaning{kind: providers.ErrConflict, condition: errDuplicate}},
	{"not found record", meaning{kind: providers.ErrConflict, condition: errNoRecord}},
	{"host not exists", meaning{kind: providers.ErrConflict, condition: errNoRecord}},
	{"record cannot delete when status is not 1", meaning{kind: providers.ErrTemporary, condition: errNotReady, pause: retryPause}},
	{"the record is in updating status", meaning{kind: providers.ErrTemporary, condition: errNotReady, pause: retryPause}},
	{"not modified", meaning{kind: providers.ErrConflict, condition: errUnchanged}},
	{"zone not exists", meaning{kind: providers.ErrNotFound, condition: errNoZone, hint: zoneHint}},
}

// byNumber are the numbers that say it all.
var byNumber = map[num]meaning{
	1:  {kind: providers.ErrProtocol, hint: urlHint},
	2:  {kind: providers.ErrProtocol, hint: urlHint},
	3:  {kind: providers.ErrAuth, hint: authHint},
	4:  {kind: providers.ErrInvalid},
	5:  {kind: providers.ErrInvalid},
	6:  {kind: providers.ErrAuth, hint: rightHint},
	11: {kind: providers.ErrAuth, hint: authHint},
	12: {kind: providers.ErrNotFound, hint: zoneHint},
}

func meaningOf(number num, message string) meaning {
	if m, ok := byNumber[number]; ok {
		return m
	}
	message = strings.ToLower(message)
	for _, m := range byText {
		if strings.Contains(message, m.text) {
			return m.meaning
		}
	}
	if number == 10 || number == 1000 { // the API does not know itself
		return meaning{kind: providers.ErrTemporary}
	}
	return meaning{kind: providers.ErrInvalid}
}

// refusal is what stands below the error of an answer with an errno.
type refusal struct {
	number    num
	condition error // nil where it is none of the above
}

func (r *refusal) Error() string { return fmt.Sprintf("errno %d", r.number) }
func (r *refusal) Unwrap() error { return r.condition }

// refused makes the error of an answer with an errno. These come with HTTP status 200.
func refused(op string, number num, message string) *providers.APIError {
	m := meaningOf(number, message)
	return &providers.APIError{
		Provider: "cloudns", Op: op, Code: fmt.Sprintf("errno %d", number), Message: message, Hint: m.hint,
		Kind: m.kind, RetryAfter: m.pause, Err: &refusal{number, m.condition},
	}
}

// nothingDone tells whether a failed call provably changed nothing: it never arrived whole, or it was refused before any
// record was looked at. What a bulk call has done that was refused for one of its records is not documented.
func nothingDone(err error) bool {
	var r *refusal
	if !errors.As(err, &r) {
		return httpapi.NotApplied(err)
	}
	_, atOnce := byNumber[r.number]
	return atOnce || errors.Is(r, errNoZone)
}

// answered tells whether the API has answered, so that what it did has ended.
func answered(err error) bool {
	var r *refusal
	return errors.As(err, &r) || httpapi.NotApplied(err)
}

// unfit makes the error of an answer that says success and cannot be believed.
func unfit(op, message string) *providers.APIError {
	return &providers.APIError{Provider: "cloudns", Op: op, Kind: providers.ErrProtocol, Message: message, Hint: urlHint}
}

// explainStatus takes care that a wrong address is not taken for a zone that does not exist: the API itself has errors with
// status 200 only.
func explainStatus(_ httpapi.Request, _ *httpapi.Response, e *providers.APIError) {
	if e.Status == http.StatusNotFound || e.Status == http.StatusGone || e.Status == http.StatusMethodNotAllowed {
		e.Kind, e.Hint = providers.ErrProtocol, urlHint
	}
}
