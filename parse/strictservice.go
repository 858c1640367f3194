package parse

import (
	"regexp"
	"slices"

	"github.com/miekg/dns"
)

// wrongService says what is wrong with the parameters of a service binding or between them (RFC 9460 §7.1.1, §8);
// "" when nothing is.
func wrongService(params []dns.SVCBKeyValue) string {
	for _, p := range params {
		switch p := p.(type) {
		case *dns.SVCBAlpn:
			if len(p.Alpn) == 0 {
				return "alpn without a protocol"
			}
		case *dns.SVCBNoDefaultAlpn:
			if !hasKey(params, dns.SVCB_ALPN) {
				return "no-default-alpn needs alpn beside it"
			}
		case *dns.SVCBMandatory:
			if why := wrongMandatory(p.Code, params); why != "" {
				return why
			}
		case *dns.SVCBDoHPath:
			if !dohPath.MatchString(p.Template) {
				return "dohpath is a path with the variable dns, such as /dns-query{?dns} (RFC 9461 §5)"
			}
		}
	}
	return ""
}

func wrongMandatory(keys []dns.SVCBKey, params []dns.SVCBKeyValue) string {
	if len(keys) == 0 {
		return "mandatory names no key"
	}
	for i, key := range keys {
		switch {
		case key == dns.SVCB_MANDATORY || !hasKey(params, key):
			return "mandatory names the key " + key.String() + ", which is not among the others"
		case i > 0 && key == keys[i-1]:
			return "mandatory names the key " + key.String() + " twice"
		}
	}
	return ""
}

func hasKey(params []dns.SVCBKeyValue, key dns.SVCBKey) bool {
	return slices.ContainsFunc(params, func(p dns.SVCBKeyValue) bool { return p.Key() == key })
}

// dohPath is a template of RFC 6570, relative to the root, with the variable dns.
var dohPath = regexp.MustCompile(`^/.*\{[^{}]*\bdns\b[^{}]*\}`)
