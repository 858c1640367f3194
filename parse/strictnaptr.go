package parse

import (
	"errors"
	"regexp/syntax"
	"slices"
	"strings"
)

// wrongRewrite says what is wrong with the regexp of a NAPTR, which is a substitution like sed's, "!ere!replacement!i" with
// any delimiter (RFC 3402 §3.2); "" when nothing is. text has it with the escapes of presentation form.
func wrongRewrite(text string) string {
	raw, err := appendText(nil, []byte(text))
	if len(raw) == 0 && err == nil {
		return "" // there is none
	}
	parts := rewriteParts(string(raw))
	if err != nil || strings.ContainsAny(string(raw[:1]), `0123456789i\`) || len(parts) != 3 || strings.Trim(parts[2], "i") != "" || parts[0] == "" {
		return "the regexp is no substitution, such as !^.*$!sip:info@example.com!"
	}
	groups := strings.Count(parts[0], "(")
	switch re, err := syntax.Parse(parts[0], syntax.POSIX); {
	case err == nil:
		groups = re.MaxCap()
	case neverRight(err):
		return "the regexp's pattern is wrong"
	}
	if last := lastGroup(parts[1]); last < 0 || last > groups {
		return "the regexp's replacement has a group that its pattern does not have"
	}
	return ""
}

// rewriteParts cuts a substitution at its delimiter, where no backslash stands before it. Without a delimiter at the end the
// last part is missing.
func rewriteParts(s string) []string {
	var parts []string
	delimiter, begin := s[0], 1
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case delimiter:
			parts, begin = append(parts, s[begin:i]), i+1
		}
	}
	if len(parts) == 2 {
		parts = append(parts, s[begin:])
	}
	return parts
}

// neverRight tells the mistakes that no dialect of extended regular expressions lets pass.
func neverRight(err error) bool {
	var e *syntax.Error
	return errors.As(err, &e) && slices.Contains([]syntax.ErrorCode{
		syntax.ErrMissingBracket, syntax.ErrMissingParen, syntax.ErrMissingRepeatArgument, syntax.ErrInvalidCharRange, syntax.ErrInvalidRepeatSize,
	}, e.Code)
}

// lastGroup gives the highest group that a replacement refers to, by \1 to \9; -1 for \0, which is none.
func lastGroup(replacement string) int {
	last := 0
	for i := 0; i+1 < len(replacement); i++ {
		if replacement[i] != '\\' {
			continue
		}
		i++
		switch c := replacement[i]; {
		case c == '0':
			return -1
		case c > '0' && c <= '9':
			last = max(last, int(c-'0'))
		}
	}
	return last
}
