package tonicdnssim

import (
	"net/netip"
	"regexp"
	"strings"
)

const (
	label = `[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?`
	host  = `(?:` + label + `\.)+[A-Za-z]{2,61}`
)

var (
	namePattern  = regexp.MustCompile(`^(?:\*\.)?` + host + `$`)
	hostPattern  = regexp.MustCompile(`^` + host + `$`)
	srvPattern   = regexp.MustCompile(`^(\d{1,5}) (\d{1,5}) (\S+)$`)
	soaPattern   = regexp.MustCompile(`^(\S+) (?:[^@ ]+@)?(\S+) \d+ \d+ \d+ \d+ \d+$`)
	caaPattern   = regexp.MustCompile(`^\d{1,3} (?:issue|issuewild|iodef|auth|path|policy) "[^"]*"$`)
	sshfpPattern = regexp.MustCompile(`^[1-3] [12] (?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$`)
	naptrPattern = regexp.MustCompile(`^\d{1,5} \d{1,5} "[^ "]*" "[^ "]*" "[^ "]*" (\S+)$`)
)

// rhs is the rule of a type's content, with the code of its breach.
type rhs struct {
	code  string
	sound func(content string) bool
}

// types are the record types there are.
var types = map[string]rhs{
	"A":     {"RECORD_RHS_INVALID_IPV4", isIPv4},
	"AAAA":  {"RECORD_RHS_INVALID_IPV6", isIPv6},
	"CAA":   {"RECORD_RHS_INVALID_CAA", caaPattern.MatchString},
	"CNAME": {"RECORD_RHS_INVALID_CNAME", isHost},
	"MX":    {"RECORD_RHS_INVALID_MX", isHost},
	"NAPTR": {"RECORD_RHS_INVALID_NAPTR", isNAPTR},
	"NS":    {"RECORD_RHS_INVALID_NS", isHost},
	"PTR":   {"RECORD_RHS_INVALID_PTR", isHost},
	"RP":    {"RECORD_RHS_INVALID_RP", isRP},
	"SOA":   {"RECORD_RHS_INVALID_SOA", isSOA},
	"SPF":   {"RECORD_RHS_INVALID_SPF", isText},
	"SSHFP": {"RECORD_RHS_INVALID_SSHFP", sshfpPattern.MatchString},
	"SRV":   {"RECORD_RHS_INVALID_SRV", isSRV},
	"TXT":   {"RECORD_RHS_INVALID_TXT", isText},
}

func isName(s string) bool { return len(s) <= 253 && namePattern.MatchString(s) }
func isHost(s string) bool { return len(s) <= 253 && hostPattern.MatchString(s) }

func isIPv4(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is4()
}

// isIPv6 knows no embedded IPv4 address and no scope.
func isIPv6(s string) bool {
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is6() && !strings.ContainsAny(s, ".%")
}

// isText looks at both ends only. A quote just inside them is refused, escaped or not, and so is an empty string there;
// nothing but an empty string is sound.
func isText(s string) bool {
	n := len(s)
	if n < 2 || s[0] != '"' || s[n-1] != '"' {
		return false
	}
	return n == 2 || s[1] != '"' && s[n-2] != '"'
}

func isSRV(s string) bool {
	m := srvPattern.FindStringSubmatch(s)
	return m != nil && isUint16(m[1]) && isUint16(m[2]) && isHost(m[3])
}

// isUint16 takes up to five digits.
func isUint16(digits string) bool {
	return len(digits) < 5 || digits <= "65535"
}

// isSOA takes the mailbox as a name or as an e-mail address.
func isSOA(s string) bool {
	m := soaPattern.FindStringSubmatch(s)
	return m != nil && isHost(m[1]) && isHost(m[2])
}

func isRP(s string) bool {
	mailbox, text, two := strings.Cut(s, " ")
	return two && isHost(mailbox) && isHost(text)
}

func isNAPTR(s string) bool {
	m := naptrPattern.FindStringSubmatch(s)
	return m != nil && (m[1] == "." || isHost(m[1]))
}
