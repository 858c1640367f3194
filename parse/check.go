package parse

import (
	"context"
	"iter"
	"slices"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// checkZone holds a zone against the rules that look at more than one line or at what a record means. recs are all records
// of the zone, sorted by key. Every zone that somebody is served is looked at: the base, and for each view the base with
// the view's sets laid over it, of which only what the base has not told already is told. It stops with ctx.
func checkZone(ctx context.Context, z zone.Zone, recs []zone.Record, private bool) []problem {
	views := viewsOf(z)
	base := recs
	if len(views) > 0 {
		base = overlay(recs, "")
	}
	problems := checkOne(ctx, z.Origin, base, private)
	told := map[problem]bool{}
	for _, v := range views {
		if ctx.Err() != nil {
			break
		}
		for _, p := range problems {
			told[p] = true
		}
		for _, p := range checkOne(ctx, z.Origin, overlay(recs, v), private) {
			if !told[p] {
				p.message = inView(p.message, v)
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// viewsOf gives the views of a zone, sorted, without the base.
func viewsOf(z zone.Zone) []string {
	seen := map[string]bool{}
	var views []string
	for i := range z.Sets {
		if v := z.Sets[i].View; v != "" && !seen[v] {
			seen[v] = true
			views = append(views, v)
		}
	}
	slices.Sort(views)
	return views
}

// overlay gives the records that a view has: its own, and those of the base which it does not replace.
func overlay(recs []zone.Record, view string) []zone.Record {
	own := map[string][]uint16{} // types by name
	for i := range recs {
		if view != "" && recs[i].View == view {
			own[recs[i].Name] = append(own[recs[i].Name], recs[i].Type)
		}
	}
	var out []zone.Record
	for _, r := range recs {
		replaces := func(t uint16) bool { return zone.Replaces(t, r.Type) }
		if r.View == view || r.View == "" && !slices.ContainsFunc(own[r.Name], replaces) {
			out = append(out, r)
		}
	}
	return out
}

// checker goes through one zone. Rules add to problems.
type checker struct {
	*tree
	recs     []zone.Record
	targets  *targetReader
	private  bool
	problems []problem
}

func checkOne(ctx context.Context, origin string, recs []zone.Record, private bool) []problem {
	c := checker{tree: newTree(origin, len(recs), keysOf(recs)), recs: recs, targets: newTargetReader(origin), private: private}
	for i := range c.nodes {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return nil
		}
		c.checkNode(i)
	}
	c.checkCovered() // knows the name servers only now
	return c.problems
}

// keysOf gives name and type of each record.
func keysOf(recs []zone.Record) iter.Seq2[string, uint16] {
	return func(yield func(string, uint16) bool) {
		for i := range recs {
			if !yield(recs[i].Name, recs[i].Type) {
				return
			}
		}
	}
}

// at gives the records of node i.
func (c *checker) at(i int) []zone.Record {
	end := len(c.recs)
	if i+1 < len(c.nodes) {
		end = c.nodes[i+1].first
	}
	return c.recs[c.nodes[i].first:end]
}

func (c *checker) checkNode(i int) {
	recs := c.at(i)
	c.checkAliases(i, recs)
	c.checkOwner(i, recs)
	for j := range recs {
		r := &recs[j]
		if j == 0 || r.Type != recs[j-1].Type {
			c.checkTTL(r)
		}
		switch r.Type {
		case dns.TypeA, dns.TypeAAAA:
			c.checkAddress(r)
		case dns.TypeTXT, dns.TypeSPF:
			c.checkSPF(r)
		default:
			c.checkTarget(i, r)
		}
	}
	if isWildcard(recs[0].Name) {
		c.checkWildcard(i)
	}
}

// warn adds a warning about a part of a record.
func (c *checker) warn(r *zone.Record, at field, p problem) {
	p.pos, p.field, p.severity = r.Pos, at, Warning
	c.problems = append(c.problems, p)
}

// refuse adds an error about a record's owner and type.
func (c *checker) refuse(r *zone.Record, rule, message, hint string) {
	c.problems = append(c.problems, problem{pos: r.Pos, field: fieldOwner, rule: rule, severity: Error, message: message, hint: hint})
}
