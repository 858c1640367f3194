package parse

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/zonesync/zonesync/zone"
)

// longTTL is a week: longer TTLs outlive most plans to change something.
const longTTL = 604800

// checkTTL looks at the TTL of a set, at its first record.
func (c *checker) checkTTL(r *zone.Record) {
	switch {
	case r.TTL == 0:
		c.warn(r, fieldTTL, problem{rule: "ttl-extreme", message: "TTL 0: nobody caches the answer, every query comes to the server",
			hint: "60 is short enough for almost everything"})
	case r.TTL > longTTL:
		c.warn(r, fieldTTL, problem{rule: "ttl-extreme", message: fmt.Sprintf("TTL %d is over a week (%d): a change takes that long to be seen", r.TTL, longTTL),
			hint: "86400 is long enough for almost everything"})
	}
}

// checkAddress looks for addresses that mean nothing in the public DNS.
func (c *checker) checkAddress(r *zone.Record) {
	addr, ok := netip.AddrFromSlice([]byte(r.RData))
	if c.private || !ok {
		return
	}
	kind := ""
	switch {
	case addr.IsPrivate():
		kind = "a private"
	case addr.IsLoopback():
		kind = "a loopback"
	case addr.IsLinkLocalUnicast():
		kind = "a link-local"
	default:
		return
	}
	c.warn(r, fieldRData, problem{rule: "private-address", message: fmt.Sprintf("%s is %s address", addr, kind),
		hint: "say `private: true` for the zone in the config if that is meant"})
}

// maxSPFLookups is how many terms that need a look-up a receiver follows (RFC 7208 §4.6.4).
const maxSPFLookups = 10

// checkSPF counts the look-ups of an SPF record.
func (c *checker) checkSPF(r *zone.Record) {
	if len(r.RData) < 2 || r.RData[1]|0x20 != 'v' {
		return // spares joining the strings of all other records
	}
	terms := strings.Fields(strings.ToLower(joinStrings(r.RData)))
	if len(terms) == 0 || terms[0] != "v=spf1" {
		return
	}
	n := 0
	for _, t := range terms[1:] {
		if looksUp(t) {
			n++
		}
	}
	if n > maxSPFLookups {
		c.warn(r, fieldRData, problem{rule: "spf-lookups",
			message: fmt.Sprintf("SPF needs %d look-ups; receivers give up after %d (RFC 7208 §4.6.4)", n, maxSPFLookups),
			hint:    "replace mx, a or include by the addresses they stand for (ip4, ip6)"})
	}
}

// looksUp tells whether an SPF term makes the receiver ask the DNS.
func looksUp(term string) bool {
	term = strings.TrimLeft(term, "+-~?")
	if i := strings.IndexAny(term, ":/="); i >= 0 {
		term = term[:i]
	}
	switch term {
	case "include", "a", "mx", "ptr", "exists", "redirect":
		return true
	}
	return false
}

// joinStrings gives the character-strings of an RDATA as one.
func joinStrings(rdata string) string {
	var b strings.Builder
	for len(rdata) > 0 {
		n := min(1+int(rdata[0]), len(rdata))
		b.WriteString(rdata[1:n])
		rdata = rdata[n:]
	}
	return b.String()
}
