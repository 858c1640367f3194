package tonicdns

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/miekg/dns"
)

// What the server's validators take (TonicDNS, classes/Validators.class.php), for additions and deletions alike: one record
// that they refuse makes them refuse the whole request.

const (
	label   = `[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?`
	host    = `(?:` + label + `\.)+[A-Za-z]{2,61}`
	hostDot = host + `\.?` // a setting of the server allows the dot; what is written here has none
	quoted  = `"(?:[^"\\]|\\.)*"`

	maxName    = 253
	maxContent = 4096
)

// rule is what a type's content must be like.
type rule struct {
	sound func(content string) bool
	want  string // for people
}

func like(pattern, want string) rule {
	return rule{regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString, want}
}

var (
	nameRule = like(`(?:\*\.)?`+host, "be two labels or more of letters, digits, - and _, none beginning with - or ending in - or _, "+
		"the last one of letters only; * may stand before them")
	hostRule = like(hostDot, "be a host name of two labels or more of letters, digits, - and _, the last one of letters only")
	textRule = rule{isText, "be quoted strings, the first and the last of several not empty"}
)

// rules are those of the types that there are.
var rules = map[uint16]rule{
	dns.TypeA:     {isIPv4, "be an IPv4 address"},
	dns.TypeAAAA:  {isIPv6, "be an IPv6 address in hexadecimal"},
	dns.TypeCAA:   like(`\d{1,3} (?:issue|issuewild|iodef|auth|path|policy) "[^"]*"`, "have one of the tags issue, issuewild, iodef, auth, path and policy"),
	dns.TypeCNAME: hostRule,
	dns.TypeMX:    hostRule,
	dns.TypeNAPTR: like(`\d{1,5} \d{1,5}(?: "[^ "]*"){3} (?:\.|`+hostDot+`)`, "have no blank in its strings, and a host name or a dot as its replacement"),
	dns.TypeNS:    hostRule,
	dns.TypePTR:   hostRule,
	dns.TypeRP:    like(hostDot+" "+hostDot, "be two host names of two labels or more"),
	dns.TypeSOA:   like(hostDot+` (?:[^@ \\]+@)?`+hostDot+`(?: \d{1,10}){5}`, "be two host names of two labels or more and five numbers"),
	dns.TypeSPF:   textRule,
	dns.TypeSRV:   like(`\d{1,5} \d{1,5} `+hostDot, "have a host name of two labels or more as its target"),
	dns.TypeSSHFP: like(`[1-3] [12] (?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})`, "be of algorithm 1 to 3 (not Ed25519) and type 1 or 2"),
	dns.TypeTXT:   textRule,
}

// fit tells why the API refuses a record that is spelled as the API wants it; "" when it does not.
func fit(name string, rrtype uint16, content string) string {
	r, known := rules[rrtype]
	switch {
	case !known:
		return "TonicDNS has no records of this type"
	case !isName(name):
		return nameRule.breach("name")
	case len(content) > maxContent:
		return "TonicDNS takes 4096 characters of content at most, each that needs an escape counting for four"
	case !r.sound(content):
		return r.breach("content")
	}
	return ""
}

// breach says what is wanted, and not what is there, so that many records can share one warning.
func (r rule) breach(of string) string { return "TonicDNS wants the " + of + " to " + r.want }

func isName(name string) bool { return len(name) <= maxName && nameRule.sound(name) }

func isIPv4(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is4()
}

func isIPv6(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is6() && !strings.ContainsAny(s, ".%")
}

var textPattern = regexp.MustCompile(`^` + quoted + `(?: +` + quoted + `)*$`)

// isText takes quoted strings. The server refuses a quote just inside of the two ends, whatever it means there. (It takes
// quotes between them that are not in pairs; what those mean nobody can say.)
func isText(s string) bool {
	return textPattern.MatchString(s) && (s == `""` || s[1] != '"' && s[len(s)-2] != '"')
}

// extensions are what the server takes off a path as a file's extension, wherever it stands behind the first dot: a call for
// www.zip.com reaches www.com.
var extensions = strings.Fields("html txt php css js json xml rss atom gz tar zip gif png jpg ico swf flv mpeg mov mp3")
