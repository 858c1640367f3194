package cloudns

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// The wire structs are those of the vendor's manual of API v1.2. What v1.1 calls otherwise is read, too.

// reply is the envelope of every answer. Result is nil where it is not in the answer, which is another thing than null.
type reply struct {
	Errno  *num            `json:"errno"`
	Errmsg string          `json:"errmsg"`
	Result json.RawMessage `json:"result"`
}

// slice is a page of a list.
type slice[T any] struct {
	Data   []T  `json:"data"`
	Number *num `json:"number"` // how many are in this page
	Total  *num `json:"total"`  // how many there are
	Offset *num `json:"offset"`
}

// The states of zones and records.
const (
	statusPending = 0 // not live yet
	statusActive  = 1
	statusRemoval = 2
	statusGone    = 3
)

// zoneDoc is a zone of a list.
type zoneDoc struct {
	ID     num    `json:"id"`
	Name   string `json:"name"`
	Status num    `json:"status"`
}

func (z zoneDoc) id() num { return z.ID }

// record is a record as it is read.
type record struct {
	ID      num    `json:"id"`
	RID     num    `json:"rid"` // v1.1's id
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content string `json:"content"`
	ISP     string `json:"isp"`
	TTL     *num   `json:"ttl"`
	Prio    num    `json:"prio"`
	Status  *num   `json:"status"`
	ZName   string `json:"zname"`
	Z       string `json:"z"` // v1.1's zname
}

func (r record) id() num { return max(r.ID, r.RID) }

func (r record) is(status num) bool { return r.Status != nil && *r.Status == status }

func (r record) identity() identity { return identity{r.Name, r.ISP, r.Content} }

func (r record) String() string {
	return fmt.Sprintf("%q %s@%s (record %d)", r.Name, r.Type, r.ISP, r.id())
}

// entry is a record as it is written.
type entry struct {
	Type    string `json:"type"`
	Name    string `json:"name"` // "" at the apex
	Content string `json:"content"`
	ISP     string `json:"isp"`
	TTL     uint32 `json:"ttl"`
	Prio    uint16 `json:"prio"`
}

func (e entry) identity() identity { return identity{e.Name, e.ISP, e.Content} }

// identity is what the server tells records of a zone apart by.
type identity struct{ name, line, content string }

// num is an integer, which the API may write as a string.
type num int64

func (n num) String() string { return strconv.FormatInt(int64(n), 10) }

// UnmarshalJSON reads 5, "5" and null, which is 0.
func (n *num) UnmarshalJSON(b []byte) error {
	text := string(b)
	if text == "null" {
		return nil
	}
	if len(text) > 1 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not an integer", b)
	}
	*n = num(v)
	return nil
}
