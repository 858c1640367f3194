package designatesim

import (
	"regexp"
	"strings"
)

// The forms of names (designate/schema/format.py, designate/objects/fields.py).
var (
	labelPattern   = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$`)
	servicePattern = regexp.MustCompile(`^_[^.]+\._[^.]+\.`)
	tlsaPattern    = regexp.MustCompile(`^_[0-9]+\._[^.]+\.`)
)

// isZoneName tells whether a text is a full name of plain labels with its final dot.
func isZoneName(name string) bool {
	rest, dotted := strings.CutSuffix(name, ".")
	if !dotted || len(name) > 255 {
		return false
	}
	for label := range strings.SplitSeq(rest, ".") {
		if len(label) > 63 || !labelPattern.MatchString(label) {
			return false
		}
	}
	return true
}

// isHostName is isZoneName but for a wildcard, which may be the first label.
func isHostName(name string) bool { return isZoneName(strings.TrimPrefix(name, "*.")) }

// isEmail tells whether a text is an address as the SOA can hold it.
func isEmail(address string) bool {
	user, host, _ := strings.Cut(address, "@")
	return isZoneName(user+".") && isZoneName(host+".")
}
