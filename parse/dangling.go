package parse

import (
	"fmt"
	"iter"

	"github.com/zonesync/zonesync/zone"
)

// Dangling tells the targets in a zone that a change has taken away: names that before had records and after have none
// any more, nor are matched by a wildcard or delegated. It is for the pair of a diff or a plan; that other targets are
// missing is for the check of the zone to tell.
func Dangling(before, after zone.Zone) []Finding {
	gone := removed(before, after)
	if len(gone) == 0 || len(after.Sets) == 0 {
		return nil
	}
	var findings []Finding
	t, targets := newTree(after.Origin, len(after.Sets), keysOfSets(after.Sets)), newTargetReader(after.Origin)
	for _, s := range after.Sets {
		if _, _, ok := targetAt(s.Type, ""); !ok {
			continue
		}
		for rdata := range s.Data.All() {
			name, _, inside := targets.inside(s.Type, rdata)
			if !inside || !gone[name] {
				continue
			}
			if how, _ := t.resolve(name); how == nothing {
				findings = append(findings, dangling(s, name))
			}
		}
	}
	return findings
}

func dangling(s zone.RRset, target string) Finding {
	return Finding{
		File: s.Pos.File, Line: int(s.Pos.Line), Rule: "dangling-after-change", Severity: Warning,
		Message: fmt.Sprintf("%s %s still points to %s, which this change removes", s.Name, zone.TypeString(s.Type), target),
		Hint:    "remove the record too, or point it elsewhere",
	}
}

// removed gives the names that have sets in one zone and none in the other. Both are sorted, so one pass does.
func removed(before, after zone.Zone) map[string]bool {
	gone := map[string]bool{}
	j := 0
	for i := range before.Sets {
		name := before.Sets[i].Name
		for j < len(after.Sets) && zone.CompareNames(after.Sets[j].Name, name) < 0 {
			j++
		}
		if j == len(after.Sets) || after.Sets[j].Name != name {
			gone[name] = true
		}
	}
	return gone
}

// keysOfSets gives name and type of each set.
func keysOfSets(sets []zone.RRset) iter.Seq2[string, uint16] {
	return func(yield func(string, uint16) bool) {
		for i := range sets {
			if !yield(sets[i].Name, sets[i].Type) {
				return
			}
		}
	}
}
