package rackspace

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zonesync/zonesync/zone"
)

// maxString is the longest string of a TXT record.
const maxString = 255

// quotedStrings is what the API shows of a text that was written as strings.
var quotedStrings = regexp.MustCompile(`^"[^"\\]*"( +"[^"\\]*")*$`)

// spellText spells a TXT as the API does: as it is, and in quoted strings where it is too long for one. The service takes
// quotes and backslashes out without a word, so a text with these is not representable.
func spellText(rdata string) (string, error) {
	text := zone.JoinTXT(rdata)
	switch {
	case text == "":
		return "", errors.New("the API has no empty TXT")
	case !utf8.ValidString(text):
		return "", errors.New("not representable: the API holds text in UTF-8, no other bytes")
	case strings.ContainsFunc(text, unicode.IsControl):
		return "", errors.New("not representable: the API holds text, no control characters")
	case strings.ContainsAny(text, `"\`):
		return "", errors.New("not representable: the service takes quotes and backslashes out of a TXT")
	case len(text) <= maxString:
		return text, nil
	}
	var parts []string
	for text != "" {
		n := cutAt(text)
		parts, text = append(parts, `"`+text[:n]+`"`), text[n:]
	}
	return strings.Join(parts, " "), nil
}

// cutAt gives the length of the longest string that a text can begin with, no character of which is cut in two.
func cutAt(text string) int {
	n := min(len(text), maxString)
	for n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// parseText reads a TXT: raw, in quotes, or as several strings.
func parseText(data string) (string, error) {
	if !quotedStrings.MatchString(data) {
		return zone.CutTXT(data), nil
	}
	var b strings.Builder
	for i, part := range strings.Split(data, `"`) {
		if i%2 == 1 {
			b.WriteString(part)
		}
	}
	return zone.CutTXT(b.String()), nil
}
