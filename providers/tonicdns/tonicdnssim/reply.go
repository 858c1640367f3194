package tonicdnssim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// reply is an answer: JSON, or plain text where body is nil.
type reply struct {
	status int
	body   any
	text   string
}

type errorBody struct {
	Error  string `json:"error"`
	Detail any    `json:"detail"`
}

// logicDetail is the detail of an error of what was asked for.
type logicDetail struct {
	Code string `json:"code"`
}

// invalidDetail is the detail of an error of the data. ID counts the validators that the program has made, and names nothing.
type invalidDetail struct {
	ID   int      `json:"id"`
	Code []string `json:"code"`
}

func done() reply { return ok(true) }

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

func plain(status int, text string) reply { return reply{status: status, text: text} }

// notFound is the answer for a zone that does not exist or has no records.
func notFound() reply { return reply{status: http.StatusNotFound, body: []any{}} }

func fail(status int, code, text string) reply {
	return reply{status: status, body: errorBody{text, logicDetail{code}}}
}

func malformed() reply {
	return fail(http.StatusBadRequest, "BODY_MALFORMED", "The body could not be decoded.")
}

func missing(what string) reply {
	return fail(http.StatusBadRequest, "MISSING_REQUIRED_PARAMETERS", "Missing required parameters: "+what+".")
}

func invalid(lines []string, detail any) reply {
	text := "The following properties were invalid:\n" + strings.Join(lines, "\n")
	return reply{status: http.StatusBadRequest, body: errorBody{text, detail}}
}

// decode reads a request's body, which must be a JSON object and be told as JSON: without a type the program guesses.
func (c call) decode() (map[string]any, bool) {
	media, _, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || !utf8.Valid(c.body) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.UseNumber()
	var doc map[string]any
	if d.Decode(&doc) != nil || doc == nil {
		return nil, false
	}
	rest := bytes.TrimSpace(c.body[d.InputOffset():])
	return doc, len(rest) == 0
}

// encode writes JSON as PHP does: slashes escaped, and nothing but ASCII.
func encode(v any) []byte {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // the answers have no type that JSON lacks
	}
	in := bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	out := make([]byte, 0, len(in)+len(in)/16)
	for len(in) > 0 {
		r, size := utf8.DecodeRune(in)
		in = in[size:]
		switch {
		case r == '/':
			out = append(out, `\/`...)
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		default:
			out = escape(out, r)
		}
	}
	return out
}

func escape(out []byte, r rune) []byte {
	for _, unit := range utf16.AppendRune(nil, r) {
		out = fmt.Appendf(out, `\u%04x`, unit)
	}
	return out
}
