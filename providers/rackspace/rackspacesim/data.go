package rackspacesim

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// data checks what the record points at, and puts it into the form that is kept.
func (c *checker) data(r *Record) {
	fit := true
	switch r.Type {
	case "A":
		ip, err := netip.ParseAddr(r.Data)
		fit = err == nil && ip.Is4()
	case "AAAA":
		ip, err := netip.ParseAddr(r.Data)
		fit = err == nil && ip.Is6() && ip.Zone() == ""
	case "SRV":
		r.Data, fit = service(r.Data)
	case "TXT":
		r.Data = strip(r.Data)
		fit = text(r.Data)
	default:
		fit = isTarget(r.Data)
	}
	if !fit {
		c.add("Data %q is invalid or missing.", r.Data)
	}
}

var (
	servicePattern = regexp.MustCompile(`^_[^.]+\._[^.]+(\.|$)`)
	stringsPattern = regexp.MustCompile(`^"[^"\\]*"( "[^"\\]*")+$`)
)

// service reads the data of an SRV: target, or port and target, or weight, port and target; what follows is ignored.
func service(data string) (string, bool) {
	f := strings.Fields(data)
	if len(f) == 0 {
		return data, false
	}
	f = f[:min(len(f), 3)]
	for len(f) < 3 {
		f = append([]string{"0"}, f...)
	}
	_, weight := strconv.ParseUint(f[0], 10, 16)
	_, port := strconv.ParseUint(f[1], 10, 16)
	return strings.Join(f, " "), weight == nil && port == nil && isTarget(f[2])
}

// isTarget tells whether a record can point at a name: a wildcard is no host.
func isTarget(name string) bool { return isHost(name) && !strings.HasPrefix(name, "*") }

// maxString is the longest string of a TXT.
const maxString = 255

// text tells whether stripped text is one string, or several, that DNS can hold.
func text(data string) bool {
	if data == "" || strings.ContainsFunc(data, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return false
	}
	if !stringsPattern.MatchString(data) {
		return len(data) <= maxString
	}
	return !slices.ContainsFunc(strings.Split(data, `"`), func(s string) bool { return len(s) > maxString })
}

// strip takes stray quotes and slashes out of text. What is written as several strings stays.
func strip(text string) string {
	if stringsPattern.MatchString(text) {
		return text
	}
	return strings.NewReplacer(`"`, "", `\`, "").Replace(text)
}

// key is the same for records of which there may be only one. The TTL is not part of it, nor is the priority but for SRV.
func (r *Record) key() string {
	data := strings.ToLower(r.Data)
	switch r.Type {
	case "A", "AAAA":
		if ip, err := netip.ParseAddr(data); err == nil {
			data = ip.String()
		}
	case "SRV":
		if r.Priority != nil {
			data = strconv.Itoa(*r.Priority) + " " + data
		}
	case "TXT":
		data = r.Data
	}
	return r.Name + " " + r.Type + " " + data
}

// label names a record in messages.
func (r *Record) label() string { return fmt.Sprintf("%s %s %s", r.Name, r.Type, r.Data) }
