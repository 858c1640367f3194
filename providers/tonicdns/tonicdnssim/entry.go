package tonicdnssim

import (
	"encoding/json"
	"math"
	"regexp"
	"strconv"
)

const (
	defaultTTL = 86400
	maxContent = 4096
)

// entry is one element of records, read.
type entry struct {
	row        Row
	named      bool // there is a name
	typed      bool // there is a type
	filled     bool // there is a content
	del        bool // its mode says so
	faults     []fault
	unstorable bool // its TTL or priority is beyond the database's columns
}

// fault is why an entry is refused.
type fault struct{ code, text string }

func (e *entry) fault(code, text string) { e.faults = append(e.faults, fault{code, text}) }

// whole tells whether an entry has what a row needs. One that has a type at least, a zone call skips without a word.
func (e entry) whole() bool { return e.named && e.typed && e.filled }

// parseEntry reads and checks an entry by itself. A null counts as absent, but not for the TTL.
func parseEntry(v any) entry {
	var e entry
	doc, isObject := v.(map[string]any)
	if !isObject {
		e.fault("RECORD_INVALID", "a record is not an object")
		return e
	}
	e.del = doc["mode"] == "delete"
	e.readName(doc["name"])
	e.readType(doc["type"])
	e.readContent(doc["content"])
	e.readTTL(doc)
	e.readPriority(doc["priority"])
	return e
}

func (e *entry) readName(v any) {
	e.named = v != nil
	e.row.Name, _ = v.(string)
	if e.named && !isName(e.row.Name) {
		e.fault("RECORD_INVALID_NAME", "the name is not a valid domain name")
	}
}

func (e *entry) readType(v any) {
	e.typed = v != nil
	e.row.Type, _ = v.(string)
	if _, known := types[e.row.Type]; e.typed && !known {
		e.fault("RECORD_INVALID_TYPE", "the type is not supported")
	}
}

func (e *entry) readContent(v any) {
	e.filled = v != nil
	if !e.filled {
		return
	}
	e.row.Content, _ = v.(string)
	c := e.row.Content
	if c == "" || c == "0" || len(c) > maxContent { // to PHP, "0" is empty
		e.fault("RECORD_INVALID_CONTENT", "the content is empty or longer than 4096 bytes")
		return
	}
	if t, known := types[e.row.Type]; known && !t.sound(c) {
		e.fault(t.code, "the content does not fit the type")
	}
}

func (e *entry) readTTL(doc map[string]any) {
	e.row.TTL = defaultTTL
	v, given := doc["ttl"]
	if !given {
		return
	}
	digits, isString := v.(string)
	if !isString {
		digits = integer(v)
	}
	ttl, sound := natural(digits)
	if !sound {
		e.fault("RECORD_INVALID_TTL", "the TTL is not a number of seconds")
	}
	e.row.TTL = ttl
	e.unstorable = e.unstorable || ttl > maxInt
}

// readPriority looks at MX and SRV only; for other types whatever stands there is ignored, and nothing is stored.
func (e *entry) readPriority(v any) {
	if !hasPriority(e.row.Type) {
		return
	}
	priority, sound := natural(integer(v))
	if !sound {
		e.fault("RECORD_INVALID_PRIORITY", "the priority is missing or not a number")
		return
	}
	e.row.Priority = &priority
	e.unstorable = e.unstorable || priority > maxInt
}

// integer gives a JSON number's text, "" of anything else.
func integer(v any) string {
	n, _ := v.(json.Number)
	return string(n)
}

var naturalPattern = regexp.MustCompile(`^[0-9]+$`)

// natural reads digits. More of them than fit are a very large number.
func natural(digits string) (int64, bool) {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		n = math.MaxInt64
	}
	return n, naturalPattern.MatchString(digits)
}
