package rackspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// The wire structs are those of the Cloud DNS API v1.0 ("Records operations") and of Identity v2.0 ("Authenticate").

// domainDoc is a domain. Lists of domains have neither a TTL nor records.
type domainDoc struct {
	ID      id          `json:"id"`
	Name    string      `json:"name"`
	TTL     *num        `json:"ttl"`
	Records *recordList `json:"recordsList"`
}

type domainList struct {
	Total   *num        `json:"totalEntries"`
	Domains []domainDoc `json:"domains"`
}

type recordList struct {
	Total   *num        `json:"totalEntries"`
	Records []recordDoc `json:"records"`
}

// recordDoc is a record as it is read. Its name has no final dot.
type recordDoc struct {
	ID       id     `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Data     string `json:"data"`
	TTL      *num   `json:"ttl"`
	Priority *num   `json:"priority"` // of MX and SRV
	Comment  string `json:"comment"`
}

// item is a record as it is written: without an id when it is new, without a type when it is updated.
type item struct {
	ID       id      `json:"id,omitempty"`
	Name     string  `json:"name"`
	Type     string  `json:"type,omitempty"`
	Data     string  `json:"data"`
	TTL      uint32  `json:"ttl"`
	Priority *uint16 `json:"priority,omitempty"`
	Comment  *string `json:"comment,omitempty"` // nil keeps the one there is
}

// items is the body of a POST or PUT of records.
type items struct {
	Records []item `json:"records"`
}

// newDomains is the body of POST /domains.
type newDomains struct {
	Domains []newDomain `json:"domains"`
}

type newDomain struct {
	Name    string `json:"name"`
	Email   string `json:"emailAddress"`
	TTL     uint32 `json:"ttl"`
	Records *items `json:"recordsList,omitempty"`
}

// job is an asynchronous write. HTTP status 202 or 200 says nothing that Status does not say.
type job struct {
	ID     string `json:"jobId"`
	Status string `json:"status"`
	Error  *fault `json:"error"`
}

// The states of a job that has ended. All others are those of a running one.
const (
	completed = "COMPLETED"
	failed    = "ERROR"
)

// fault tells what went wrong: the body of an answer, or what a job ended with. Which fields it has depends on the fault.
type fault struct {
	Message    string `json:"message"`
	Code       num    `json:"code"`
	Details    string `json:"details"`
	Validation struct {
		Messages []string `json:"messages"`
	} `json:"validationErrors"`
	Failed struct {
		Faults []fault `json:"faults"`
	} `json:"failedItems"`
	OverLimit  *fault `json:"overLimit"`  // that of the rate limits is wrapped
	RetryAfter any    `json:"retryAfter"` // in it: seconds, or a time
}

// limitsDoc is the answer of GET /limits.
type limitsDoc struct {
	Rates struct {
		Rate []struct {
			URI    string `json:"uri"`
			Limits []struct {
				Verb  string `json:"verb"`
				Value num    `json:"value"`
				Unit  string `json:"unit"`
			} `json:"limit"`
		} `json:"rate"`
	} `json:"rates"`
	Absolute struct {
		Limits []struct {
			Name  string `json:"name"`
			Value num    `json:"value"`
		} `json:"limit"`
	} `json:"absolute"`
}

// id is a handle. The API has written them as numbers and as strings, of four shapes.
type id string

// UnmarshalJSON reads a string, a number, and null, which is no id.
func (i *id) UnmarshalJSON(b []byte) error {
	switch {
	case bytes.Equal(b, []byte("null")):
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, (*string)(i))
	case b[0] == '-' || b[0] >= '0' && b[0] <= '9':
		*i = id(b)
		return nil
	}
	return fmt.Errorf("%s is no id", b)
}

// num is an integer, which the API's pages call a string here and there.
type num int64

// UnmarshalJSON reads 5, "5" and null, which is 0.
func (n *num) UnmarshalJSON(b []byte) error {
	text := string(bytes.Trim(b, `"`))
	if text == "null" {
		return nil
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not an integer", b)
	}
	*n = num(v)
	return nil
}
