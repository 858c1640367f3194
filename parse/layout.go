package parse

import "github.com/miekg/dns"

// layout says how the RDATA of a type is written, as a hint.
func (r *rdataReader) layout() string {
	if s := layouts[r.code]; s != "" {
		return "written as: " + s
	}
	return ""
}

var layouts = map[uint16]string{
	dns.TypeA:      "192.0.2.1",
	dns.TypeAAAA:   "2001:db8::1",
	dns.TypeNS:     "name",
	dns.TypeCNAME:  "name",
	dns.TypePTR:    "name",
	dns.TypeDNAME:  "name",
	dns.TypeMX:     "preference name",
	dns.TypeSRV:    "priority weight port name",
	dns.TypeTXT:    `"string" "string" …; what stands behind a semicolon outside of quotes is a comment`,
	dns.TypeSPF:    `"string" "string" …`,
	dns.TypeSOA:    "primary mailbox ( serial refresh retry expire minimum )",
	dns.TypeCAA:    `flags tag "value"`,
	dns.TypeTLSA:   "usage selector matching-type hex",
	dns.TypeSMIMEA: "usage selector matching-type hex",
	dns.TypeSSHFP:  "algorithm fingerprint-type hex",
	dns.TypeDS:     "key-tag algorithm digest-type hex",
	dns.TypeCDS:    "key-tag algorithm digest-type hex",
	dns.TypeDNSKEY: "flags protocol algorithm base64",
	dns.TypeNAPTR:  `order preference "flags" "services" "regexp" name`,
	dns.TypeLOC:    "degrees minutes seconds N|S degrees minutes seconds E|W altitude",
	dns.TypeURI:    `priority weight "target"`,
	dns.TypeHTTPS:  "priority name key=value …",
	dns.TypeSVCB:   "priority name key=value …",
	dns.TypeHINFO:  `"CPU" "OS"`,
	dns.TypeRP:     "mailbox name",
	dns.TypeAFSDB:  "subtype name",
}
