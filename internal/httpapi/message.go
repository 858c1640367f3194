package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/zonesync/zonesync/providers"
)

// Request is one call. Method is GET when empty.
type Request struct {
	Op     string // what is being done, for people: "read zone example.org."
	Method string
	Path   string // below the base URL, escaped
	URL    string // instead of the base URL and Path
	Query  url.Values
	Header http.Header
	Body   any  // a []byte goes out as it is, url.Values as a form, anything else as JSON
	Safe   bool // it changes nothing although it is not a GET, so it may be repeated
	// Class names the requests that the API counts apart, see Limit.
	Class string
	// Private keeps the bodies of request and answer out of dumps: a login.
	Private bool
}

func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

func (r Request) read() bool { return r.Safe || isRead(r.method()) }

// encode gives the body and its content type.
func (r Request) encode() (body []byte, contentType string, err error) {
	switch b := r.Body.(type) {
	case nil:
		return nil, "", nil
	case []byte:
		return b, "application/json", nil
	case url.Values:
		return []byte(b.Encode()), "application/x-www-form-urlencoded", nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err = enc.Encode(r.Body)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), "application/json", err
}

// Response is an answer, read whole.
type Response struct {
	Status int
	Header http.Header
	Body   []byte

	provider, op, addressHint string
}

// JSON decodes the body. An empty body, half a document, null, something behind the document, or another kind of text is
// an error of kind providers.ErrProtocol: what cannot be read is never taken for empty.
func (r *Response) JSON(v any) error {
	body := bytes.TrimSpace(r.Body)
	switch {
	case len(body) == 0:
		return r.Unfit("empty answer", nil)
	case bytes.Equal(body, []byte("null")):
		return r.Unfit("answer is null", nil)
	case body[0] == '<':
		return r.Unfit("answer is a web page, not JSON", nil)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return r.Unfit("answer is not the expected JSON: "+unexpected(err), err)
	}
	return nil
}

// unexpected says what is wrong with a document, without the names of Go types.
func unexpected(err error) string {
	var e *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &e):
		return err.Error()
	case e.Field == "":
		return "unexpected " + e.Value
	}
	return fmt.Sprintf("unexpected %s in %s", e.Value, e.Field)
}

// Unfit makes the error of an answer that says success and is not what the API's document promises.
func (r *Response) Unfit(message string, err error) *providers.APIError {
	return &providers.APIError{
		Provider: r.provider, Op: r.op, Status: r.Status, RequestID: requestID(r.Header),
		Message: message, Kind: providers.ErrProtocol, Err: err, Hint: r.addressHint,
	}
}

// requestID is the server's name for the call in its own log.
func requestID(h http.Header) string {
	for _, field := range []string{"X-Request-Id", "X-Openstack-Request-Id", "X-Compute-Request-Id"} {
		if id := h.Get(field); id != "" {
			return snippet([]byte(id))
		}
	}
	return ""
}

// snippet makes a body fit for a message: one short line without control characters; web pages are only named.
func snippet(body []byte) string {
	body = bytes.TrimSpace(body)
	if len(body) > 0 && body[0] == '<' {
		return "a web page"
	}
	return OneLine(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(body), "")))
}

// MaxMessage bounds in octets what is shown of a server's words, which may repeat every record that it refuses.
const MaxMessage = 500

// OneLine makes text of a server one short line. What escapes it has is for the program to clean where it prints them.
func OneLine(text string) string {
	if len(text) > MaxMessage {
		text = text[:MaxMessage] + "…"
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
}
