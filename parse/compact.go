package parse

import (
	"encoding/hex"

	"github.com/miekg/dns"
)

// compact reads the types of security that large zones have many of, in their plain form: numbers and hex digits. It
// gives false, and leaves nothing behind, for all that is not so plain; miekg/dns tells then what it is.
func (r *rdataReader) compact() bool {
	ok := false
	switch r.code {
	case dns.TypeDS, dns.TypeCDS:
		ok = r.numbers(2, 1, 1) && r.digits() && digest(len(r.out)-4, dsSizes[r.out[3]]) == ""
	case dns.TypeTLSA, dns.TypeSMIMEA:
		ok = r.numbers(1, 1, 1) && r.digits()
	case dns.TypeSSHFP:
		ok = r.numbers(1, 1) && r.digits() && digest(len(r.out)-2, sshfpSizes[r.out[1]]) == ""
	case dns.TypeCAA:
		ok = r.numbers(1) && r.property()
	}
	if !ok {
		r.next, r.out = 0, r.out[:0]
	}
	return ok
}

// numbers reads decimal numbers of one or two octets.
func (r *rdataReader) numbers(octets ...int) bool {
	for _, n := range octets {
		if !r.more() {
			return false
		}
		v, ok := parseUint(r.e.word(r.take()), 1<<(8*n)-1)
		if !ok {
			return false
		}
		if n == 2 {
			r.out = append(r.out, byte(v>>8))
		}
		r.out = append(r.out, byte(v))
	}
	return true
}

// digits reads one word of hex digits, the last.
func (r *rdataReader) digits() bool {
	if r.next != len(r.tokens)-1 {
		return false
	}
	var err error
	r.out, err = hex.AppendDecode(r.out, r.e.word(r.take()))
	return err == nil
}

// property reads what a CAA has behind its flags: a tag and a string.
func (r *rdataReader) property() bool {
	if r.next != len(r.tokens)-2 {
		return false
	}
	tag, value := r.e.word(r.take()), r.take()
	for _, c := range tag {
		if notAlphanumeric(rune(c)) {
			return false
		}
	}
	if value.kind != quoted || len(tag) > maxString {
		return false
	}
	r.out = append(append(r.out, byte(len(tag))), tag...)
	var err error
	r.out, err = appendText(r.out, r.e.word(value))
	return err == nil
}
