package designatesim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// form is the body of a write, and what is found wrong with its fields.
type form struct {
	v1       bool
	fields   object
	problems []problem
}

// readForm reads a JSON object that has no keys but these.
func (s *Server) readForm(q *request, kind string, keys ...string) (*form, error) {
	if len(bytes.TrimSpace(q.body)) == 0 {
		return nil, refuse(400, "empty_request_body", "Request Body is empty")
	}
	f := &form{v1: s.o.V1}
	d := json.NewDecoder(bytes.NewReader(q.body))
	d.UseNumber()
	var in any
	if err := d.Decode(&in); err != nil || !utf8.Valid(q.body) {
		return nil, refuse(400, "invalid_json", "Malformed JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, refuse(400, "invalid_json", "Malformed JSON")
	}
	fields, is := in.(object)
	switch {
	case !is && !s.o.V1:
		return nil, notValid("the body has no items")
	case !is:
		return nil, invalidObject("Provided object does not match schema")
	}
	f.fields = fields
	var unknown []string
	for k := range fields {
		if !slices.Contains(keys, k) {
			unknown = append(unknown, k)
		}
	}
	if slices.Sort(unknown); unknown != nil {
		return nil, unknownKeys(kind, unknown...)
	}
	return f, nil
}

func unknownKeys(kind string, keys ...string) *fault {
	return invalidObject("Provided object does not match schema. Keys ['%s'] are not valid for %s", strings.Join(keys, "', '"), kind)
}

// bad notes a problem.
func (f *form) bad(validator string, value any, message string, path ...any) {
	f.problems = append(f.problems, problem{path, message, validator, value})
}

// err gives what was found, nil when nothing. v2 stops at the first field that is not of its type, and says so in words; what
// is wrong with values, or missing, it tells as v1 tells everything.
func (f *form) err() error {
	if f.problems == nil {
		return nil
	}
	for _, p := range f.problems {
		switch {
		case f.v1 || p.Path[0] == "records" || p.Validator == "required" || p.Validator == "value":
		case p.Validator == "name": // that the type of the set does not allow
			return invalidObject("%s", p.Message)
		default:
			return notValid(p.Message)
		}
	}
	return &fault{code: 400, kind: "invalid_object", problems: f.problems}
}

func (f *form) has(key string) bool {
	_, has := f.fields[key]
	return has
}

// need notes the keys that are missing or null.
func (f *form) need(keys ...string) {
	for _, k := range keys {
		if f.fields[k] == nil {
			f.bad("required", []string{k}, fmt.Sprintf("'%s' is a required property", k), k)
		}
	}
}

// text gives a string, nil where there is none or null.
func (f *form) text(key string, most int) *string {
	switch v := f.fields[key].(type) {
	case nil:
		return nil
	case string:
		if utf8.RuneCountInString(v) > most {
			f.bad("maxLength", most, fmt.Sprintf("'%s' is too long", v), key)
		}
		return &v
	}
	f.bad("type", "string", fmt.Sprintf("%v is not of type 'string'", f.fields[key]), key)
	return nil
}

// number gives an integer, nil where there is none or null.
func (f *form) number(key string, least, most int64) *int {
	if f.fields[key] == nil {
		return nil
	}
	v, is := f.integer(f.fields[key])
	switch {
	case !is:
		f.bad("type", "integer", fmt.Sprintf("%v is not of type 'integer'", f.fields[key]), key)
	case v < least:
		f.bad("minimum", least, fmt.Sprintf("%d is less than the minimum of %d", v, least), key)
	case v > most:
		f.bad("maximum", most, fmt.Sprintf("%d is greater than the maximum of %d", v, most), key)
	default:
		out := int(v)
		return &out
	}
	return nil
}

// integer reads a number. v2 takes what Python's int() takes, so texts too, and cuts fractions.
func (f *form) integer(in any) (int64, bool) {
	text := fmt.Sprint(in)
	if _, is := in.(json.Number); is && !f.v1 {
		text, _, _ = strings.Cut(text, ".")
	} else if _, is := in.(string); !is && !f.v1 || f.v1 && in != json.Number(text) {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// list gives texts, nil where there are none. What is in the list and no text is taken for its spelling.
func (f *form) list(key string) []string {
	if !f.has(key) {
		return nil
	}
	in, is := f.fields[key].([]any)
	if !is {
		f.bad("type", "array", fmt.Sprintf("%v is not of type 'array'", f.fields[key]), key)
		return nil
	}
	out := []string{}
	for _, v := range in {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// deref gives the value of a pointer, or the zero value.
func deref[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
