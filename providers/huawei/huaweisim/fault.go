package huaweisim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// fault is a refusal by the service or by the gateway before it.
type fault struct {
	status  int
	code    string // DNS.… or APIGW.…
	message string
}

func (f *fault) Error() string { return f.code + ": " + f.message }

func refuse(status int, code, format string, args ...any) *fault {
	return &fault{status, code, fmt.Sprintf(format, args...)}
}

// bad is a refusal of what a request holds.
func bad(code, format string, args ...any) *fault {
	return refuse(http.StatusBadRequest, code, format, args...)
}

// malformed is that a request is not what the operation takes.
func malformed(format string, args ...any) *fault { return bad("DNS.0002", format, args...) }

// noAPI is the gateway's answer where there is no such operation.
func noAPI() *fault {
	return refuse(http.StatusNotFound, "APIGW.0101", "The API does not exist or has not been published in the environment")
}

// sendFault spells a refusal as the gateway does or as the service does (Huawei Cloud DNS, "Error Codes").
func sendFault(w http.ResponseWriter, f *fault) {
	if strings.HasPrefix(f.code, "APIGW.") {
		sendJSON(w, f.status, object{"error_code": f.code, "error_msg": f.message, "request_id": w.Header().Get("X-Request-Id")})
		return
	}
	sendJSON(w, f.status, object{"code": f.code, "message": f.message})
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
