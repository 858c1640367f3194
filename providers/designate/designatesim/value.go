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
	if s.rejected != "" && strings.EqualFold(r.Name, s.rejected) {
		f.bad("format", "hostname", fmt.Sprintf("'%s' is not accepted", r.Name), "name")
	}
	switch {
	case !slices.Contains(s.o.Types, r.Type):
		f.problems = []problem{{[]any{"recordset", "type"}, fmt.Sprintf("'%s' is not a supported record type", r.Type), "value", []string{r.Type}}}
		return
	case r.Type == "SRV" && !servicePattern.MatchString(r.Name), r.Type == "TLSA" && !tlsaPattern.MatchString(r.Name):
		f.bad("name", nil, "name is invalid", "name")
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
		return isZoneName(v)
	case "MX":
		return isMX(v)
	case "SRV":
		return isSRV(v)
	case "TXT":
		return isTXT(v)
	case "SPF":
		return isPolicy(v)
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

// isNumber tells whether a text is a number within bounds and without leading zeros, which only MX forbids.
func isNumber(v string, most uint64) bool {
	n, err := strconv.ParseUint(v, 10, 64)
	return err == nil && n <= most && strconv.FormatUint(n, 10) == v
}

// isBelow is isNumber with leading zeros.
func isBelow(v string, bound uint64) bool {
	n, err := strconv.ParseUint(v, 10, 64)
	return err == nil && n < bound
}

func isMX(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 2 && isNumber(p[0], 65535) && strings.HasSuffix(p[1], ".") && len(p[1]) <= 255
}

func isSRV(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 4 && isBelow(p[0], 65536) && isBelow(p[1], 65536) && isBelow(p[2], 65536) && isZoneName(p[3])
}

var fingerprintPattern = regexp.MustCompile(`^([0-9A-Fa-f]{10,40}|[0-9A-Fa-f]{64})$`)

func isSSHFP(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 3 && isNumber(p[0], 4) && isNumber(p[1], 2) && fingerprintPattern.MatchString(p[2])
}

// The names that CERT records may have for numbers (designate/objects/rrdata_cert.py).
var (
	certTypes = strings.Fields("PKIX SPKI PGP IPKIX ISPKI IPGP ACPKIX IACPKIX URI OID DPKIX DPTR")
	certAlgos = strings.Fields("RSAMD5 DSA RSASHA1 DSA-NSEC3-SHA1 RSASHA1-NSEC3-SHA1 RSASHA256 RSASHA512 ECC-GOST " +
		"ECDSAP256SHA256 ECDSAP384SHA384 ED25519 ED448")
)

func isCERT(v string) bool {
	p := strings.Split(v, " ")
	if len(p) != 4 || !isBelow(p[1], 65536) {
		return false
	}
	if !slices.Contains(certTypes, p[0]) && !isBelow(p[0], 65536) || !slices.Contains(certAlgos, p[2]) && !isBelow(p[2], 256) {
		return false
	}
	_, err := base64.StdEncoding.DecodeString(p[3])
	return err == nil
}
