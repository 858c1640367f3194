package huaweisim

import (
	"bytes"
	"encoding/json"
	"slices"
)

// item is what is said of a set, in whatever operation.
type item struct {
	ID          string   `json:"id,omitempty"`
	ZoneName    string   `json:"zone_name,omitempty"`
	Name        string   `json:"name,omitempty"`
	Type        string   `json:"type,omitempty"`
	Line        string   `json:"line,omitempty"`
	TTL         *int     `json:"ttl,omitempty"`
	Weight      *int     `json:"weight,omitempty"`
	Status      string   `json:"status,omitempty"`
	Records     []string `json:"records,omitempty"`
	Description *string  `json:"description,omitempty"`
	Tags        []tag    `json:"tags,omitempty"`
}

// decode reads a JSON object that has no keys but these.
func decode(body []byte, into any, keys ...string) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return malformed("the body is no JSON object")
	}
	for key := range fields {
		if !slices.Contains(keys, key) {
			return malformed("there is no parameter %s", key)
		}
	}
	if err := json.Unmarshal(body, into); err != nil {
		return malformed("a parameter is of the wrong type: %v", err)
	}
	return nil
}

// items reads the list of sets of a bulk call.
func (q *request) items(most int, keys ...string) ([]item, error) {
	var in struct {
		Recordsets []json.RawMessage `json:"recordsets"`
	}
	if err := decode(q.body, &in, "recordsets"); err != nil {
		return nil, err
	}
	if len(in.Recordsets) == 0 || len(in.Recordsets) > most {
		return nil, malformed("recordsets must have 1 to %d items", most)
	}
	out := make([]item, len(in.Recordsets))
	for i, one := range in.Recordsets {
		if err := decode(bytes.TrimSpace(one), &out[i], keys...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// deref gives what a pointer points at, or what stands for nothing.
func deref[T any](p *T, none T) T {
	if p == nil {
		return none
	}
	return *p
}
