package tonicdns

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/httpapi/limit"
	"github.com/zonesync/zonesync/providers"
)

// maxAnswer bounds what a server can make us hold: a zone of five million records has about 600 MB.
const maxAnswer = 1 << 30

func newClient(s *settings, password string, env providers.Env) (*httpapi.Client, error) {
	return httpapi.New(httpapi.Options{
		Provider: kindName, BaseURL: s.URL, Credential: s.Username, Limits: env.Limits, Rate: limits(s.Common),
		Timeout: cmp.Or(time.Duration(s.Timeout), defaultTimeout), MaxBody: maxAnswer, UserAgent: "zonesync/" + env.Version,
		Explain: explain, Secrets: []string{password}, Log: env.Log,
	})
}

// limits has no rate by default: the server counts no requests.
func limits(c providers.Common) limit.Settings {
	s := httpapi.Settings(c)
	s.Parallel = cmp.Or(s.Parallel, defaultParallel)
	return s
}

// The codes that are told apart.
const (
	codeExpired        = "AUTHENTICATION_FAILED"
	codeBadCredentials = "AUTH_INVALID_CREDENTIALS"
	codeBadRecords     = "ZONE_INVALID_RECORDS"
	codeNoZone         = "ZONE_NOT_FOUND"
	codeSlave          = "ZONE_IS_SLAVE"
	codeInsertFailed   = "RECORD_INSERT_FAILED"
	codeDeleteFailed   = "RECORD_DELETE_FAILED"
)

// explain reads the server's words and says what likely helps.
func explain(_ httpapi.Request, resp *httpapi.Response, e *providers.APIError) {
	var doc errorDoc
	if json.Unmarshal(resp.Body, &doc) == nil && doc.Error != "" {
		e.Message, e.Code = doc.Error, doc.Detail.codes()
	}
	empty := strings.TrimSpace(string(resp.Body)) == "[]"
	switch {
	case e.Status == http.StatusNotFound && (empty || e.Code == codeNoZone):
		e.Message = "no such zone, or a zone without records, which the API cannot reach"
		e.Hint = "create_zone: true in the zone's settings makes a new one; one that is there without records must be given one in the database"
	case e.Status == http.StatusNotFound, e.Status == http.StatusMethodNotAllowed:
		e.Kind, e.Hint = providers.ErrProtocol, "that is not TonicDNS's API: check url"
	case e.Code == codeInsertFailed:
		e.Kind, e.Hint = providers.ErrInvalid, "the database does not take the record: the reason is in the server's log"
	case e.Code == codeDeleteFailed: // every deletion ends so, whatever else is sent
		e.Kind = providers.ErrProtocol
		e.Hint = "see the server's log; on PHP 8.1 and later its database layer must give numbers as strings (PDO::ATTR_STRINGIFY_FETCHES)"
	default:
		e.Hint = hint(e)
	}
}

func hint(e *providers.APIError) string {
	switch {
	case e.Code == codeBadCredentials:
		return "check username and password"
	case e.Status == http.StatusUnauthorized && e.Code != "", e.Code == codeExpired:
		return "the token is refused right after a login: a proxy may keep back the field " + tokenHeader + ", or the server's token life is too short"
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return "that is not TonicDNS's refusal: check url, and what stands between"
	case e.Code == codeSlave:
		return slaveHint
	case e.Status == http.StatusRequestEntityTooLarge:
		return "the web server before TonicDNS caps a request's body: raise that"
	case e.Status == http.StatusInternalServerError:
		return "the reason is in the server's log"
	}
	return ""
}

// codes gives all codes, each once.
func (d details) codes() string {
	var all []string
	for _, one := range d {
		for _, c := range one.Code {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return strings.Join(all, ", ")
}

// refuse makes the error of what is refused before any request.
func refuse(op, origin, message, hint string) *providers.APIError {
	return &providers.APIError{
		Provider: kindName, Op: fmt.Sprintf("%s zone %s", op, origin), Kind: providers.ErrInvalid, Message: message, Hint: hint,
	}
}
