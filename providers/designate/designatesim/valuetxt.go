package designatesim

import "strings"

// isTXT is the rule of release 15: what is longer than 255 is parted at '" "', and each part with its quotes may have 255.
func isTXT(v string) bool {
	if strings.HasSuffix(v, `\`) {
		return false
	}
	if length(v) <= 255 {
		return isString(v)
	}
	if !isQuoted(v) && !strings.Contains(strings.Trim(v, `"`), `" "`) {
		return false
	}
	for part := range strings.SplitSeq(strings.Trim(v, `"`), `" "`) {
		if !isString(`"` + part + `"`) {
			return false
		}
	}
	return true
}

func length(v string) int { return len([]rune(v)) }

func isQuoted(v string) bool { return strings.HasPrefix(v, `"`) && strings.HasSuffix(v, `"`) }

// isString tells whether a text is one character-string.
func isString(v string) bool {
	if length(v) > 255 {
		return false
	}
	if strings.HasPrefix(v, `"`) != strings.HasSuffix(v, `"`) {
		return false
	}
	return isPolicy(v)
}

// isPolicy is the rule of SPF: blanks want quotes, and quotes within want backslashes.
func isPolicy(v string) bool {
	if !strings.HasPrefix(v, `"`) && !strings.HasSuffix(v, `"`) {
		return !strings.ContainsFunc(v, func(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' })
	}
	inner := strings.Trim(v, `"`)
	for i := range len(inner) {
		if inner[i] == '"' && (i == 0 || inner[i-1] != '\\') {
			return false
		}
	}
	return true
}
