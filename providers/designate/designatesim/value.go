package designatesim

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// Release15 gives the types that release 15 supports; Latest those of the year 2026 (designate/conf/base.py
// supported_record_type). Both are in Options.Types' terms.
func Release15() []string {
	return []string{"A", "AAAA", "CNAME", "MX", "SRV", "TXT", "SPF", "NS", "PTR", "SSHFP", "SOA", "NAPTR", "CAA", "CERT"}
}

// Latest gives the types of later releases.
func Latest() []string { return append(Release15(), "HTTPS", "SVCB", "TLSA") }

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
		if !isValue(r.Type, v) {
			f.bad("format", []string{r.Type}, fmt.Sprintf("'%s' is not a '%s' Record", v, r.Type), "records", i)
		}
	}
}

// isValue tells whether a text is a value of a type.
func isValue(kind, v string) bool {
	switch kind {
	case "A":
		return isIPv4(v)
	case "AAAA":
		return isIPv6(v)
	case "CNAME", "NS", "PTR":
		return isHostName(v)
	case "MX":
		return isMX(v)
	case "SRV":
		return isSRV(v)
	case "TXT":
		return isTXT(v)
	case "SPF":
		return !strings.HasSuffix(v, `\`)
	case "SSHFP":
		return isSSHFP(v)
	case "CAA":
		return isCAA(v)
	case "NAPTR":
		return isNAPTR(v)
	case "CERT":
		return isCERT(v)
	}
	_, err := dns.NewRR(". IN " + kind + " " + v)
	return err == nil
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

var fingerprintPattern = regexp.MustCompile(`^([0-9A-Fa-f]{10,40}|[0-9A-Fa-f]{64})$`)

func isSSHFP(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 3 && isNumber(p[0], 4) && isNumber(p[1], 2) && fingerprintPattern.MatchString(p[2])
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
