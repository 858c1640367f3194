package tonicdns

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The wire structs are those of TonicDNS's wiki (AuthenticationResource, ZoneResource, RecordResource).

// credentials is the body of a login.
type credentials struct {
	Username  string `json:"username"`
	Password  string `json:"password"`
	LocalUser string `json:"local_user,omitempty"`
}

// grant is its answer. It also has valid_until, by a clock that is not ours.
type grant struct {
	Token string `json:"token"`
}

// zoneDoc is a zone: in lists without its records, when one is changed without name and type.
type zoneDoc struct {
	Name    string   `json:"name,omitempty"`
	Type    string   `json:"type,omitempty"` // MASTER, SLAVE, NATIVE
	Records []record `json:"records"`
}

// record is a record as it is read and written. There is no handle, and nothing is unique.
type record struct {
	Name     string  `json:"name"`
	Type     string  `json:"type"`
	Content  string  `json:"content"`
	TTL      *number `json:"ttl,omitempty"`
	Priority *number `json:"priority,omitempty"` // of MX and SRV
	Mode     string  `json:"mode,omitempty"`     // "delete"; anything else adds
}

const modeDelete = "delete"

// number is written as a number. It is read from a string, too, as PHP before 8.1 gives it.
type number int64

// UnmarshalJSON reads both forms.
func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseInt(strings.Trim(string(b), `"`), 10, 64)
	*n = number(v)
	return err
}

// errorDoc is the body of an error. Detail is one object, or a list of them from /record.
type errorDoc struct {
	Error  string  `json:"error"`
	Detail details `json:"detail"`
}

type detail struct {
	ID   int   `json:"id"`
	Code codes `json:"code"`
}

type details []detail

// UnmarshalJSON reads one detail or a list.
func (d *details) UnmarshalJSON(b []byte) error { return oneOrMore((*[]detail)(d), b) }

type codes []string

// UnmarshalJSON reads one code or a list.
func (c *codes) UnmarshalJSON(b []byte) error { return oneOrMore((*[]string)(c), b) }

func oneOrMore[T any](list *[]T, b []byte) error {
	if strings.HasPrefix(string(b), "[") {
		return json.Unmarshal(b, list)
	}
	var one T
	err := json.Unmarshal(b, &one)
	*list = []T{one}
	return err
}
