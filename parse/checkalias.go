package parse

import (
	"fmt"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// checkAliases looks at names with a CNAME or a DNAME, which may have one only, and little beside it.
func (c *checker) checkAliases(i int, recs []zone.Record) {
	kinds := c.nodes[i].kinds
	if kinds&hasCNAME != 0 {
		c.checkSingle(recs, dns.TypeCNAME, "multiple-cname")
		c.checkBesideCNAME(recs)
	}
	if kinds&hasDNAME != 0 {
		c.checkSingle(recs, dns.TypeDNAME, "multiple-dname")
		if kinds&hasNS != 0 && kinds&hasCNAME == 0 && recs[0].Name != c.origin {
			dname, ns := find(recs, dns.TypeDNAME), find(recs, dns.TypeNS)
			c.refuseLater(dname, ns, "dname-and-ns", "a name that is delegated cannot have a DNAME (RFC 6672 §2.3)")
		}
	}
}

// checkSingle tells every record of a type after the first that says something else. Repeated ones are the business of
// duplicate-record.
func (c *checker) checkSingle(recs []zone.Record, rrtype uint16, rule string) {
	first := find(recs, rrtype)
	for j := range recs {
		if r := &recs[j]; r.Type == rrtype && r.RData != first.RData {
			typ := zone.TypeString(rrtype)
			c.refuse(r, rule, fmt.Sprintf("%s has a second %s; the first is at %s", r.Name, typ, first.Pos), "")
		}
	}
}

// checkBesideCNAME refuses other data at an alias (RFC 1034 §3.6.2). At the apex there is always other data, for every
// zone has a SOA, whoever owns it.
func (c *checker) checkBesideCNAME(recs []zone.Record) {
	cname := find(recs, dns.TypeCNAME)
	if cname.Name == c.origin {
		c.refuse(cname, "cname-and-other", cname.Name+" cannot be a CNAME: the apex of a zone has SOA and NS",
			"give the apex addresses (A, AAAA), or HTTPS in alias mode, or the provider's own ALIAS type")
		return
	}
	j := slices.IndexFunc(recs, func(r zone.Record) bool { return !besideCNAME(r.Type) })
	if j >= 0 {
		c.refuseLater(cname, &recs[j], "cname-and-other", "a name with a CNAME can have no other data (RFC 1034 §3.6.2)")
	}
}

// besideCNAME tells whether a type may stand at an alias. It is stricter than zone.ConflictsWithCNAME: KEY, SIG and NXT of
// old DNSSEC are of no use in a new zone file, and Knot refuses them.
func besideCNAME(rrtype uint16) bool {
	return rrtype == dns.TypeCNAME || rrtype == dns.TypeRRSIG || rrtype == dns.TypeNSEC
}

// refuseLater tells that two records of one name exclude each other, at that which was written later.
func (c *checker) refuseLater(a, b *zone.Record, rule, why string) {
	if before(b, a) {
		a, b = b, a
	}
	c.refuse(b, rule, fmt.Sprintf("%s has %s here and %s at %s: %s", b.Name, zone.TypeString(b.Type), zone.TypeString(a.Type), a.Pos, why), "")
}

// before tells whether a was written before b. A view is laid over the base, so it comes after it; between two files of
// one zone nothing is known and their names decide.
func before(a, b *zone.Record) bool {
	switch {
	case (a.View == "") != (b.View == ""):
		return a.View == ""
	case a.Pos.File != b.Pos.File:
		return a.Pos.File < b.Pos.File
	}
	return a.Pos.Line < b.Pos.Line
}

// find gives the first record of a type that is there.
func find(recs []zone.Record, rrtype uint16) *zone.Record {
	return &recs[slices.IndexFunc(recs, func(r zone.Record) bool { return r.Type == rrtype })]
}
