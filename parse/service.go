package parse

import (
	"bytes"
	"strings"

	"github.com/miekg/dns"
)

// parameter reads a parameter of a service binding that miekg/dns would not: a known key under its number, as in
// `key3=\001\187` (RFC 9460 §2.1), and the list of mandatory keys, which may have such. It gives nil for all others.
func (r *rdataReader) parameter(t token) (dns.SVCBKeyValue, *fault) {
	name, value, _ := strings.Cut(string(r.e.word(t)), "=")
	key, ok := serviceKey(name)
	if !ok || t.kind == mixed && value[0] != '"' {
		return nil, nil // miekg/dns tells what is wrong
	}
	text, err := appendText(nil, []byte(value))
	switch {
	case err != nil:
		return nil, r.bad(t, err.Error(), "")
	case name == "mandatory":
		return r.mandatory(t, string(text))
	case name == key.String() && isHint(key) && bytes.HasSuffix(text, []byte(",")):
		return nil, r.bad(t, "the list ends in a comma", "")
	case name == key.String():
		return nil, nil
	}
	return &dns.SVCBLocal{KeyCode: key, Data: text}, nil
}

func isHint(key dns.SVCBKey) bool { return key == dns.SVCB_IPV4HINT || key == dns.SVCB_IPV6HINT }

func (r *rdataReader) mandatory(t token, list string) (dns.SVCBKeyValue, *fault) {
	var keys []dns.SVCBKey
	for name := range strings.SplitSeq(list, ",") {
		key, ok := serviceKey(name)
		if !ok {
			return nil, r.bad(t, "no such key: "+show([]byte(name)), r.layout())
		}
		keys = append(keys, key)
	}
	return &dns.SVCBMandatory{Code: keys}, nil
}

// serviceKey gives the key of a name or of keyN, N without leading zeros. 65535 is reserved, and no key.
func serviceKey(name string) (dns.SVCBKey, bool) {
	if digits, ok := strings.CutPrefix(name, "key"); ok {
		n, ok := parseUint([]byte(digits), 1<<16-2)
		return dns.SVCBKey(n), ok && (digits == "0" || digits[0] != '0')
	}
	for key := dns.SVCB_MANDATORY; key <= dns.SVCB_OHTTP; key++ {
		if key.String() == name {
			return key, true
		}
	}
	return 0, false
}

// addParameters gives a service binding the parameters that miekg/dns has not read.
func addParameters(rr dns.RR, params []dns.SVCBKeyValue) {
	switch rr := rr.(type) {
	case *dns.SVCB:
		rr.Value = append(rr.Value, params...)
	case *dns.HTTPS:
		rr.Value = append(rr.Value, params...)
	}
}
