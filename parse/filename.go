package parse

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/zonesync/zonesync/zone"
)

// leftOut tells whether a file or folder is never looked at: hidden ones, editors' backups and swap files, README.
func leftOut(name string) bool {
	switch {
	case strings.HasPrefix(name, "."), strings.HasSuffix(name, "~"), strings.HasPrefix(name, "README"):
		return true
	case strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".swp", ".swo", ".bak", ".orig":
		return true
	}
	return false
}

// others are the endings of files that lie beside zone files but are none, whatever they hold. None of them is a
// top-level domain.
var others = map[string]bool{
	".inc": true, ".include": true, ".txt": true, ".log": true, ".csv": true, ".html": true, ".xml": true,
	".yaml": true, ".yml": true, ".json": true, ".toml": true, ".conf": true, ".cfg": true, ".ini": true,
	".tmpl": true, ".tpl": true, ".j2": true, ".key": true, ".private": true, ".pem": true, ".signed": true,
	".jnl": true, ".lock": true, ".old": true, ".tmp": true, ".rej": true, ".diff": true, ".patch": true,
}

// zoneOfName gives the zone, with "@view" where there is one, that the name of a file stands for; "" when it stands for none. Of
// a bare name only the content can tell.
//
//	example.org.zone  example.org.db  db.example.org  example.org (bare)  example.org@tel.zone
//	0%2F25.2.0.192.in-addr.arpa.zone  @.zone (the root)
func zoneOfName(file string) (name string, bare bool) {
	file = path.Base(file)
	ext := path.Ext(file)
	stem := strings.TrimSuffix(file, ext)
	switch {
	case ext == ".zone" || ext == ".db":
		name = stem
	case others[strings.ToLower(ext)]:
		return "", false
	case strings.HasPrefix(file, "db."):
		name = file[len("db."):]
	default:
		name, bare = file, true
	}
	return strings.NewReplacer("%2F", "/", "%2f", "/").Replace(name), bare
}

// unicodeNames turns names of any script into their ASCII form. Underscores and slashes are good in zone names, so nothing
// but the mapping of RFC 5891 is asked for.
var unicodeNames = idna.New(idna.MapForLookup(), idna.Transitional(false))

// splitView gives origin and view of "example.org@tel". "@" alone is the root zone.
func splitView(name string) (origin, view string, err error) {
	if i := strings.LastIndexByte(name, '@'); i >= 0 && name != "@" {
		name, view = name[:i], name[i+1:]
		if name == "" || view == "" {
			return "", "", fmt.Errorf("no zone or no view: %q", name+"@"+view)
		}
	}
	switch {
	case name == "@":
		return ".", view, nil
	case strings.IndexFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0:
		if name, err = unicodeNames.ToASCII(name); err != nil {
			return "", "", err
		}
	}
	origin, err = zone.Name(name)
	return origin, view, err
}

// peek is how much of a file is looked at for a SOA record, which stands at the top of a zone file.
const peek = 64 << 10

// soaEntry is a SOA record up to its second number: owner, TTL and class come before it; comments and parentheses may stand
// between its fields.
var soaEntry = regexp.MustCompile(`(?im)^(?:[^\s;]+)?[ \t]+(?:(?:\d\w*|IN)[ \t]+){0,2}SOA` + gap + `[^\s();]+` + gap + `[^\s();]+` + gap + `\d+` + gap + `\d`)

const gap = `(?:[\s()]|;[^\n]*\n)+`

// hasSOA tells whether a file begins like a zone file.
func hasSOA(fsys fs.FS, p string) (bool, error) {
	f, err := fsys.Open(p)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, peek))
	return soaEntry.Match(head), err
}
