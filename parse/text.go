package parse

import (
	"bytes"
	"errors"
)

// What can be wrong with a character-string.
var (
	errTextEscape = errors.New(`bad escape: \DDD is a number up to 255`)
	errTextASCII  = errors.New("string is not ASCII")
)

// appendText appends the bytes that a character-string stands for, with or without quotes.
func appendText(dst, word []byte) ([]byte, error) {
	if len(word) >= 2 && word[0] == '"' {
		word = word[1 : len(word)-1]
	}
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c == '\\':
			b, n := unescape(word[i:])
			if n == 0 {
				return dst, errTextEscape
			}
			dst = append(dst, b)
			i += n - 1
		case c >= 0x7f:
			return dst, errTextASCII
		default:
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// Limits of text: one string's length has one octet (RFC 1035 §3.3); longer texts than the other make answers that are
// cut off or refused on their way.
const (
	maxString = 255
	maxText   = 4096
)

// text reads the strings of a TXT.
func (r *rdataReader) text() *fault {
	total := 0
	for r.more() {
		t := r.take()
		raw := r.e.word(t)
		if t.kind == mixed {
			return r.bad(t, "quote in the middle of "+show(raw), "put a blank before the string")
		}
		var err error
		if r.buf, err = appendText(r.buf[:0], raw); err != nil {
			return r.bad(t, err.Error(), textHint(err, raw))
		}
		if len(r.buf) > maxString {
			r.p.warn(r.e, t.start, "string of more than 255 bytes is split", "write it as several strings of up to 255 bytes")
		}
		total += len(r.buf)
		r.appendStrings()
	}
	if total > maxText {
		r.p.warn(r.e, r.tokens[0].start, "text of more than 4096 bytes in all", "many resolvers do not take it")
	}
	return nil
}

// appendStrings appends buf as strings of up to 255 bytes.
func (r *rdataReader) appendStrings() {
	rest := r.buf
	for {
		n := min(len(rest), maxString)
		r.out = append(r.out, byte(n))
		r.out = append(r.out, rest[:n]...)
		if rest = rest[n:]; len(rest) == 0 {
			return
		}
	}
}

func textHint(err error, raw []byte) string {
	if errors.Is(err, errTextASCII) {
		return `write other bytes as \DDD`
	}
	if bytes.Contains(raw, []byte(`\x`)) {
		return "escapes are decimal"
	}
	return ""
}
