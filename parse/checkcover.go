package parse

import (
	"fmt"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// checkCovered tells data that is never answered because the name is delegated or lies below a delegation or a DNAME. What
// belongs there is no mistake: NS and DS, and the addresses of name servers (glue).
func (c *checker) checkCovered() {
	for i := range c.nodes {
		n := &c.nodes[i]
		if n.cover < 0 && !c.isCut(i) {
			continue
		}
		recs := c.at(i)
		for j := range recs {
			r := &recs[j]
			if j > 0 && r.Type == recs[j-1].Type {
				continue // one finding for a set
			}
			switch {
			case n.cover >= 0 && !c.isCut(int(n.cover)):
				c.refuse(r, "occluded", fmt.Sprintf("%s lies below the DNAME of %s, where nothing may be (RFC 6672 §2.4)",
					r.Name, c.nodes[n.cover].name), "")
			case !belongsAtCut(r.Type, n.kinds, n.cover < 0):
				c.warnOccluded(i, r)
			}
		}
	}
}

func (c *checker) warnOccluded(i int, r *zone.Record) {
	cut := i
	if c.nodes[i].cover >= 0 {
		cut = int(c.nodes[i].cover)
	}
	c.warn(r, fieldOwner, problem{
		rule:    "occluded",
		message: fmt.Sprintf("%s %s is never served: %s is delegated", r.Name, zone.TypeString(r.Type), c.nodes[cut].name),
		hint:    "move it into the zone " + c.nodes[cut].name,
	})
}

// belongsAtCut tells whether a type may stand at a cut, or below it. CNAME and DNAME at a cut are errors, which other rules
// tell.
func belongsAtCut(rrtype uint16, k kinds, atCut bool) bool {
	switch rrtype {
	case dns.TypeDS:
		return true
	case dns.TypeNS, dns.TypeNSEC, dns.TypeRRSIG, dns.TypeCNAME, dns.TypeDNAME:
		return atCut
	case dns.TypeA, dns.TypeAAAA:
		return k&isNameServer != 0
	}
	return false
}
