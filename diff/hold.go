package diff

import (
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// holdSingles holds the steps that a rule about single records stops.
func (s *scan) holdSingles() {
	for i := range s.steps {
		st := &s.steps[i]
		st.Held = reasons(st.Held, s.stopped(*st)...)
	}
}

func (s *scan) stopped(st step) (why []string) {
	k := st.Key()
	if st.Cause == Drift && s.in.Rules.Drift == Report && !st.serial {
		why = append(why, "drift: changed at the provider")
	}
	if s.isApexNS(k) {
		why = append(why, s.stopApexNS(st.Change))
	}
	if k.Type == dns.TypeDS && s.in.Rules.DS != Manage {
		why = append(why, "DS: not managed (ds: verify)")
	}
	if st.Op() == zone.Delete && s.in.Unproven != "" {
		why = append(why, "delete on an unproven read: "+s.in.Unproven)
	}
	return why
}

// stopApexNS guards the set without which the zone is gone.
func (s *scan) stopApexNS(c zone.Change) string {
	switch {
	case s.in.Rules.ApexNS != Manage:
		return "apex NS: not managed (apex_ns: verify)"
	case c.New == nil:
		return "apex NS: deletes the whole set"
	case c.Old != nil && !shareValue(c.Old.Data, c.New.Data):
		return "apex NS: keeps none of the live name servers"
	}
	return ""
}

func shareValue(a, b zone.Data) bool {
	have := make(map[string]bool)
	for v := range a.All() {
		have[v] = true
	}
	for v := range b.All() {
		if have[v] {
			return true
		}
	}
	return false
}

// reasons joins the reasons that there are.
func reasons(first string, more ...string) string {
	for _, m := range more {
		switch {
		case first == "":
			first = m
		case m != "" && !strings.Contains(first, m):
			first += "; " + m
		}
	}
	return first
}
