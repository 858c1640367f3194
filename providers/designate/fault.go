package designate

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

const (
	loginHint = "check username, password, project and their domains (or the application credential)"
	roleHint  = "the user may lack a role in the project, or the project is another one"
	urlHint   = "check endpoint and region, and what stands between"
	setHint   = "the project's quota of values in one set is smaller: ask the cloud's operator to raise it, or leave values out"
	ownHint   = "the service has made the record itself, as for a floating IP: ignore it in the zone's settings"
	quotaHint = "ask the cloud's operator to raise the project's quota, or leave records out"
)

// errQuota is the kind of a refusal that no smaller request gets around.
var errQuota = errors.New("over the project's quota")

// fault is the body of a refusal, in both APIs.
type fault struct {
	Code      int             `json:"code"`
	Type      string          `json:"type"`
	Message   string          `json:"message"`
	Errors    json.RawMessage `json:"errors"`
	RequestID string          `json:"request_id"`
}

// detail is what is wrong with a part of a document.
type detail struct {
	Path    json.RawMessage `json:"path"` // an array of names and indexes, or one name
	Message string          `json:"message"`
}

// identityWords reads the body of a refusal by Keystone, or by the part of it that stands before the service.
func identityWords(body []byte) string {
	var f struct {
		Error struct{ Message, Title string } `json:"error"`
	}
	if json.Unmarshal(body, &f) != nil {
		return ""
	}
	return cmp.Or(f.Error.Message, f.Error.Title)
}

// details gives them in v1's form, a list, or in v2's, where it is nested once.
func (f fault) details() []detail {
	var list []detail
	if json.Unmarshal(f.Errors, &list) == nil {
		return list
	}
	var nested struct {
		Errors []detail `json:"errors"`
	}
	if json.Unmarshal(f.Errors, &nested) == nil {
		return nested.Errors
	}
	return nil
}

// text gives a refusal in the service's own words.
func (f fault) text() string {
	var parts []string
	if f.Message != "" {
		parts = append(parts, f.Message)
	}
	for _, d := range f.details() {
		if path := d.path(); path != "" {
			parts = append(parts, fmt.Sprintf("%s: %s", path, d.Message))
		} else if d.Message != "" {
			parts = append(parts, d.Message)
		}
	}
	return strings.Join(parts, "; ")
}

func (d detail) path() string {
	var steps []any
	if json.Unmarshal(d.Path, &steps) != nil {
		var name string
		if json.Unmarshal(d.Path, &name) != nil {
			return ""
		}
		return name
	}
	var names []string
	for _, s := range steps {
		names = append(names, fmt.Sprint(s))
	}
	return strings.Join(names, ".")
}

// gone are the types of refusal that say a thing is not there. Every other 404 is a path that nobody serves, or is of
// somebody between, and says nothing about zones and records.
var gone = []string{"zone_not_found", "domain_not_found", "recordset_not_found", "record_not_found", "zone_import_not_found"}

// explain reads the service's words and says what likely helps.
func explain(r httpapi.Request, resp *httpapi.Response, e *providers.APIError) {
	var f fault
	ours := json.Unmarshal(resp.Body, &f) == nil && f.Code != 0
	if ours {
		e.Code, e.Message = f.Type, f.text()
		if f.RequestID != "" {
			e.RequestID = f.RequestID
		}
	} else {
		e.Message = cmp.Or(identityWords(resp.Body), e.Message)
	}
	login := r.Op == opLogin
	switch {
	case f.Type == "over_quota" && strings.Contains(f.Message, "recordset_records") && !strings.Contains(f.Message, "zone_record"):
		e.Kind, e.Hint, e.RetryAfter = providers.ErrInvalid, setHint, 0 // the other sets have room
	case f.Type == "over_quota":
		e.Kind, e.Hint, e.RetryAfter = errQuota, quotaHint, 0
	case f.Type == "marker_not_found": // what it named was deleted while the list was read: see readTwice
		e.Kind = providers.ErrConflict
	case login && e.Kind == providers.ErrAuth:
		e.Hint = loginHint
	case login && e.Kind != providers.ErrTemporary:
		e.Kind, e.Hint = providers.ErrProtocol, "check auth_url, and what stands between"
	case e.Kind == providers.ErrAuth:
		e.Hint = roleHint
	case e.Kind == providers.ErrInvalid && strings.HasPrefix(f.Message, "Managed record"):
		e.Hint = ownHint
	case e.Status == http.StatusRequestEntityTooLarge && e.Kind == providers.ErrInvalid:
		e.Hint = "the request is larger than the service takes"
	case e.Status == http.StatusNotFound && !slices.Contains(gone, f.Type):
		e.Kind, e.Hint = providers.ErrProtocol, urlHint
	case !ours && e.Status >= 400 && e.Status < 500 && e.Kind != providers.ErrTemporary:
		e.Kind, e.Hint = providers.ErrProtocol, urlHint
	}
}
