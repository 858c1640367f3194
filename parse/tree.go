package parse

import (
	"hash/maphash"
	"iter"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// kinds is a set of what a name has. Types that no rule asks about are not told apart.
type kinds uint8

const (
	hasAddress kinds = 1 << iota // A or AAAA
	hasCNAME
	hasNS
	hasDNAME
	hasOther
	isNameServer // a name server of some NS record, so that its addresses may be glue
)

func kindOf(rrtype uint16) kinds {
	switch rrtype {
	case dns.TypeA, dns.TypeAAAA:
		return hasAddress
	case dns.TypeCNAME:
		return hasCNAME
	case dns.TypeNS:
		return hasNS
	case dns.TypeDNAME:
		return hasDNAME
	}
	return hasOther
}

// node is a name that has records.
type node struct {
	name  string
	first int // its first record's place in the sequence that the tree was made of
	// cover is the node whose delegation or DNAME this one lies below, -1 where there is none.
	cover int32
	kinds kinds
}

// tree is the names of a zone in canonical order, with what RFC 1034 and RFC 4592 need to say which records answer for a
// name. The nodes are made in one pass; what look-ups need is made at the first look-up, for not every zone has any.
type tree struct {
	origin string
	nodes  []node
	slots  []slot // open hash table of the nodes
	seed   maphash.Seed
	// empty holds the empty non-terminals: names without records that exist because names below them do.
	empty map[string]bool
}

// newTree makes a tree of n names and types, which come in the order of zone.Key.
func newTree(origin string, n int, entries iter.Seq2[string, uint16]) *tree {
	t := &tree{origin: origin, nodes: make([]node, 0, n)}
	i, last := 0, -1
	for name, rrtype := range entries {
		if last < 0 || t.nodes[last].name != name {
			t.nodes = append(t.nodes, node{name: name, first: i, cover: t.coverAfter(last, name)})
			last++
		}
		t.nodes[last].kinds |= kindOf(rrtype)
		i++
	}
	return t
}

// coverAfter finds what covers the name that follows node i in canonical order: a covering node is followed by all that
// it covers, so it is node i or what covers that one.
func (t *tree) coverAfter(i int, name string) int32 {
	if i < 0 {
		return -1
	}
	c := t.nodes[i].cover
	if c < 0 && t.covers(i) {
		c = int32(i)
	}
	if c >= 0 && zone.Below(name, t.nodes[c].name) {
		return c
	}
	return -1
}

// covers tells whether names below node i are answered for elsewhere: by another zone or through a DNAME.
func (t *tree) covers(i int) bool { return t.isCut(i) || t.nodes[i].kinds&hasDNAME != 0 }

// isCut tells whether the zone is cut at node i, that is, delegated.
func (t *tree) isCut(i int) bool {
	return t.nodes[i].kinds&hasNS != 0 && t.nodes[i].name != t.origin
}

// slot is a place in the hash table. Most of the other names that a search meets are told by their hash, without a look
// at their bytes, which lie far apart in memory.
type slot struct {
	hash uint32
	node int32 // + 1; 0: free
}

// lookup gives the node of a name, -1 when it has no records.
func (t *tree) lookup(name string) int {
	if t.slots == nil {
		t.index()
	}
	mask := len(t.slots) - 1
	hash := uint32(maphash.String(t.seed, name))
	for i := int(hash) & mask; t.slots[i].node != 0; i = (i + 1) & mask {
		if s := t.slots[i]; s.hash == hash && t.nodes[s.node-1].name == name {
			return int(s.node) - 1
		}
	}
	return -1
}

// index fills the hash table, which is smaller and faster than a map because no name comes twice and none ever goes.
func (t *tree) index() {
	size := 1
	for size < 2*len(t.nodes)+1 {
		size *= 2
	}
	t.slots, t.seed = make([]slot, size), maphash.MakeSeed()
	for n := range t.nodes {
		hash := uint32(maphash.String(t.seed, t.nodes[n].name))
		i := int(hash) & (size - 1)
		for t.slots[i].node != 0 {
			i = (i + 1) & (size - 1)
		}
		t.slots[i] = slot{hash: hash, node: int32(n) + 1}
	}
}

// exists tells whether a name exists in the sense of RFC 4592 §2.2.2: it has records, or a name below it has.
func (t *tree) exists(name string) bool {
	if t.lookup(name) >= 0 {
		return true
	}
	if t.empty == nil {
		t.findEmpty()
	}
	return t.empty[name]
}

func (t *tree) findEmpty() {
	t.empty = map[string]bool{}
	before := t.origin
	for i := range t.nodes {
		parent := zone.Parent(t.nodes[i].name)
		if parent == before || t.nodes[i].name == t.origin {
			continue // as most names' parent: it was seen to
		}
		before = parent
		for p := parent; p != t.origin && t.lookup(p) < 0 && !t.empty[p]; p = zone.Parent(p) {
			t.empty[p] = true
		}
	}
}

// match says what answers for a name inside the zone.
type match uint8

const (
	nothing     match = iota
	direct            // its own records
	synthesized       // a wildcard's (RFC 4592)
	elsewhere         // another zone, or a DNAME
)

// resolve says what answers for a name, with the node that does; -1 where there is none in the zone.
func (t *tree) resolve(name string) (match, int) {
	if i := t.lookup(name); i >= 0 {
		if t.nodes[i].cover >= 0 || t.isCut(i) {
			return elsewhere, i
		}
		return direct, i
	}
	if name == t.origin || t.covered(name) {
		return elsewhere, -1 // an apex without records here has at least its SOA at the provider
	}
	if t.exists(name) {
		return nothing, -1
	}
	p := zone.Parent(name)
	for p != t.origin && !t.exists(p) {
		p = zone.Parent(p)
	}
	if i := t.lookup(wildcard(p)); i >= 0 {
		return synthesized, i
	}
	return nothing, -1
}

// covered tells whether a name without records lies below a delegation or a DNAME.
func (t *tree) covered(name string) bool {
	for name != t.origin {
		name = zone.Parent(name)
		if i := t.lookup(name); i >= 0 {
			return t.nodes[i].cover >= 0 || t.covers(i)
		}
	}
	return false
}

// wildcard gives the wildcard name below a name.
func wildcard(parent string) string {
	if parent == "." {
		return "*."
	}
	return "*." + parent
}
