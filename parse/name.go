package parse

import (
	"errors"
	"strings"

	"github.com/miekg/dns"
	"github.com/zonesync/zonesync/zone"
)

// What can be wrong with a name.
var (
	errEmptyName  = errors.New("empty name")
	errEmptyLabel = errors.New("empty label in name")
	errLongLabel  = errors.New("label of more than 63 octets")
	errLongName   = errors.New("name of more than 255 octets")
	errNameEscape = errors.New("bad escape in name")
	errNameQuote  = errors.New("name in quotes")
	errNotASCII   = errors.New("name is not ASCII")
	errNoOrigin   = errors.New("relative name without an origin")
)

// domain is a name in both forms: canonical text, and uncompressed lower-case wire form.
type domain struct {
	text string
	wire []byte
}

// newDomain gives both forms of a canonical name.
func newDomain(name string) (domain, error) {
	wire, err := appendName(nil, []byte(name), nil)
	if err != nil {
		return domain{}, err
	}
	text, err := zone.Name(name)
	return domain{text: text, wire: wire}, err
}

// nameClass tells the bytes of a name apart.
var nameClass = func() (c [256]byte) {
	for b := 0x80; b < 0x100; b++ {
		c[b] = 'x'
	}
	c['.'], c['\\'], c['"'] = '.', '\\', '"'
	return c
}()

// appendName appends the wire form of a name, lower case, to dst. A relative name is taken below the origin's wire form.
func appendName(dst, name, origin []byte) ([]byte, error) {
	switch {
	case len(name) == 0:
		return dst, errEmptyName
	case len(name) == 1 && name[0] == '.':
		return append(dst, 0), nil
	case len(name) == 1 && name[0] == '@':
		if origin == nil {
			return dst, errNoOrigin
		}
		return append(dst, origin...), nil
	}
	begin, label := len(dst), len(dst)
	dst = append(dst, 0)
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch nameClass[c] {
		case 0:
			dst = append(dst, lowerByte(c))
			continue
		case '.':
			if err := closeLabel(dst, label); err != nil {
				return dst, err
			}
			label = len(dst)
			dst = append(dst, 0)
		case '\\':
			b, n := unescape(name[i:])
			if n == 0 {
				return dst, errNameEscape
			}
			dst = append(dst, lowerByte(b))
			i += n - 1
		case '"':
			return dst, errNameQuote
		default:
			return dst, errNotASCII
		}
	}
	if label != len(dst)-1 { // no final dot: relative
		if err := closeLabel(dst, label); err != nil {
			return dst, err
		}
		if origin == nil {
			return dst, errNoOrigin
		}
		dst = append(dst, origin...)
	}
	if len(dst)-begin > 255 {
		return dst, errLongName
	}
	return dst, nil
}

// closeLabel writes the length octet of the label that begins at label and ends dst.
func closeLabel(dst []byte, label int) error {
	n := len(dst) - label - 1
	switch {
	case n == 0:
		return errEmptyLabel
	case n > 63:
		return errLongLabel
	}
	dst[label] = byte(n)
	return nil
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// unescape gives the byte that the escape at the start of s stands for, and how long the escape is; 0 for a bad one.
func unescape(s []byte) (byte, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if s[1] < '0' || s[1] > '9' {
		return s[1], 2
	}
	n := 0
	for i := 1; i < 4; i++ {
		if i >= len(s) || s[i] < '0' || s[i] > '9' {
			return 0, 0
		}
		n = n*10 + int(s[i]-'0')
	}
	if n > 255 {
		return 0, 0
	}
	return byte(n), 4
}

// nameText gives the canonical text of an uncompressed wire-form name; the arena keeps it.
func nameText(a *arena, wire []byte) string {
	var buf [256]byte
	n := copy(buf[:], wire[1:])
	if n == 0 {
		return "."
	}
	for i := 0; i < n; i++ {
		next := i + int(wire[i])
		for ; i < next; i++ {
			if needsEscape[buf[i]] {
				return escapedText(wire)
			}
		}
		buf[i] = '.'
	}
	return a.keep(buf[:n])
}

// needsEscape has the bytes that miekg/dns, and so zone.Name, writes with a backslash.
var needsEscape = func() (t [256]bool) {
	for b := range t {
		t[b] = b <= ' ' || b >= 0x7f || strings.IndexByte(`.'@;()"\`, byte(b)) >= 0
	}
	return t
}()

func escapedText(wire []byte) string {
	text, _, err := dns.UnpackDomainName(wire, 0)
	if err != nil {
		panic("parse: own wire form is wrong: " + err.Error()) // appendName made it
	}
	return text
}
