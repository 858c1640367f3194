package parse

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
	"golang.org/x/net/publicsuffix"

	"github.com/zonesync/zonesync/zone"
)

// checkTarget looks at the name that a record points to, when it lies in the zone. One thing at most is told about it: that
// which is nearest to the cause. Records that are never answered are left to checkCovered.
func (c *checker) checkTarget(i int, r *zone.Record) {
	if c.nodes[i].cover >= 0 {
		return
	}
	name, token, inside := c.targets.inside(r.Type, r.RData)
	if !inside {
		return
	}
	how, to := c.resolve(name)
	if r.Type == dns.TypeNS && to >= 0 {
		c.nodes[to].kinds |= isNameServer
	}
	var p problem
	switch {
	case c.lacksDot(name, how, to):
		p = problem{rule: "missing-final-dot", message: "looks like a full name without its final dot",
			hint: fmt.Sprintf("write %q", strings.TrimSuffix(name, c.origin))}
	case r.Type == dns.TypeNS && c.lacksGlue(r.Name, name, how, to):
		p = problem{rule: "missing-glue", message: "is a name server inside the zone and has no address in it",
			hint: "add its A or AAAA record"}
	case wantsAddress(r.Type) && c.answers(how, to, hasCNAME):
		p = problem{rule: "target-is-cname", message: "is a CNAME (RFC 2181 §10.3)", hint: "name the CNAME's own target instead"}
	case how == nothing && !(r.Type == dns.TypeDNAME && c.exists(name)):
		p = problem{rule: "target-missing", message: "does not exist in the zone, nor does a wildcard match it",
			hint: "add it, or correct the name"}
	case wantsAddress(r.Type) && how != elsewhere && !c.answers(how, to, hasAddress):
		p = problem{rule: "target-missing", message: "has no address in the zone", hint: "add its A or AAAA record"}
	default:
		return
	}
	p.token = token
	p.message = fmt.Sprintf("%s target %s %s", zone.TypeString(r.Type), name, p.message)
	c.warn(r, fieldRData, p)
}

// wantsAddress tells whether a type's target must have an address of its own.
func wantsAddress(rrtype uint16) bool {
	return rrtype == dns.TypeMX || rrtype == dns.TypeNS || rrtype == dns.TypeSRV
}

// answers tells whether the zone itself answers for a resolved name, with one of these kinds.
func (c *checker) answers(how match, to int, k kinds) bool {
	return (how == direct || how == synthesized) && c.nodes[to].kinds&k != 0
}

// lacksGlue tells whether the zone should have the address of a name server and has not: that of a delegation's server at
// or below the cut, which nobody else can give, and that of the zone's own servers.
func (c *checker) lacksGlue(owner, server string, how match, to int) bool {
	switch {
	case owner != c.origin && zone.Below(server, owner):
		return to < 0 || c.nodes[to].kinds&hasAddress == 0
	case owner == c.origin:
		return how != elsewhere && !c.answers(how, to, hasAddress|hasCNAME)
	}
	return false
}

// lacksDot tells whether a target was likely meant as a full name: without its final dot the origin comes behind it. That
// is sure where it repeats the origin; a name that ends like one of the public DNS is suspicious when it does not exist.
// The wildcard of the apex is no proof that it does, for it matches every mistake.
func (c *checker) lacksDot(name string, how match, to int) bool {
	if name == c.origin || c.origin == "." {
		return false
	}
	written := zone.Relative(name, c.origin) + "."
	if zone.Below(written, c.origin) {
		return true
	}
	if how == elsewhere || how == direct || how == synthesized && c.nodes[to].name != wildcard(c.origin) || c.exists(name) {
		return false
	}
	return zone.Parent(written) != "." && endsPublic(strings.TrimSuffix(written, "."))
}

// endsPublic tells whether a name ends in a suffix of the public suffix list. For a name that is not on it the list gives
// the last label, unmanaged.
func endsPublic(name string) bool {
	suffix, icann := publicsuffix.PublicSuffix(name)
	return icann || strings.Contains(suffix, ".")
}
