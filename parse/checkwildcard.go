package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// checkWildcard tells names beside a wildcard for which it stops answering because they exist (RFC 4592 §2.2): each name
// directly below the wildcard's parent, be it only for names below itself, that lacks a type of the wildcard. Delegated
// names are another zone's, and names that begin with an underscore are never meant by a wildcard for hosts.
func (c *checker) checkWildcard(i int) {
	w := c.nodes[i]
	if w.cover >= 0 {
		return
	}
	parent := zone.Parent(w.name)
	first := i
	for first > 0 && c.nodes[first-1].name != parent && zone.Below(c.nodes[first-1].name, parent) {
		first--
	}
	child := ""
	for j := first; j < len(c.nodes) && zone.Below(c.nodes[j].name, parent); j++ {
		if child != "" && zone.Below(c.nodes[j].name, child) {
			continue
		}
		child = childOf(parent, c.nodes[j].name)
		if child != w.name && child[0] != '_' && !c.isCut(j) {
			c.checkShadow(i, j, child)
		}
	}
}

// childOf gives the name directly below parent on the way to name.
func childOf(parent, name string) string {
	for {
		up := zone.Parent(name)
		if up == parent {
			return name
		}
		name = up
	}
}

// checkShadow holds a child of a wildcard's parent against the wildcard at node i; node j is the first at or below it.
func (c *checker) checkShadow(i, j int, child string) {
	var have []zone.Record
	if c.nodes[j].name == child {
		have = c.at(j)
	}
	var lost []string
	wild := c.at(i)
	for k := range wild {
		if (k == 0 || wild[k].Type != wild[k-1].Type) && !replaces(have, wild[k].Type) {
			lost = append(lost, zone.TypeString(wild[k].Type))
		}
	}
	if len(lost) == 0 {
		return
	}
	types := strings.Join(lost, ", ")
	c.warn(&c.at(j)[0], fieldOwner, problem{
		rule:    "wildcard-shadow",
		message: fmt.Sprintf("%s exists without %s, so the wildcard %s (%s) does not answer there", child, types, c.nodes[i].name, wild[0].Pos),
		hint:    fmt.Sprintf("give %s its own %s, if one is wanted", child, types),
	})
}

// replaces tells whether a name's own records stand in for a wildcard's of some type: the same type does, a CNAME does for
// all, and an address does for a wildcard's CNAME, whose use is to lead to one.
func replaces(have []zone.Record, rrtype uint16) bool {
	return slices.ContainsFunc(have, func(r zone.Record) bool {
		address := r.Type == dns.TypeA || r.Type == dns.TypeAAAA
		return r.Type == rrtype || r.Type == dns.TypeCNAME || address && rrtype == dns.TypeCNAME
	})
}

func isWildcard(name string) bool { return strings.HasPrefix(name, "*.") }
