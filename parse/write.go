package parse

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// Write writes a zone as a zone file in canonical layout, such that reading it gives the same zone: sorted, with the SOA
// and the NS of the apex first, in columns, names relative to the origin, and TTLs only where they differ from the most
// common one. A file holds one view: sets of several views are an error.
func Write(w io.Writer, z zone.Zone) error {
	for _, s := range z.Sets {
		if s.View != z.Sets[0].View {
			return fmt.Errorf("write %s: sets of views %q and %q cannot stand in one file", z.Origin, z.Sets[0].View, s.View)
		}
	}
	p := printer{Writer: bufio.NewWriter(w), origin: z.Origin, ttl: commonTTL(z.Sets)}
	p.measure(z.Sets)
	fmt.Fprintf(p, "$ORIGIN %s\n", z.Origin)
	if len(z.Sets) > 0 {
		fmt.Fprintf(p, "$TTL %d\n", p.ttl)
	}
	for _, s := range apexFirst(z) {
		p.set(s)
	}
	return p.Flush()
}

// apexFirst gives the sets in the order of the file: that of Key, but the apex NS directly behind the SOA.
func apexFirst(z zone.Zone) []zone.RRset {
	i := slices.IndexFunc(z.Sets, func(s zone.RRset) bool { return s.Type == dns.TypeNS && s.Name == z.Origin })
	if i < 0 {
		return z.Sets
	}
	sets := slices.Concat(z.Sets[:i], z.Sets[i+1:])
	at := 0
	if len(sets) > 0 && sets[0].Type == dns.TypeSOA && sets[0].Name == z.Origin {
		at = 1
	}
	return slices.Insert(sets, at, z.Sets[i])
}

// commonTTL gives the TTL that most sets have, of several the shortest.
func commonTTL(sets []zone.RRset) uint32 {
	count := map[uint32]int{}
	for i := range sets {
		count[sets[i].TTL]++
	}
	var best uint32
	for ttl, n := range count {
		if n > count[best] || n == count[best] && ttl < best {
			best = ttl
		}
	}
	return best
}

// widestOwner is as far as the owner's column goes. Longer names push their line to the right.
const widestOwner = 40

// printer writes sets. What goes wrong is kept by the bufio.Writer until Flush.
type printer struct {
	*bufio.Writer
	origin string
	ttl    uint32 // of $TTL
	owner  string // of the record before
	// widths of the columns; 0: there is no such column
	ownerWidth, ttlWidth, typeWidth int
}

func (p *printer) measure(sets []zone.RRset) {
	for i := range sets {
		s := &sets[i]
		p.ownerWidth = max(p.ownerWidth, min(len(p.ownerOf(s.Name)), widestOwner))
		p.typeWidth = max(p.typeWidth, len(zone.TypeString(s.Type)))
		if s.TTL != p.ttl {
			p.ttlWidth = max(p.ttlWidth, len(strconv.Itoa(int(s.TTL))))
		}
	}
}

// ownerOf gives a name as it stands at the beginning of a line, where a dollar sign would begin a directive.
func (p *printer) ownerOf(name string) string {
	name = zone.Relative(name, p.origin)
	if name[0] == '$' {
		return `\036` + name[1:]
	}
	return name
}

// set writes the records of a set. The comment stands at the first.
func (p *printer) set(s zone.RRset) {
	comment := commentOf(s.Comment)
	for rdata := range s.Data.All() {
		owner := ""
		if p.owner != s.Name {
			p.owner, owner = s.Name, p.ownerOf(s.Name)
		}
		p.column(owner, p.ownerWidth)
		if p.ttlWidth > 0 {
			p.column(p.ttlOf(s), p.ttlWidth)
		}
		p.column(zone.TypeString(s.Type), p.typeWidth)
		p.rdata(s.Type, rdata)
		p.WriteString(comment)
		p.WriteByte('\n')
		comment = ""
	}
}

func (p *printer) ttlOf(s zone.RRset) string {
	if s.TTL == p.ttl {
		return ""
	}
	return strconv.FormatUint(uint64(s.TTL), 10)
}

// column writes a word, blanks up to the width, and one blank.
func (p *printer) column(word string, width int) {
	p.WriteString(word)
	for range max(width-len(word), 0) + 1 {
		p.WriteByte(' ')
	}
}

// commentOf gives a set's comment as it stands behind a record. A line cannot hold a line break.
func commentOf(comment string) string {
	if comment == "" {
		return ""
	}
	return " ; " + strings.Join(strings.FieldsFunc(comment, func(r rune) bool { return r < ' ' && r != '\t' }), " ")
}
