package diff

import (
	"fmt"
	"iter"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// Compute makes the plan that turns in.Live into in.Want, as far as the rules want it. It walks the sorted zones once and
// keeps pointers into them. Errors are rules that are not valid (see Rules.Validate) and zones that are not the same one;
// they never depend on records.
//
//	live   want   the change
//	-      set    create
//	set    other  update
//	set    same   none, or an update where in.Repair names the set
//	set    -      delete, if the rules prune it
func Compute(in Input) (Plan, error) {
	if in.Live.Origin != "" && in.Live.Origin != in.Want.Origin {
		return Plan{}, fmt.Errorf("compare %s with %s: not the same zone", in.Live.Origin, in.Want.Origin)
	}
	s, err := newScan(in)
	if err != nil {
		return Plan{}, err
	}
	for live, want := range pairs(in.Live.Sets, in.Want.Sets) {
		s.look(live, want)
	}
	s.raiseSerials()
	p := Plan{Origin: in.Want.Origin, Fingerprint: "sha256:" + s.seen.sum()}
	p.Hash = hashSteps(in.Account, p, s.steps)
	s.markSwaps()
	if !in.Missing && !in.Allow.releases(p.Hash) {
		s.holdSingles()
		p.Held, p.AllowDeletes = s.guard()
	}
	s.settleHolds(p.Held)
	p.Items = inOrder(s.steps)
	return p, nil
}

// pairs walks two sorted zones side by side, in the order of their keys; the side that lacks a key is nil.
func pairs(live, want []zone.RRset) iter.Seq2[*zone.RRset, *zone.RRset] {
	return func(yield func(live, want *zone.RRset) bool) {
		for len(live)+len(want) > 0 {
			var l, w *zone.RRset
			c := compareHeads(live, want)
			if c <= 0 {
				l, live = &live[0], live[1:]
			}
			if c >= 0 {
				w, want = &want[0], want[1:]
			}
			if !yield(l, w) {
				return
			}
		}
	}
}

func compareHeads(live, want []zone.RRset) int {
	switch {
	case len(want) == 0:
		return -1
	case len(live) == 0:
		return 1
	case live[0].Key == want[0].Key:
		return 0
	}
	return live[0].Key.Compare(want[0].Key)
}

// step is an Item on its way into the plan.
type step struct {
	Item
	swap   bool // it makes or needs the place of another, see markSwaps
	serial bool // it only raises a serial, because of the other steps
}

// scan is what one walk over both zones finds.
type scan struct {
	in     Input
	ignore ignorer
	base   cursor
	seen   *digest // over the live sets that were looked at
	live   int     // live sets that are looked at, and the apex's SOA and NS also where they are not
	data   int     // how many of them are more than the apex's SOA and NS
	soas   []zone.Change
	steps  []step // in the order of their keys
}

func newScan(in Input) (*scan, error) {
	ignore, err := in.Rules.compile(in.Want.Origin)
	if err != nil {
		return nil, err
	}
	s := &scan{in: in, ignore: ignore, seen: newDigest()}
	if in.Base != nil {
		s.base.sets = in.Base.Sets
	}
	return s, nil
}

// look takes in one key. One of live and want may be nil.
func (s *scan) look(live, want *zone.RRset) {
	c := zone.Change{Old: live, New: want}
	k := c.Key()
	ignored := s.ignored(k, want != nil)
	if live != nil {
		s.count(k, ignored)
	}
	if ignored {
		return
	}
	if live != nil {
		s.seen.set(*live, s.syncsComments())
	}
	if c, differs := s.compare(k, c); differs {
		s.steps = append(s.steps, step{Item: Item{Change: c, Cause: s.cause(k, c), Note: s.note(k, c)}})
	}
}

// count takes a live set into the sizes that the guard compares with.
func (s *scan) count(k zone.Key, ignored bool) {
	switch {
	case s.isApexOwn(k):
		s.live++
	case !ignored:
		s.live++
		s.data++
	}
}

// compare gives the change of a key as it is to be sent, and whether there is one.
func (s *scan) compare(k zone.Key, c zone.Change) (zone.Change, bool) {
	repair := s.in.Repair[k] != ""
	switch {
	case s.isSOA(k) && c.Old != nil:
		return s.compareSOA(c, repair)
	case c.New == nil:
		return c, s.prunes(k)
	case c.Old != nil && s.equal(c.Old, c.New) && !repair:
		return c, false
	}
	c.New = s.keepComment(c)
	return c, true
}

// equal tells whether two sets mean the same under the rules.
func (s *scan) equal(a, b *zone.RRset) bool {
	return a.Equal(*b) && (a.Comment == b.Comment || !s.syncsComments())
}

func (s *scan) syncsComments() bool { return s.in.Rules.Comments == "sync" }

// keepComment gives the new set with the comment that is to be live: the file's where comments are synced, else the one
// that is there.
func (s *scan) keepComment(c zone.Change) *zone.RRset {
	comment := ""
	if c.Old != nil {
		comment = c.Old.Comment
	}
	if s.syncsComments() || c.New.Comment == comment {
		return c.New
	}
	set := *c.New
	set.Comment = comment
	return &set
}

// note tells what of an update its values do not show.
func (s *scan) note(k zone.Key, c zone.Change) string {
	switch {
	case c.Op() != zone.Update:
		return ""
	case s.in.Repair[k] != "":
		return "repair: " + s.in.Repair[k]
	case c.Old.Comment != c.New.Comment:
		return fmt.Sprintf("comment %q -> %q", c.Old.Comment, c.New.Comment)
	}
	return ""
}

func (s *scan) prunes(k zone.Key) bool {
	switch s.in.Rules.Prune {
	case PruneNone:
		return false
	case PruneOwned:
		return s.base.find(k) != nil
	}
	return true
}

func (s *scan) isSOA(k zone.Key) bool {
	return k.Type == dns.TypeSOA && k.Name == s.in.Want.Origin
}

func (s *scan) isApexNS(k zone.Key) bool {
	return k.Type == dns.TypeNS && k.Name == s.in.Want.Origin
}

// isApexOwn tells the records that every zone has.
func (s *scan) isApexOwn(k zone.Key) bool { return s.isSOA(k) || s.isApexNS(k) }
