package local

import (
	"strings"

	"github.com/zonesync/zonesync/zone"
)

const suffix = ".zone"

// escapes are the characters that an origin may have and a file name should not: the slash of RFC 2317, the sign of the
// escape itself, and (in fileName) a dot in front, which would hide the root zone's file.
var escapes = strings.NewReplacer("%", "%25", "/", "%2F")

// fileName gives the file of a zone: example.org.zone, 0%2F25.2.0.192.in-addr.arpa.zone.
func fileName(origin string) string {
	name := escapes.Replace(strings.TrimSuffix(origin, "."))
	if name == "" {
		name = "%2E"
	}
	return name + suffix
}

// originOf gives the zone of a file, and false for files that are none of ours.
func originOf(file string) (string, bool) {
	name, ok := strings.CutSuffix(file, suffix)
	if !ok || name == "" || strings.HasPrefix(name, ".") {
		return "", false
	}
	name = strings.NewReplacer("%25", "%", "%2F", "/", "%2E", ".").Replace(name)
	origin, err := zone.Name(name)
	return origin, err == nil && fileName(origin) == file
}
