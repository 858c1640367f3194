package parse

import (
	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// checkOwner refuses types where their owner may not have them.
func (c *checker) checkOwner(i int, recs []zone.Record) {
	name := c.nodes[i].name
	if c.nodes[i].kinds&hasNS != 0 && isWildcard(name) {
		c.refuse(find(recs, dns.TypeNS), "wildcard-ns", name+" is a wildcard, which cannot be delegated (RFC 4592 §4.2)",
			"delegate each name by itself")
	}
	if name != c.origin {
		return
	}
	has := algorithms(recs)
	for j := range recs {
		switch r := &recs[j]; r.Type {
		case dns.TypeSOA:
			if c.nodes[i].kinds&hasNS == 0 { // BIND does not load such a zone
				c.refuse(r, "ns-missing", "the zone has a SOA and no NS", "write both, or leave both to the provider")
			}
		case dns.TypeDS:
			c.refuse(r, "ds-at-apex", "the DS of "+name+" belongs into the parent zone (RFC 4035 §2.4)", "")
		case dns.TypeCDS, dns.TypeCDNSKEY:
			c.checkCDS(r, has)
		}
	}
}

// checkCDS refuses what asks the parent zone to trust a key that this zone does not have, or to trust none and some at
// once (RFC 7344 §4.1, RFC 8078 §4). has is what the apex has.
func (c *checker) checkCDS(r *zone.Record, has map[keyUse]bool) {
	remove := algorithm(r) == 0
	signed := has[keyUse{dns.TypeDNSKEY, algorithm(r)}]
	typ := zone.TypeString(r.Type)
	switch {
	case remove && has[keyUse{r.Type, anyKey}]:
		c.refuse(r, "cds-without-dnskey", "this "+typ+" asks the parent to remove every key, and another one to have one", "keep one of them")
	case !remove && !signed:
		c.refuse(r, "cds-without-dnskey", "the zone has no DNSKEY of this "+typ+"'s algorithm, so the parent would break it",
			"leave "+typ+" to the server that signs the zone")
	}
}

// keyUse is a type of record about keys, with the algorithm of one.
type keyUse struct {
	rrtype    uint16
	algorithm byte
}

// anyKey stands for every algorithm of a key; as the algorithm 0 it asks for no key at all.
const anyKey = 0

// algorithms gives the algorithms that the apex has keys of, and for each type whether it has any.
func algorithms(apex []zone.Record) map[keyUse]bool {
	has := map[keyUse]bool{}
	for i := range apex {
		switch r := &apex[i]; r.Type {
		case dns.TypeDNSKEY, dns.TypeCDS, dns.TypeCDNSKEY:
			if a := algorithm(r); a != 0 {
				has[keyUse{r.Type, a}], has[keyUse{r.Type, anyKey}] = true, true
			}
		}
	}
	return has
}

// algorithm gives the DNSSEC algorithm of a key or its digest, 0 for the request to remove all.
func algorithm(r *zone.Record) byte {
	at := 3 // DNSKEY, CDNSKEY: flags, protocol
	if r.Type == dns.TypeCDS {
		at = 2 // key tag
	}
	if at >= len(r.RData) {
		return 0
	}
	return r.RData[at]
}
