package cloudnssim

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// params are the parameters of a request, or the fields of a record in a list.
type params struct {
	values map[string]string
	err    error // the first that was found out about a value; the getters go on without
}

// newParams takes a form, in which every parameter is UTF-8 and there once.
func newParams(form url.Values) (*params, error) {
	p := &params{values: make(map[string]string, len(form))}
	for name, values := range form {
		if len(values) != 1 || !utf8.ValidString(values[0]) {
			return nil, invalid(name)
		}
		p.values[name] = values[0]
	}
	return p, nil
}

// require wants parameters to be there. Only a name may be empty: that is the apex.
func (p *params) require(names ...string) error {
	for _, name := range names {
		if v, ok := p.values[name]; !ok || v == "" && name != "name" {
			return missing(name)
		}
	}
	return nil
}

// fail notes that a parameter is not what it must be.
func (p *params) fail(name string) {
	if p.err == nil {
		p.err = invalid(name)
	}
}

// integer gives a parameter within limits, or what it means to leave it away.
func (p *params) integer(name string, within limits, otherwise int64) int64 {
	v := p.values[name]
	if v == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < within.from || n > within.to {
		p.fail(name)
	}
	return n
}

// limits are the least and the greatest value of an integer.
type limits struct{ from, to int64 }

const maxInt32 = 1<<31 - 1

var (
	ids      = limits{0, 1<<63 - 1}
	ttls     = limits{0, maxInt32}
	prios    = limits{0, 1<<16 - 1}
	offsets  = limits{0, maxInt32}
	numbers  = limits{-1, maxInt32} // -1: all that are left
	textOnly = []string{"type", "name", "content", "isp"}
)

// rids reads a list of record ids.
func (p *params) rids() []int64 {
	var out []int64
	for _, v := range strings.Split(p.values["rids"], ",") {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 0 {
			p.fail("rids")
		}
		out = append(out, n)
	}
	return out
}

// entries reads a list of records in JSON. Fields that the manual does not ask for are left alone: the vendor's Java client
// sends whole record objects.
func (p *params) entries() []*params {
	var list []map[string]json.RawMessage
	if err := json.Unmarshal([]byte(p.values["records"]), &list); err != nil || len(list) == 0 {
		p.fail("records")
	}
	out := make([]*params, len(list))
	for i, fields := range list {
		out[i] = entry(fields)
	}
	return out
}

// entry takes one record of a list, in which texts must be strings, the others numbers, and null is nothing.
func entry(fields map[string]json.RawMessage) *params {
	p := &params{values: map[string]string{}}
	for _, name := range append([]string{"prio"}, recordFields...) {
		raw, ok := fields[name]
		if !ok || string(raw) == "null" {
			continue
		}
		text, isText := string(raw), raw[0] == '"'
		if isText {
			_ = json.Unmarshal(raw, &text) // it was parsed before, so it is a sound string
		}
		if isText != slices.Contains(textOnly, name) {
			p.fail(name)
		}
		p.values[name] = text
	}
	return p
}
