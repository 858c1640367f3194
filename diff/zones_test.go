package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/zone"
)

const origin = "example.org."

// read makes a zone of records, one a line, with names relative to example.org. A trailing comment is the record's.
func read(t testing.TB, text string) zone.Zone {
	t.Helper()
	return fold(t, records(t, "want.zone", "", text))
}

func records(t testing.TB, file, view, text string) []zone.Record {
	t.Helper()
	var out []zone.Record
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		zp := dns.NewZoneParser(strings.NewReader(line+"\n"), origin, "")
		rr, ok := zp.Next()
		require.True(t, ok, "%s: %v", line, zp.Err())
		r, err := zone.NewRecord(rr)
		require.NoError(t, err)
		r.View = view
		r.Pos = zone.Pos{File: file, Line: uint32(i + 1)}
		r.Comment = strings.TrimSpace(strings.TrimPrefix(zp.Comment(), ";"))
		out = append(out, r)
	}
	return out
}

func fold(t testing.TB, rs []zone.Record) zone.Zone {
	t.Helper()
	z, conflicts := zone.Fold(origin, rs)
	require.Empty(t, conflicts)
	return z
}

// many writes lines with a running number in place of %d.
func many(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line+"\n", i)
	}
	return b.String()
}

// manageAll are rules under which the plan is exactly the difference.
func manageAll() diff.Rules {
	r := diff.DefaultRules()
	r.SOA, r.ApexNS, r.DS = diff.Manage, diff.Manage, diff.Manage
	r.Guard = diff.Guard{MaxDeletes: 1 << 30, MaxDeletePercent: 100}
	return r
}

func compute(t testing.TB, in diff.Input) diff.Plan {
	t.Helper()
	p, err := diff.Compute(in)
	require.NoError(t, err)
	return p
}

// carryOut gives the zone after the changes, in their order, and fails where one does not fit what is there.
func carryOut(t testing.TB, live zone.Zone, changes []zone.Change) zone.Zone {
	t.Helper()
	sets := make(map[zone.Key]zone.RRset)
	for _, s := range live.Sets {
		sets[s.Key] = s
	}
	for _, c := range changes {
		old, there := sets[c.Key()]
		require.Equal(t, c.Old != nil, there, "%s %s", c.Op(), c.Key())
		if there {
			require.True(t, old.Equal(*c.Old), c.Key())
		}
		delete(sets, c.Key())
		if c.New != nil {
			sets[c.Key()] = *c.New
		}
	}
	out := zone.Zone{Origin: live.Origin}
	for _, s := range sets {
		out.Sets = append(out.Sets, s)
	}
	return sorted(out)
}
