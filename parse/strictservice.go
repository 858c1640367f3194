package parse

import (
	"slices"

	"github.com/miekg/dns"
)

// wrongService says what is wrong between the parameters of a service binding (RFC 9460 §7.1.1, §8); "" when nothing is.
func wrongService(params []dns.SVCBKeyValue) string {
	for _, p := range params {
		switch p := p.(type) {
		case *dns.SVCBNoDefaultAlpn:
			if !hasKey(params, dns.SVCB_ALPN) {
				return "no-default-alpn needs alpn beside it"
			}
		case *dns.SVCBMandatory:
			for _, key := range p.Code {
				if key == dns.SVCB_MANDATORY || !hasKey(params, key) {
					return "mandatory names the key " + key.String() + ", which is not among the others"
				}
			}
		}
	}
	return ""
}

func hasKey(params []dns.SVCBKeyValue, key dns.SVCBKey) bool {
	return slices.ContainsFunc(params, func(p dns.SVCBKeyValue) bool { return p.Key() == key })
}
