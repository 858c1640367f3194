package huawei

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// liveOf makes a zone as it would be read, each set with an id.
func liveOf(t testing.TB, text string) providers.Live {
	t.Helper()
	z := zonetest.Parse(t, origin, "", text)
	k := newKept(len(z.Sets))
	live := providers.Live{Ref: providers.Ref{ID: "z1", Origin: origin}, Records: z, Private: k}
	for i, s := range z.Sets {
		k.sets[s.Key] = held{id: fmt.Sprint("rs", i), line: defaultLine, status: statusActive}
	}
	return live
}

// changesOf gives what makes a zone another.
func changesOf(t testing.TB, live providers.Live, text string) []zone.Change {
	t.Helper()
	in := diff.Input{Live: live.Records, Want: zonetest.Parse(t, origin, "example.org.zone", text), Rules: diff.DefaultRules(), Missing: live.Missing}
	return providertest.Compute(t, &in).Changes()
}

// onLine puts the sets of a text on a line.
func onLine(t testing.TB, line, text string) (out []zone.Change) {
	t.Helper()
	for _, s := range zonetest.Parse(t, origin, line, text).Sets {
		s.View = line
		out = append(out, zone.Change{New: &s})
	}
	return out
}

// shape shows the requests of batches: "batch update 50".
func shape(p *Provider, live providers.Live, batches []providers.Batch) (out []string) {
	for _, b := range batches {
		var parts []string
		singles := map[zone.Op]int{}
		for _, op := range order {
			for _, r := range p.requests(keptIn(live), op, b.Changes) {
				if r.by == bySet {
					singles[op]++
					continue
				}
				parts = append(parts, fmt.Sprintf("%s %d", r.by, len(r.at)))
			}
			if singles[op] > 0 {
				parts = append(parts, fmt.Sprintf("%d x %s", singles[op], op))
			}
		}
		out = append(out, strings.Join(parts, ", "))
	}
	return out
}

func TestBatchesAreFull(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, before, after string
		want                []string
		calls               int
	}{
		{"one set", "", "www A 192.0.2.1", []string{"1 x create"}, 1},
		{"three sets are not worth a task", "", zonetest.Many(3, "h%d A 192.0.2.1"), []string{"3 x create"}, 3},
		{"four sets are", "", zonetest.Many(4, "h%d A 192.0.2.1"), []string{"batch create task 4"}, 2},
		{"more sets than a task has", "", zonetest.Many(2002, "h%d A 192.0.2.1"), []string{"batch create task 2000", "2 x create"}, 4},
		{"one update", "www A 192.0.2.1", "www A 192.0.2.2", []string{"1 x update"}, 1},
		{"more updates than a request has", zonetest.Many(120, "h%d A 192.0.2.1"), zonetest.Many(120, "h%d A 192.0.2.2"),
			[]string{"batch update 50", "batch update 50", "batch update 20"}, 3},
		{"more deletes than a request has", zonetest.Many(250, "h%d A 192.0.2.1"), "", []string{"batch delete 100", "batch delete 100", "batch delete 50"}, 3},
		{"of everything, what goes comes last", zonetest.Many(2, "del%d A 192.0.2.1") + zonetest.Many(2, "upd%d A 192.0.2.1"), zonetest.Many(2, "upd%d A 192.0.2.2") + zonetest.Many(4, "new%d A 192.0.2.1"),
			[]string{"batch update 2", "batch create task 4", "batch delete 2"}, 4},
		{"swaps, both ways, come first", "a A 192.0.2.1\na TXT x\nb CNAME a\nc A 192.0.2.1", "a CNAME b\nb A 192.0.2.1\nc A 192.0.2.2",
			[]string{"batch delete 3, 2 x create", "1 x update"}, 4},
		{"swaps are not torn apart", zonetest.Many(120, "h%d A 192.0.2.1"), zonetest.Many(120, "h%d CNAME www"),
			[]string{"batch delete 4, batch create task 4", "batch delete 100, batch create task 100", "batch delete 16, batch create task 16"}, 9},
		{"a name is not torn apart", zonetest.Many(49, "a%d A 192.0.2.1") + "z A 192.0.2.1\nz TXT x", zonetest.Many(49, "a%d A 192.0.2.2") + "z A 192.0.2.2\nz TXT y",
			[]string{"batch update 49", "batch update 2"}, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := &Provider{}
			p.quota.asked = time.Now()
			live := liveOf(t, tc.before)
			changes := changesOf(t, live, tc.after)
			batches, err := p.Batches(live, changes)
			require.NoError(t, err)
			require.NoError(t, providertest.CheckBatches(p.Capabilities(), changes, batches))
			require.Equal(t, tc.want, shape(p, live, batches))
			calls := 0
			for i, b := range batches {
				calls += b.Calls
				require.Equal(t, !strings.Contains(tc.want[i], "update"), b.Repeatable)
				require.Equal(t, i == len(batches)-1, b.Payload.(payload).plan != nil, "only the last one waits for all")
			}
			require.Equal(t, tc.calls, calls)
		})
	}
}

func TestLinesOfOneNameAndTypeAreOneRequest(t *testing.T) {
	t.Parallel()
	p := &Provider{lines: []string{"Dianxin", "Liantong"}}
	p.quota.asked = time.Now()
	live := liveOf(t, "")
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"one name":         {"www A 192.0.2.1", []string{"batch create of lines 3"}},
		"two names":        {"www A 192.0.2.1\nmail A 192.0.2.1", []string{"batch create of lines 3, batch create of lines 3"}},
		"two types":        {"www A 192.0.2.1\nwww TXT x", []string{"batch create of lines 3, batch create of lines 3"}},
		"more than a task": {zonetest.Many(4, "h%d A 192.0.2.1"), []string{"batch create task 12"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changes := slices.Concat(onLine(t, "", tc.text), onLine(t, "Dianxin", tc.text), onLine(t, "Liantong", tc.text))
			batches, err := p.Batches(live, changes)
			require.NoError(t, err)
			require.Equal(t, tc.want, shape(p, live, batches))
			require.Equal(t, len(changes) == 3, batches[0].Atomic)
		})
	}
}

func TestWhatIsAtomic(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before, after string
		want          bool
	}{
		"one request for one set": {"", "www A 192.0.2.1", true},
		"several requests":        {"", "www A 192.0.2.1\nmail A 192.0.2.1", false},
		"a task":                  {"", zonetest.Many(4, "h%d A 192.0.2.1"), false},
		"a batch of updates":      {zonetest.Many(4, "h%d A 192.0.2.1"), zonetest.Many(4, "h%d A 192.0.2.2"), true},
		"a batch of deletes":      {zonetest.Many(4, "h%d A 192.0.2.1"), "", false},
		"a swap":                  {"www A 192.0.2.1", "www CNAME mail", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live := liveOf(t, tc.before)
			batches, err := new(Provider).Batches(live, changesOf(t, live, tc.after))
			require.NoError(t, err)
			require.Len(t, batches, 1)
			require.Equal(t, tc.want, batches[0].Atomic)
		})
	}
}

func TestOTCSendsSetsOneByOne(t *testing.T) {
	t.Parallel()
	p := &Provider{otc: true}
	p.bulk.none = true
	live := liveOf(t, zonetest.Many(130, "h%d A 192.0.2.1"))
	changes := changesOf(t, live, zonetest.Many(130, "h%d A 192.0.2.2")+zonetest.Many(90, "new%d A 192.0.2.1"))
	batches, err := p.Batches(live, changes)
	require.NoError(t, err)
	require.NoError(t, providertest.CheckBatches(p.Capabilities(), changes, batches))
	require.Equal(t, []string{"40 x update", "40 x update", "40 x update", "10 x update", "40 x create", "40 x create", "10 x create"}, shape(p, live, batches))
	require.Nil(t, batches[0].Payload.(payload).growth, "there is no quota API")
}

// TestWhatIsThereIsUpdated: a plan can be older than the zone.
func TestWhatIsThereIsUpdated(t *testing.T) {
	t.Parallel()
	p := &Provider{}
	live := liveOf(t, "www A 192.0.2.1")
	there := live.Records.Sets[0]
	gone := there
	gone.Name = "gone." + origin
	batches, err := p.Batches(live, []zone.Change{{New: &there}, {Old: &gone}})
	require.NoError(t, err)
	require.Equal(t, []string{"1 x update", ""}, shape(p, live, batches))
	require.Equal(t, 1, batches[1].Calls)
}

func TestWhatIsNotOursIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	www := zone.Key{Name: "www." + origin, Type: dns.TypeA}
	for name, tc := range map[string]struct {
		change     func(k *kept)
		text, says string
	}{
		"the SOA":         {func(*kept) {}, "@ SOA ns1 hostmaster 1 2 3 4 5", "example.org. SOA: the service makes SOA"},
		"NS of the apex":  {func(*kept) {}, "@ NS ns1.example.net.", "example.org. NS: the service makes SOA"},
		"a set of theirs": {func(k *kept) { k.sets[www] = held{id: "x", byService: true} }, "www A 192.0.2.1", "www.example.org. A: the service makes"},
		"a set that is left alone": {func(k *kept) { k.foreign[www] = "it has a weight other than 1" }, "www A 192.0.2.1",
			"www.example.org. A: there is such a set, which zonesync leaves alone (it has a weight other than 1)"},
		"a CNAME beside such a set": {func(k *kept) { k.foreign[www] = "it has a weight other than 1" }, "www CNAME w",
			"www.example.org. CNAME: there is a set of type A at the name, which zonesync leaves alone (it has a weight other than 1)"},
		"a set beside such a CNAME": {func(k *kept) { k.foreign[zone.Key{Name: www.Name, Type: dns.TypeCNAME}] = "its status is DISABLE" }, "www A 192.0.2.1",
			"www.example.org. A: there is a set of type CNAME at the name, which zonesync leaves alone (its status is DISABLE)"},
		"a CNAME beside a set of no DNS type": {func(k *kept) { k.foreign[zone.Key{Name: www.Name}] = "its type is none of DNS" }, "www CNAME w",
			"www.example.org. CNAME: there is a set of no DNS type, which zonesync leaves alone"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live := liveOf(t, "")
			tc.change(keptIn(live))
			set := zonetest.Parse(t, origin, "example.org.zone", tc.text).Sets[0]
			_, err := new(Provider).Batches(live, []zone.Change{{New: &set}})
			var refused *providers.RefusedError
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, "example.org.zone:1: "+tc.says)
		})
	}
}

// TestWhatIsLeftAloneBarsNoMoreThanItMust: other types, other lines and other names are free, and what is there can be changed.
func TestWhatIsLeftAloneBarsNoMoreThanItMust(t *testing.T) {
	t.Parallel()
	www := zone.Key{Name: "www." + origin, Type: dns.TypeA}
	live := liveOf(t, "www TXT x")
	k := keptIn(live)
	k.foreign[www] = "it has a weight other than 1"
	k.foreign[zone.Key{Name: www.Name}] = "its type is none of DNS"
	changes := slices.Concat(onLine(t, "", "www AAAA 2001:db8::1\nww CNAME w\nwww TXT y"), onLine(t, "Dianxin", "www CNAME w"))
	_, err := new(Provider).Batches(live, changes)
	require.NoError(t, err)
}

// TestAFullAccountDeletesFirst, and otherwise what goes comes last.
func TestAFullAccountDeletesFirst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit int
		want  []string
		first bool
	}{
		"room":      {100, []string{"batch create task 4", "batch delete 5"}, false},
		"no room":   {11, []string{"batch delete 5", "batch create task 4"}, true},
		"not known": {0, []string{"batch create task 4", "batch delete 5"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &Provider{}
			p.quota.asked, p.quota.limit, p.quota.used = time.Now(), tc.limit, 10
			live := liveOf(t, zonetest.Many(5, "old%d A 192.0.2.1"))
			batches, err := p.Batches(live, changesOf(t, live, zonetest.Many(4, "new%d A 192.0.2.1")))
			require.NoError(t, err)
			require.Equal(t, tc.want, shape(p, live, batches))
			require.Equal(t, growth{gained: 4, lost: 5, roomFirst: tc.first}, *batches[0].Payload.(payload).growth)
			require.Nil(t, batches[1].Payload.(payload).growth)
		})
	}
}

func TestANewZoneIsMadeByItsFirstBatch(t *testing.T) {
	t.Parallel()
	missing := providers.Live{Ref: providers.Ref{Origin: origin}, Missing: true}
	p := &Provider{}
	p.quota.asked = time.Now()
	for sets, want := range map[int][]int{0: {1}, 1: {2}, 2500: {3, 2}} {
		changes := changesOf(t, missing, zonetest.Many(sets, "h%d A 192.0.2.1"))
		batches, err := p.Batches(missing, changes)
		require.NoError(t, err)
		var calls []int
		for i, b := range batches {
			calls = append(calls, b.Calls)
			require.Equal(t, i == 0, b.Payload.(payload).create)
		}
		require.Equal(t, want, calls, "%d sets", sets)
	}
}
