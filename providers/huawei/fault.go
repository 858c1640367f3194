package huawei

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	keyHint   = "check access_key and secret_key: the key pair may be another one, disabled or deleted"
	loginHint = "check username, password, domain (the account's name) and project"
	rightHint = "the user needs rights to DNS in this project, such as DNS FullAccess, and to read only DNS ReadOnlyAccess"
	urlHint   = "check endpoint, iam_endpoint and dialect, and what stands between"
	quotaHint = "ask for a higher quota of record sets in the console, or leave records out"

	// maxSkew is how far a clock may be off before a signature is refused for it.
	maxSkew = 5 * time.Minute
)

// errQuota is the kind of a refusal that no smaller request gets around.
var errQuota = errors.New("over the account's quota")

// kinds are those of the service's codes, as far as the status does not say as much.
var kinds = map[string]error{
	"DNS.0000": providers.ErrTemporary, "DNS.0001": providers.ErrTemporary, "DNS.0003": providers.ErrTemporary, // busy
	"DNS.0021": providers.ErrTemporary, // somebody else holds a lock
	"DNS.0209": providers.ErrTemporary, // the zone is still at work
	"DNS.0314": providers.ErrTemporary, // the set is still at work
	"DNS.0005": providers.ErrAuth,
	"DNS.0016": providers.ErrConflict, "DNS.0312": providers.ErrConflict, // it is there already
	"DNS.0208": providers.ErrConflict,                                    // the zone is there already
	"DNS.0004": providers.ErrNotFound, "DNS.0313": providers.ErrNotFound, // no such set
	"DNS.0301": providers.ErrNotFound, "DNS.0302": providers.ErrNotFound, // no such zone
	"DNS.0210": providers.ErrInvalid, "DNS.0211": providers.ErrInvalid,
	"DNS.0213": providers.ErrInvalid,                                                                     // the zone is disabled
	"DNS.0317": providers.ErrInvalid, "DNS.0318": providers.ErrInvalid, "DNS.0324": providers.ErrInvalid, // made by the service
}

// hints are cures of what the codes say.
var hints = map[string]string{
	"DNS.0210": "the name is reserved, or another account has it",
	"DNS.0211": "the name is reserved, or another account has it",
	"DNS.0213": "enable the zone in the console",
}

// explain reads the words of the service, of the gateway before it or of the identity service, and says what likely helps.
func (c credentials) explain(r httpapi.Request, resp *httpapi.Response, e *providers.APIError) {
	var f faultDoc
	_ = json.Unmarshal(resp.Body, &f) // what is not ours in it does not matter
	if code, message := f.text(); code != "" || message != "" {
		e.Code, e.Message = code, message
	}
	e.RequestID = cmp.Or(e.RequestID, f.RequestID)
	kind, known := kinds[e.Code]
	if known {
		e.Kind, e.Hint = kind, hints[e.Code]
	}
	switch {
	case throttled(resp, e):
		e.Kind, e.RetryAfter = providers.ErrTemporary, max(e.RetryAfter, c.pace.refused(c.now()))
	case e.Status == http.StatusUnauthorized || strings.HasPrefix(e.Code, "APIGW.03"):
		e.Kind, e.Hint = providers.ErrAuth, c.authHint(resp.Header)
	case isQuota(e):
		e.Kind, e.Hint = errQuota, quotaHint
	case e.Status == http.StatusRequestEntityTooLarge: // whoever says it, and be it a web page
		e.Kind, e.Hint = providers.ErrInvalid, ""
	case e.Kind == providers.ErrAuth:
		e.Hint = rightHint
	case e.Kind == providers.ErrNotFound && !known, e.Status < http.StatusInternalServerError && !json.Valid(resp.Body):
		e.Kind, e.Hint = providers.ErrProtocol, urlHint
	case r.Class == classLogin && e.Kind != providers.ErrTemporary:
		e.Kind, e.Hint = providers.ErrAuth, c.authHint(resp.Header)
	case e.Kind == providers.ErrNotFound && known && isWrite(r.Method):
		e.Kind = providers.ErrConflict // it was there when it was read
	}
}

// text gives code and message of any of the three shapes.
func (f faultDoc) text() (code, message string) {
	return cmp.Or(f.Code, f.ErrorCode), cmp.Or(f.Message, f.ErrorMessage, f.Error.Message)
}

// throttled tells a refusal of the rate, in each of its forms.
func throttled(resp *httpapi.Response, e *providers.APIError) bool {
	return e.Status == http.StatusTooManyRequests || overRate(e.Code, string(resp.Body))
}

func overRate(code, text string) bool {
	return code == "APIGW.0308" || code == "DNS.0014" || strings.Contains(text, "over ratelimit")
}

// isQuota goes by the words, as no document has the code. Codes that say something else are about a record, which the words
// then name, and which may have the word in its name.
func isQuota(e *providers.APIError) bool {
	_, known := kinds[e.Code]
	other := known || strings.HasPrefix(e.Code, codeSet)
	return !other && e.Status >= 400 && e.Status < 500 && quotaWord.MatchString(e.Message)
}

// codeSet is how the codes begin that are about a zone or a set.
const codeSet = "DNS.03"

// quotaWord is the word by itself, not a label of a name.
var quotaWord = regexp.MustCompile(`(?i)(^|[^-.\w])quotas?(\.?$|\.\s|[^-.\w])`)

// authHint says what may be wrong with a login. The service refuses signatures whose time is not its own.
func (c credentials) authHint(h http.Header) string {
	if !c.signs() {
		return loginHint
	}
	date, err := http.ParseTime(h.Get("Date"))
	if off := c.now().Sub(date).Round(time.Second); err == nil && off.Abs() > maxSkew {
		return fmt.Sprintf("the clock of this machine is %s off that of the service, which refuses signatures for it: set it right", off.Abs())
	}
	return keyHint
}

func isWrite(method string) bool { return method != "" && method != http.MethodGet }

// unfit makes the error of an answer that cannot be worked with.
func unfit(op, message string) error {
	return &providers.APIError{Provider: kindName, Op: op, Status: http.StatusOK, Kind: providers.ErrProtocol, Message: message, Hint: urlHint}
}

func codeOf(err error) string {
	var e *providers.APIError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
