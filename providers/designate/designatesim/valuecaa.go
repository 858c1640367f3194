package designatesim

import (
	"regexp"
	"slices"
	"strings"
)

var (
	parameterPattern = regexp.MustCompile(`^\s[A-Za-z0-9]+=[A-Za-z0-9]+`)
	mailtoPattern    = regexp.MustCompile(`^mailto:[A-Za-z0-9_\-]+(\+[A-Za-z0-9_\-]+)?@([^@]*)`)
	webPattern       = regexp.MustCompile(`^https?://([^/]*)/`)
)

// isCAA takes flags 0 and 1 only, and values without quotes.
func isCAA(v string) bool {
	p := strings.SplitN(v, " ", 3)
	if len(p) != 3 || !isNumber(p[0], 1) {
		return false
	}
	switch p[1] {
	case "issue", "issuewild":
		parts := strings.Split(p[2], ";")
		return isZoneName(parts[0]+".") && !slices.ContainsFunc(parts[1:], func(e string) bool { return !parameterPattern.MatchString(e) })
	case "iodef":
		if m := mailtoPattern.FindStringSubmatch(p[2]); m != nil {
			return isZoneName(m[2] + ".")
		}
		m := webPattern.FindStringSubmatch(p[2])
		return m != nil && isZoneName(m[1]+".")
	}
	return false
}

// isNAPTR takes its strings without quotes, which leaves no way to say that one is empty.
func isNAPTR(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 6 && isNumber(p[0], 65535) && isNumber(p[1], 65535) && flagsPattern.MatchString(p[2]) &&
		servicesPattern.MatchString(p[3]) && isSubstitution(p[4]) && isHostName(p[5])
}

var (
	flagsPattern    = regexp.MustCompile(`^[APSU]+$`)
	servicesPattern = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]*(\+[A-Za-z][A-Za-z0-9]{0,31})*)?$`)
)

// isSubstitution tells whether a text is a delimiter, a pattern, the delimiter, a replacement, the delimiter and perhaps i.
func isSubstitution(v string) bool {
	if v == "" {
		return true
	}
	body := strings.TrimSuffix(v, "i")
	return len(body) > 3 && !strings.ContainsAny(body[:1], `0123456789i\"`) && strings.HasSuffix(body, body[:1]) && strings.Count(body, body[:1]) >= 3
}
