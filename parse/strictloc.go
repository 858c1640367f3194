package parse

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"

	"github.com/miekg/dns"
)

// location is the RDATA of a LOC (RFC 1876 §3). Minutes and seconds may be left out, and so may what follows the altitude.
var location = regexp.MustCompile(`^` + angle + `([NS]) ` + angle + `([EW]) (-?\d+(?:\.\d{0,2})?)m?((?: \d+(?:\.\d\d?)?m?){0,3})$`)

const angle = `(\d+)(?: (\d+)(?: (\d+(?:\.\d{0,3})?))?)? `

// fullLocation writes out what a LOC leaves out, because miekg/dns does not take it without; false where it is none.
func fullLocation(text string) (string, bool) {
	m := location.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	altitude, err := strconv.ParseFloat(m[9], 64)
	return fmt.Sprintf("%s %s %s %s %s %s %s %s %s%s", m[1], cmp.Or(m[2], "0"), cmp.Or(m[3], "0"), m[4],
		m[5], cmp.Or(m[6], "0"), cmp.Or(m[7], "0"), m[8], m[9], m[10]), err == nil && altitude >= -100_000 && altitude <= 42_849_672.95
}

// wrongPlace says what is wrong with a LOC; "" when nothing is. Angles count from 2^31, in thousandths of a second.
func wrongPlace(rr *dns.LOC) string {
	const degree = 60 * 60 * 1000
	off := func(a uint32) int64 { return max(int64(a)-dns.LOC_EQUATOR, dns.LOC_EQUATOR-int64(a)) }
	if off(rr.Latitude) > 90*degree || off(rr.Longitude) > 180*degree {
		return "there is no such place"
	}
	for _, size := range []uint8{rr.Size, rr.HorizPre, rr.VertPre} {
		if size>>4 > 9 || size&15 > 9 {
			return "sizes are a digit and a power of ten"
		}
	}
	return ""
}
