package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zonesync/zonesync/zone"
)

// The limits that no setting changes.
const (
	smallZone        = 3  // RRsets, up to which MaxDeletePercent does not count
	minDeletePercent = 10 // which more than MaxDeletes must be over, too
	maxUpdates       = 20 // RRsets, if they are also over
	maxUpdatePercent = 50
)

// counts are the numbers that the guard looks at. Of steps that are held already none counts.
type counts struct {
	live    int // RRsets, without those that patterns ignore
	updates int
	deletes int
	left    int // RRsets after the plan, without the apex's SOA and NS
}

// counts adds up the steps. A serial that is raised because of the other steps does not count. A delete that makes way for
// a create is a replacement and counts as an update; where several sets make way for one, all but one of them are deletes.
func (s *scan) counts() counts {
	n := counts{live: s.live, left: s.data}
	replaced := make(map[place]int) // creates whose place a delete makes
	for _, st := range s.steps {
		if st.swap && st.Op() == zone.Create {
			replaced[st.place()]++
		}
	}
	for _, st := range s.steps {
		if st.Held != "" || st.serial {
			continue
		}
		op := st.Op()
		switch {
		case op == zone.Update:
			n.updates++
		case op == zone.Delete && st.swap && replaced[st.place()] > 0:
			replaced[st.place()]--
			n.updates++
		case op == zone.Delete:
			n.deletes++
		}
		n.left += s.growth(st)
	}
	return n
}

// growth is how many RRsets beside the apex's own a step adds.
func (s *scan) growth(st step) int {
	switch {
	case s.isApexOwn(st.Key()):
		return 0
	case st.Op() == zone.Create:
		return 1
	case st.Op() == zone.Delete:
		return -1
	}
	return 0
}

// guard tells why the whole zone waits for a person, "" when it need not, and the number of deletes to which consenting
// would be enough to let it go.
func (s *scan) guard() (held string, allow int) {
	n := s.counts()
	updates, deletes := n.tooManyUpdates(), n.tooManyDeletes(s.in.Rules.Guard)
	switch {
	case deletes == "" || s.in.Allow.Deletes == n.deletes:
		return updates, 0
	case s.in.Allow.Deletes != 0:
		deletes += fmt.Sprintf("; allowed are %d, which is not the number", s.in.Allow.Deletes)
	}
	if updates != "" {
		return reasons(deletes, updates), 0
	}
	return deletes, n.deletes
}

func (n counts) tooManyDeletes(g Guard) string {
	switch {
	case n.deletes == 0:
		return ""
	case n.live > smallZone && over(n.deletes, n.live, g.MaxDeletePercent):
		return fmt.Sprintf("deletes %s, the limit is %d %%)", share(n.deletes, n.live), g.MaxDeletePercent)
	case n.deletes > g.MaxDeletes && over(n.deletes, n.live, minDeletePercent):
		return fmt.Sprintf("deletes %s, the limits are %d RRsets and %d %%)", share(n.deletes, n.live), g.MaxDeletes, minDeletePercent)
	case n.left == 0:
		return fmt.Sprintf("deletes %s) and leaves only SOA and NS", share(n.deletes, n.live))
	}
	return ""
}

func (n counts) tooManyUpdates() string {
	if n.updates <= maxUpdates || !over(n.updates, n.live, maxUpdatePercent) {
		return ""
	}
	return fmt.Sprintf("updates %s, the limits are %d RRsets and %d %%)", share(n.updates, n.live), maxUpdates, maxUpdatePercent)
}

// over tells whether n of all is more than that many percent.
func over(n, all, percent int) bool { return n*100 > all*percent }

func share(n, all int) string {
	return fmt.Sprintf("%d of %d RRsets (%.4g %%", n, all, float64(n)*100/float64(all))
}

// ShortHash is how many digits of a hash are enough to name a plan.
const ShortHash = 12

// releases tells whether the consent is for the plan of this hash.
func (a Allow) releases(hash string) bool {
	return len(a.Release) >= ShortHash && strings.HasPrefix(hash, strings.ToLower(a.Release))
}

func (it Item) releasable() bool { return it.Held != "" && !it.Stuck }

// ReleaseHint gives the command that lets a held plan go, "" where nothing that a person may release is held.
func (p Plan) ReleaseHint() string {
	release := "--release " + p.Hash[:min(ShortHash, len(p.Hash))]
	switch {
	case p.AllowDeletes > 0:
		return fmt.Sprintf("review the plan, then: zonesync apply --allow-deletes %d, or %s", p.AllowDeletes, release)
	case slices.ContainsFunc(p.Items, Item.releasable):
		return "review the plan, then: zonesync apply " + release
	}
	return ""
}
