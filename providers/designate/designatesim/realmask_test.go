package designatesim

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// shown is an answer without what is another one each time: ids, times, serials, the order of a list that nobody asked for.
type shown struct {
	Status   int
	Media    string
	Location string
	Body     object
}

// mask hides what is another one each time.
type mask struct {
	base string
	ids  map[string]string // what ids are known as
}

var (
	idPattern   = regexp.MustCompile(`[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}`)
	timePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$`)
	soaPattern  = regexp.MustCompile(`^(\S+ \S+) \d+ \d+ \d+ \d+ \d+$`)
)

func (m mask) show(resp *http.Response, body object, only string) shown {
	out := shown{Status: resp.StatusCode, Media: media(resp.Header.Get("Content-Type")), Location: m.text(resp.Header.Get("Location"))}
	switch only {
	case "":
		out.Body = m.object(body)
	case "type":
		out.Body = object{"type": body["type"]}
	}
	return out
}

func (m mask) object(in object) object {
	out := object{}
	for k, v := range in {
		switch k {
		case "request_id":
		case "serial", "version", "updated_at": // the real ones change once more when the name servers have a change
			out[k] = "<later>"
		case "errors":
			out[k] = validators(v)
		case "message":
			if in["type"] != "invalid_json" { // where a parser says where
				out[k] = m.message(v)
			}
		default:
			out[k] = m.value(v)
		}
	}
	return out
}

func (m mask) value(in any) any {
	switch v := in.(type) {
	case object:
		return m.object(v)
	case []any:
		return m.list(v)
	case string:
		return m.text(v)
	}
	return in
}

// list puts its items into an order: by name and type, or as they are spelt.
func (m mask) list(in []any) []any {
	key := func(v any) string {
		if o, is := v.(object); is {
			return fmt.Sprint(o["name"], " ", o["type"], o["hostname"])
		}
		return fmt.Sprint(v)
	}
	in = slices.Clone(in)
	slices.SortStableFunc(in, func(a, b any) int { return strings.Compare(key(a), key(b)) })
	out := []any{}
	for _, v := range in {
		out = append(out, m.value(v))
	}
	return out
}

func (m mask) text(v string) string {
	if timePattern.MatchString(v) {
		return "<time>"
	}
	v = soaPattern.ReplaceAllString(v, "$1 <numbers>")
	if u, err := url.Parse(v); err == nil && strings.HasPrefix(v, m.base) {
		u.RawQuery = u.Query().Encode()
		v = "<base>" + strings.TrimPrefix(u.String(), m.base)
	}
	return idPattern.ReplaceAllStringFunc(v, func(id string) string {
		return "<id" + m.ids[id] + ">"
	})
}

// message cuts what a library below says.
func (m mask) message(in any) any {
	text, is := in.(string)
	if !is {
		return in
	}
	for _, begin := range []string{"Provided object is not valid.", "An undefined error occurred."} {
		if strings.HasPrefix(text, begin) {
			return begin
		}
	}
	return m.text(text)
}

// validators gives the rules that fields have broken. Where the fields are is not said rightly: records have no order.
func validators(in any) any {
	o, _ := in.(object)
	list, is := o["errors"].([]any)
	if !is {
		return in
	}
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprint(p.(object)["validator"]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
