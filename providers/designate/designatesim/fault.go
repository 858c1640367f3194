package designatesim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// fault is a refusal (designate/exceptions.py, designate/api/middleware.py FaultWrapperMiddleware).
type fault struct {
	code     int
	kind     string // the type; v1 says domain for zone
	message  string
	problems []problem // what is wrong with the fields of a body
}

// problem is what is wrong with one field.
type problem struct {
	Path      []any  `json:"path"`
	Message   string `json:"message"`
	Validator string `json:"validator"`
	Value     any    `json:"validator_value,omitempty"`
}

func (f *fault) Error() string { return f.kind + ": " + f.message }

func refuse(code int, kind, format string, args ...any) *fault {
	return &fault{code: code, kind: kind, message: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) *fault {
	return refuse(http.StatusBadRequest, "bad_request", format, args...)
}

func invalidObject(format string, args ...any) *fault {
	return refuse(http.StatusBadRequest, "invalid_object", format, args...)
}

func invalidLocation(format string, args ...any) *fault {
	return refuse(http.StatusBadRequest, "invalid_recordset_location", format, args...)
}

func notFound(thing string) *fault {
	kind := strings.ToLower(strings.NewReplacer("ZoneI", "Zone_I", "ZoneE", "Zone_E").Replace(thing))
	return refuse(http.StatusNotFound, kind+"_not_found", "Could not find %s", thing)
}

func duplicate(thing string) *fault {
	return refuse(http.StatusConflict, "duplicate_"+strings.ToLower(thing), "Duplicate %s", thing)
}

// forbidden says no more than that.
func forbidden() *fault { return refuse(http.StatusForbidden, "forbidden", "") }

func overQuota(resource string) *fault {
	return refuse(http.StatusRequestEntityTooLarge, "over_quota", "Quota exceeded for %s.", resource)
}

// sendFault spells a refusal as the version does.
func (s *Server) sendFault(w http.ResponseWriter, f *fault) {
	body := object{"code": f.code, "request_id": w.Header().Get("X-Openstack-Request-Id")}
	kind, message := f.kind, f.message
	if s.o.V1 {
		kind = strings.Replace(kind, "zone", "domain", 1)
	}
	switch {
	case f.problems != nil && s.o.V1:
		message = "Provided object does not match schema"
		body["errors"] = f.problems
	case f.problems != nil:
		body["errors"] = object{"errors": f.problems}
	}
	if kind != "" {
		body["type"] = kind
	}
	if message != "" {
		body["message"] = message
	}
	sendJSON(w, f.code, body)
}

// notValid refuses a field that its type does not take (designate/objects/adapters/base.py parse).
func notValid(message string) *fault {
	return invalidObject("Provided object is not valid. Got a ValueError error with message %s", message)
}

func sendJSON(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err) // nothing in an answer can fail
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // to memory
}
