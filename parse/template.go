package parse

import (
	"fmt"
	"strconv"
	"strings"
)

// template is a piece of a $GENERATE line: literal text, and a number behind it unless base is 0.
type template struct {
	literal []byte
	offset  int64
	width   int
	base    byte // d, o, x, X, n, N
}

// maxWidth is the most that a number may be filled up to: an IPv6 address in nibbles, twice.
const maxWidth = 128

// templates cuts the words of a line, from the owner on, into pieces.
func templates(e *entry) ([]template, bool) {
	var out []template
	var literal []byte
	for _, t := range e.tokens[2:] {
		for raw := e.word(t); len(raw) > 0; {
			n, piece, ok := nextPiece(raw)
			switch {
			case !ok:
				return nil, false
			case piece.base == 0:
				literal = append(literal, piece.literal...)
			default:
				piece.literal, literal = literal, nil
				out = append(out, piece)
			}
			raw = raw[n:]
		}
		literal = append(literal, ' ')
	}
	return append(out, template{literal: literal}), true
}

// nextPiece reads what a word begins with: a number's place, or a byte that stands for itself. It gives how long it is.
func nextPiece(raw []byte) (int, template, bool) {
	switch {
	case raw[0] == '\\' && len(raw) > 1:
		return 2, template{literal: raw[:2]}, true
	case raw[0] != '$':
		return 1, template{literal: raw[:1]}, true
	case len(raw) > 1 && raw[1] == '$':
		return 2, template{literal: raw[:1]}, true
	case len(raw) == 1 || raw[1] != '{':
		return 1, template{base: 'd'}, true
	}
	inner, _, closed := strings.Cut(string(raw[2:]), "}")
	t, ok := parsePlace(inner)
	return len(inner) + 3, t, ok && closed
}

// parsePlace reads `offset[,width[,base]]`.
func parsePlace(s string) (template, bool) {
	fields := strings.Split(s, ",")
	offset, err := strconv.ParseInt(fields[0], 10, 32)
	t := template{offset: offset, base: 'd'}
	if err != nil || len(fields) > 3 {
		return t, false
	}
	if len(fields) > 1 {
		width, ok := parseUint([]byte(fields[1]), maxWidth)
		if t.width = int(width); !ok {
			return t, false
		}
	}
	if len(fields) > 2 {
		if len(fields[2]) != 1 || !strings.Contains("doxXnN", fields[2]) {
			return t, false
		}
		t.base = fields[2][0]
	}
	return t, true
}

// appendTo writes the piece for a number. A negative one is written as BIND does it, as 32 bits.
func (t template) appendTo(dst []byte, i int64) []byte {
	dst = append(dst, t.literal...)
	n := i + t.offset
	switch t.base {
	case 'd':
		return fmt.Appendf(dst, "%0*d", t.width, n)
	case 'o':
		return fmt.Appendf(dst, "%0*o", t.width, uint32(n))
	case 'x':
		return fmt.Appendf(dst, "%0*x", t.width, uint32(n))
	case 'X':
		return fmt.Appendf(dst, "%0*X", t.width, uint32(n))
	case 'n':
		return appendNibbles(dst, uint32(n), t.width, "0123456789abcdef")
	case 'N':
		return appendNibbles(dst, uint32(n), t.width, "0123456789ABCDEF")
	}
	return dst
}

// appendNibbles writes the hex digits of n in reverse order with dots between, as ip6.arpa has them. The width counts the
// dots too, so that an even one ends in a dot.
func appendNibbles(dst []byte, n uint32, width int, digits string) []byte {
	for {
		dst = append(dst, digits[n&15])
		n >>= 4
		if width--; n == 0 && width <= 0 {
			return dst
		}
		dst = append(dst, '.')
		if width--; n == 0 && width <= 0 {
			return dst
		}
	}
}
