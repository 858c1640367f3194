package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Clean makes a text fit for one line of a terminal: what is not printable (control and format characters, bytes that are
// no UTF-8) is written as Go escapes it.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		}
		s = s[n:]
	}
	return b.String()
}

func isClean(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || !strconv.IsPrint(r) {
			return false
		}
	}
	return true
}

// cleanLines is clean for a message of several lines, such as errors.Join makes.
func cleanLines(s string) []string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = Clean(strings.TrimSuffix(l, "\r"))
	}
	return lines
}

// cleanText joins what cleanLines gives.
func cleanText(s string) string { return strings.Join(cleanLines(s), "\n") }
