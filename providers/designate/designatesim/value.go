package designatesim

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Release15 gives the types that release 15 supports; Latest those of the year 2026 (designate/conf/base.py
// supported_record_type). Both are in Options.Types' terms.
func Release15() []string {
	return []string{"A", "AAAA", "CNAME", "MX", "SRV", "TXT", "SPF", "NS", "PTR", "SSHFP", "SOA", "NAPTR", "CAA", "CERT"}
}

// Latest gives the types of later releases.
func Latest() []string { return append(Release15(), "HTTPS", "SVCB", "TLSA") }

// errForm refuses a value that is not one of its type.
var errForm = errors.New("form")

// checkSet notes what is wrong with name and values of a set (designate/objects/recordset.py, rrdata_*.py).
func (s *Server) checkSet(f *form, r *set, values []string) {
	if r.Name != "" && !isHostName(r.Name) {
		f.bad("format", "hostname", fmt.Sprintf("'%s' is not a 'hostname'", r.Name), "name")
	}
	if strings.EqualFold(r.Name, s.rejected) {
		f.bad("format", "hostname", fmt.Sprintf("'%s' is not accepted", r.Name), "name")
	}
	switch {
	case r.Type != "" && !slices.Contains(s.o.Types, r.Type):
		f.bad("value", []string{r.Type}, fmt.Sprintf("'%s' is not a supported record type", r.Type), "recordset", "type")
		return
	case r.Type == "SRV" && !servicePattern.MatchString(r.Name), r.Type == "TLSA" && !tlsaPattern.MatchString(r.Name):
		f.bad("format", "hostname", fmt.Sprintf("'%s' is not a service's name", r.Name), "name")
	}
	for i, v := range values {
		if checkValue(r.Type, v) != nil {
			f.bad("format", []string{r.Type}, fmt.Sprintf("'%s' is not a '%s' Record", v, r.Type), "records", i)
		}
	}
}

// checkValue tells whether a value is one of its type.
func checkValue(kind, v string) error {
	check, has := map[string]func(string) bool{
		"A": isIPv4, "AAAA": isIPv6, "CNAME": isHostName, "NS": isHostName, "PTR": isHostName,
		"MX": isMX, "SRV": isSRV, "TXT": isTXT, "SPF": isSPF, "SSHFP": isSSHFP, "CAA": isCAA, "NAPTR": isNAPTR,
		"CERT": isCERT, "TLSA": isTLSA,
	}[kind]
	if has && !check(v) {
		return errForm
	}
	return nil
}

func isIPv4(v string) bool {
	a, err := netip.ParseAddr(v)
	return err == nil && a.Is4()
}

func isIPv6(v string) bool {
	a, err := netip.ParseAddr(v)
	return err == nil && a.Is6() && a.Zone() == ""
}

// isNumber tells whether a text is a number without leading zeros and within bounds.
func isNumber(v string, most uint64) bool {
	n, err := strconv.ParseUint(v, 10, 64)
	return err == nil && n <= most && strconv.FormatUint(n, 10) == v
}

func isMX(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 2 && isNumber(p[0], 65535) && isHostName(p[1])
}

func isSRV(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 4 && isNumber(p[0], 65535) && isNumber(p[1], 65535) && isNumber(p[2], 65535) && isHostName(p[3])
}

// isTXT is the rule of release 15: what is longer than 255 is parted at '" "', and each part with its quotes may have 255.
func isTXT(v string) bool {
	if strings.HasSuffix(v, `\`) {
		return false
	}
	if length(v) <= 255 {
		return isString(v)
	}
	if !isQuoted(v) && !strings.Contains(strings.Trim(v, `"`), `" "`) {
		return false
	}
	for part := range strings.SplitSeq(strings.Trim(v, `"`), `" "`) {
		if !isString(`"` + part + `"`) {
			return false
		}
	}
	return true
}

func length(v string) int { return len([]rune(v)) }

func isQuoted(v string) bool { return strings.HasPrefix(v, `"`) && strings.HasSuffix(v, `"`) }

// isString tells whether a text is one character-string.
func isString(v string) bool {
	if length(v) > 255 {
		return false
	}
	if !isQuoted(v) {
		return !strings.ContainsFunc(v, func(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' })
	}
	inner := strings.Trim(v, `"`)
	for i := range len(inner) {
		if inner[i] == '"' && (i == 0 || inner[i-1] != '\\') {
			return false
		}
	}
	return true
}

func isSPF(v string) bool { return !strings.HasSuffix(v, `\`) }

var fingerprintPattern = regexp.MustCompile(`^([0-9A-Fa-f]{10,40}|[0-9A-Fa-f]{64})$`)

func isSSHFP(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 3 && isNumber(p[0], 4) && isNumber(p[1], 2) && fingerprintPattern.MatchString(p[2])
}

var (
	parameterPattern = regexp.MustCompile(`^\s[A-Za-z0-9]+=[A-Za-z0-9]+`)
	mailtoPattern    = regexp.MustCompile(`^mailto:[A-Za-z0-9_\-]+(\+[A-Za-z0-9_\-]+)?@([^@]*)`)
	webPattern       = regexp.MustCompile(`^https?://([^/]*)/`)
)

// isCAA takes flags 0 and 1 only, and values without quotes.
func isCAA(v string) bool {
	p := strings.SplitN(v, " ", 3)
	if len(p) != 3 || !isNumber(p[0], 1) {
		return false
	}
	switch p[1] {
	case "issue", "issuewild":
		parts := strings.Split(p[2], ";")
		return isZoneName(parts[0]+".") && !slices.ContainsFunc(parts[1:], func(e string) bool { return !parameterPattern.MatchString(e) })
	case "iodef":
		if m := mailtoPattern.FindStringSubmatch(p[2]); m != nil {
			return isZoneName(m[2] + ".")
		}
		m := webPattern.FindStringSubmatch(p[2])
		return m != nil && isZoneName(m[1]+".")
	}
	return false
}

// isNAPTR takes its strings without quotes, which leaves no way to say that one is empty.
func isNAPTR(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 6 && isNumber(p[0], 65535) && isNumber(p[1], 65535) && flagsPattern.MatchString(p[2]) &&
		servicesPattern.MatchString(p[3]) && isSubstitution(p[4]) && isHostName(p[5])
}

var (
	flagsPattern    = regexp.MustCompile(`^[APSU]+$`)
	servicesPattern = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]*(\+[A-Za-z][A-Za-z0-9]{0,31})*)?$`)
)

// isSubstitution tells whether a text is a delimiter, a pattern, the delimiter, a replacement, the delimiter and perhaps i.
func isSubstitution(v string) bool {
	if v == "" {
		return true
	}
	body := strings.TrimSuffix(v, "i")
	return len(body) > 3 && !strings.ContainsAny(body[:1], `0123456789i\"`) && strings.HasSuffix(body, body[:1]) && strings.Count(body, body[:1]) >= 3
}

var mnemonicPattern = regexp.MustCompile(`^([A-Z][A-Z0-9-]*|[0-9]+)$`)

func isCERT(v string) bool {
	p := strings.Split(v, " ")
	if len(p) != 4 || !mnemonicPattern.MatchString(p[0]) || !isNumber(p[1], 65535) || !mnemonicPattern.MatchString(p[2]) {
		return false
	}
	_, err := base64.StdEncoding.DecodeString(p[3])
	return err == nil
}

var tlsaDataPattern = regexp.MustCompile(`^([0-9A-Fa-f]{64}|[0-9A-Fa-f]{128}|[0-9A-Fa-f]{2,})$`)

func isTLSA(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 4 && isNumber(p[0], 3) && isNumber(p[1], 1) && isNumber(p[2], 2) && tlsaDataPattern.MatchString(p[3])
}
