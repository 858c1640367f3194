package huaweisim

import (
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxValues is how many values a set may have.
const maxValues = 50

// checkers tell what is a value of a type (Huawei Cloud DNS, "Record Set Types and Configuration Rules"). Types that are
// missing cannot be written in public zones.
var checkers = map[string]func(v string) bool{
	"A":     func(v string) bool { a, err := netip.ParseAddr(v); return err == nil && a.Is4() },
	"AAAA":  func(v string) bool { a, err := netip.ParseAddr(v); return err == nil && a.Is6() && a.Zone() == "" },
	"CNAME": isTarget,
	"NS":    isTarget,
	"MX":    isMX,
	"TXT":   isTXT,
	"SRV":   isSRV,
	"CAA":   isCAA,
}

// checkValues refuses what a set of a type cannot hold.
func checkValues(kind string, records []string) error {
	is := checkers[kind]
	switch {
	case is == nil:
		return bad("DNS.0307", "The record set type %s is invalid.", kind)
	case len(records) == 0 || len(records) > maxValues || kind == "CNAME" && len(records) != 1:
		return bad("DNS.0308", "The record set has %d values.", len(records))
	}
	for _, v := range records {
		if !is(v) {
			return bad("DNS.0308", "The value %s of the record set is invalid.", v)
		}
	}
	return nil
}

func isTTL(n int) bool { return n >= 1 && n <= math.MaxInt32 }

func isNumber(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= most && strings.Trim(text, "0123456789") == ""
}

var labelPattern = regexp.MustCompile(`^[a-z0-9_-]{1,63}$`)

// isName tells whether a text is a name in lower case that ends in a dot.
func isName(name string) bool {
	rest, full := strings.CutSuffix(name, ".")
	return full && len(name) <= 254 &&
		!slices.ContainsFunc(strings.Split(rest, "."), func(label string) bool { return !labelPattern.MatchString(label) })
}

func isZoneName(name string) bool { return isName(name) && strings.Count(name, ".") > 1 }

// isTarget takes names also without the final dot.
func isTarget(v string) bool { return isName(strings.ToLower(strings.TrimSuffix(v, ".")) + ".") }

// isMX has no null MX.
func isMX(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 2 && isNumber(p[0], math.MaxUint16) && isTarget(p[1])
}

func isSRV(v string) bool {
	p := strings.Split(v, " ")
	return len(p) == 4 && isNumber(p[0], math.MaxUint16) && isNumber(p[1], math.MaxUint16) && isNumber(p[2], math.MaxUint16) &&
		(p[3] == "." || isTarget(p[3]))
}

// Printable characters; neither quotes nor backslashes can be written in any way.
var (
	txtPattern = regexp.MustCompile(`^"[ !#-\[\]-~]{0,255}"( "[ !#-\[\]-~]{0,255}")*$`)
	caaPattern = regexp.MustCompile(`^([0-9]{1,3}) [a-zA-Z0-9]{1,15} "[ !#-\[\]-~]{0,255}"$`)
)

func isTXT(v string) bool { return len(v) <= 4096 && txtPattern.MatchString(v) }

func isCAA(v string) bool {
	m := caaPattern.FindStringSubmatch(v)
	return m != nil && isNumber(m[1], math.MaxUint8)
}
