package zone

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// Name gives the canonical form of a domain name in presentation form: lower case, fully qualified, every byte escaped in
// the one way miekg/dns prints it. A name without a final dot is taken as absolute. Names over 255 octets or with labels
// over 63 (RFC 1035 §2.3.4) and names with bad escapes are errors.
func Name(s string) (string, error) {
	if s == "" || !soundEscapes(s) {
		return "", fmt.Errorf("name %q: empty, or a bad escape", s)
	}
	var buf [256]byte
	n, err := dns.PackDomainName(dns.Fqdn(s), buf[:], 0, nil, false)
	if err != nil {
		return "", fmt.Errorf("name %q: %w", s, err)
	}
	lower(buf[:n])
	name, _, err := dns.UnpackDomainName(buf[:n], 0)
	if err != nil {
		return "", fmt.Errorf("name %q: %w", s, err)
	}
	return name, nil
}

// soundEscapes tells whether every backslash stands before three digits up to 255 or before something else than a digit
// (RFC 1035 §5.1); miekg/dns takes others, too.
func soundEscapes(s string) bool {
	for i := strings.IndexByte(s, '\\'); i >= 0 && i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		i++
		switch {
		case i == len(s):
			return false
		case !isDigit(s[i]):
		case i+2 >= len(s) || !isDigit(s[i+1]) || !isDigit(s[i+2]) || s[i:i+3] > "255":
			return false
		}
	}
	return true
}

// CompareNames orders canonical names as RFC 4034 §6.1 does: label by label from the right, by the bytes that the labels
// stand for, a parent before its children.
func CompareNames(a, b string) int {
	if a == b {
		return 0
	}
	a, b = strings.TrimSuffix(a, "."), strings.TrimSuffix(b, ".")
	for a != "" && b != "" {
		i, j := lastLabel(a), lastLabel(b)
		if c := compareLabels(a[i:], b[j:]); c != 0 {
			return c
		}
		a, b = a[:max(i-1, 0)], b[:max(j-1, 0)]
	}
	return cmp.Compare(len(a), len(b))
}

// lastLabel gives where the last label of a name without its final dot begins.
func lastLabel(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' && !escaped(s, i) {
			return i + 1
		}
	}
	return 0
}

// escaped tells whether the byte at i is the second half of a `\.` or `\\`.
func escaped(s string, i int) bool {
	n := 0
	for i--; i >= 0 && s[i] == '\\'; i-- {
		n++
	}
	return n%2 == 1
}

func compareLabels(a, b string) int {
	if strings.IndexByte(a, '\\') < 0 && strings.IndexByte(b, '\\') < 0 {
		return strings.Compare(a, b)
	}
	return strings.Compare(unescape(a), unescape(b))
}

// unescape gives the bytes that a label stands for (RFC 1035 §5.1).
func unescape(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			b = append(b, s[i])
		case i+3 < len(s) && isDigit(s[i+1]) && isDigit(s[i+2]) && isDigit(s[i+3]):
			b = append(b, (s[i+1]-'0')*100+(s[i+2]-'0')*10+s[i+3]-'0')
			i += 3
		case i+1 < len(s):
			i++
			b = append(b, s[i])
		}
	}
	return string(b)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// Below tells whether a canonical name is the origin itself or lies below it.
func Below(name, origin string) bool {
	if origin == "." || name == origin {
		return true
	}
	i := len(name) - len(origin) - 1
	return i >= 0 && name[i] == '.' && name[i+1:] == origin && !escaped(name, i)
}

// Parent gives the name without its first label, "." for the root and for top-level names.
func Parent(name string) string {
	for i := 0; i < len(name)-1; i++ {
		if name[i] == '.' && !escaped(name, i) {
			return name[i+1:]
		}
	}
	return "."
}

// Relative gives a name as it is written in a zone file below origin: "@" for the origin itself, without the origin's
// labels for a name below it, and absolute otherwise.
func Relative(name, origin string) string {
	switch {
	case name == origin:
		return "@"
	case origin == ".":
		return strings.TrimSuffix(name, ".")
	case Below(name, origin):
		return name[:len(name)-len(origin)-1]
	}
	return name
}

// lower folds ASCII capitals in place. It is safe on a whole wire-form name: length octets are below 64, under 'A'.
func lower(b []byte) {
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
}
