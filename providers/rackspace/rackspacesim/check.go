package rackspacesim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	minTTL     = 300
	defaultTTL = 3600
	maxComment = 160
)

// checker collects what is wrong with a request, to tell all of it at once.
type checker struct {
	priorityOptional bool
	rejected         string // an owner name that is refused
	who              string // what is being checked
	list             []string
}

func (s *Server) checker() *checker {
	return &checker{priorityOptional: s.o.PriorityOptional, rejected: s.rejected}
}

func (c *checker) add(format string, args ...any) {
	c.list = append(c.list, c.who+": "+fmt.Sprintf(format, args...))
}

// err gives what was found, nil when nothing.
func (c *checker) err() error {
	if c.list == nil {
		return nil
	}
	return invalid(c.list)
}

func (c *checker) ttl(ttl int) {
	if ttl < minTTL {
		c.add("TTL must be greater than or equal to %d.", minTTL)
	}
	if ttl > 1<<31-1 {
		c.add("TTL is too great.")
	}
}

func (c *checker) comment(text string) {
	if utf8.RuneCountInString(text) > maxComment {
		c.add("Comment is longer than %d characters.", maxComment)
	}
}

var emailPattern = regexp.MustCompile(`^[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$`)

func (c *checker) email(address string) {
	if !emailPattern.MatchString(address) {
		c.add("Email address is invalid or missing.")
	}
}

// domainName wants a name of a domain in lower case, without final dot.
func (c *checker) domainName(name string) {
	if !isHost(name) || strings.HasPrefix(name, "*") || strings.Contains(name, "_") {
		c.add("Domain name %q is invalid.", name)
	}
}

var labelPattern = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$`)

// isHost tells whether a name can be that of a domain or a record, or what one points at: no final dot, no escapes, ASCII
// only, though the service itself converts UTF-8. A first label * is a wildcard.
func isHost(name string) bool {
	if len(name) > 253 {
		return false
	}
	labels := strings.Split(strings.ToLower(name), ".")
	if labels[0] == "*" && len(labels) > 1 {
		labels = labels[1:]
	}
	return !slices.ContainsFunc(labels, func(l string) bool { return len(l) > 63 || !labelPattern.MatchString(l) })
}

// decode reads one JSON value that has no fields but those of v.
func decode(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return badRequest("The body is not what it must be: " + err.Error())
	}
	if _, err := d.Token(); err != io.EOF {
		return badRequest("The body has more than one value.")
	}
	return nil
}
