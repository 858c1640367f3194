package tonicdns

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

func TestWhatOnePOSTHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		live  []record
		want  string
		array []string
	}{
		{
			"a create, with the deletion that makes it repeatable", nil, "www 300 A 192.0.2.1",
			[]string{"+www 300 A 192.0.2.1", "-www A 192.0.2.1"},
		},
		{
			"a delete", []record{rec("www", 300, "A", "192.0.2.1")}, "",
			[]string{"-www A 192.0.2.1"},
		},
		{
			"of a set only what differs", []record{rec("www", 300, "A", "192.0.2.1"), rec("www", 300, "A", "192.0.2.2")},
			"www 300 A 192.0.2.2\nwww 300 A 192.0.2.3",
			[]string{"+www 300 A 192.0.2.3", "-www A 192.0.2.1", "-www A 192.0.2.3"},
		},
		{
			"another TTL: the tuple is the same", []record{rec("www", 300, "A", "192.0.2.1")}, "www 60 A 192.0.2.1",
			[]string{"+www 60 A 192.0.2.1", "-www A 192.0.2.1"},
		},
		{
			"another preference, in its field", []record{rec("@", 300, "MX", "mx.example.net", 10)}, "@ 300 MX 20 mx.example.net.",
			[]string{"+example.org 300 MX 20 mx.example.net", "-example.org MX 10 mx.example.net", "-example.org MX 20 mx.example.net"},
		},
		{
			"a CNAME in place of an address comes after the deletions, and others before them",
			[]record{rec("www", 300, "A", "192.0.2.1"), rec("old", 300, "A", "192.0.2.9")}, "new 300 A 192.0.2.2\nwww 300 CNAME new",
			[]string{"+new 300 A 192.0.2.2", "-new A 192.0.2.2", "-www A 192.0.2.1", "-www CNAME new.example.org", "-old A 192.0.2.9", "+www 300 CNAME new.example.org"},
		},
		{
			"and so does an address in place of a CNAME",
			[]record{rec("www", 300, "CNAME", "new.example.org")}, "www 300 A 192.0.2.1",
			[]string{"-www CNAME new.example.org", "-www A 192.0.2.1", "+www 300 A 192.0.2.1"},
		},
		{
			"a CNAME in place of a CNAME conflicts with nothing",
			[]record{rec("www", 300, "CNAME", "old.example.net")}, "www 300 CNAME new.example.net.",
			[]string{"+www 300 CNAME new.example.net", "-www CNAME old.example.net", "-www CNAME new.example.net"},
		},
		{
			"survivors: a deletion takes rows in another case with it, so those are added again",
			[]record{rec("t", 300, "TXT", `"ABC"`), rec("t", 300, "TXT", `"abc"`), rec("t", 300, "TXT", `"other"`)}, "t 300 TXT ABC\nt 300 TXT other",
			[]string{`+t 300 TXT "ABC"`, `-t TXT "abc"`, `-t TXT "ABC"`},
		},
		{
			"survivors of the deletion that makes a create repeatable",
			[]record{rec("t", 300, "TXT", `"ABC"`)}, "t 300 TXT ABC\nt 300 TXT abc",
			[]string{`+t 300 TXT "abc"`, `+t 300 TXT "ABC"`, `-t TXT "ABC"`, `-t TXT "abc"`},
		},
		{
			"a name that is stored in capitals is deleted as it is stored",
			[]record{rec("WWW", 300, "A", "192.0.2.1")}, "",
			[]string{"-WWW A 192.0.2.1"},
		},
		{
			"a surplus duplicate: both go, one comes", []record{rec("www", 300, "A", "192.0.2.1"), rec("www", 300, "A", "192.0.2.1")}, "www 300 A 192.0.2.1",
			[]string{"+www 300 A 192.0.2.1", "-www A 192.0.2.1"},
		},
		{
			"a duplicate with another TTL", []record{rec("www", 60, "A", "192.0.2.1"), rec("www", 300, "A", "192.0.2.1")}, "www 300 A 192.0.2.1",
			[]string{"+www 300 A 192.0.2.1", "-www A 192.0.2.1"},
		},
		{
			"a set with two TTLs", []record{rec("www", 60, "A", "192.0.2.1"), rec("www", 300, "A", "192.0.2.2")}, "www 60 A 192.0.2.1\nwww 60 A 192.0.2.2",
			[]string{"+www 60 A 192.0.2.2", "-www A 192.0.2.2"},
		},
		{
			"the same value in two spellings", []record{rec("c", 60, "CNAME", "a.example.net"), rec("c", 60, "CNAME", "a.example.net.")}, "c 60 CNAME a.example.net.",
			[]string{"-c CNAME a.example.net."},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, live := new(Provider), liveOf(c.live...)
			changes := job(t, p, live, c.want).Plan.Changes()
			require.Equal(t, [][]string{c.array}, arrays(t, p, live, changes))
		})
	}
}

func hosts(n int, line string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(line, "%d", fmt.Sprint(i)) + "\n")
	}
	return b.String()
}

func hostRows(n int, ttl int, rrtype, content string) []record {
	var out []record
	for i := range n {
		out = append(out, rec(fmt.Sprint("h", i), ttl, rrtype, content))
	}
	return out
}

func TestAPlanIsSplitBetweenNamesOnly(t *testing.T) {
	t.Parallel()
	p := new(Provider)
	rows := append(hostRows(1500, 300, "A", "192.0.2.1"), hostRows(1500, 300, "TXT", `"x"`)...)
	for i := range 900 {
		rows = append(rows, rec(fmt.Sprint("s", i), 300, "A", "192.0.2.1"))
	}
	live := liveOf(rows...)
	want := hosts(500, "h%d 300 A 192.0.2.2") + hosts(900, "s%d 300 CNAME h%d") + hosts(1000, "n%d 300 A 192.0.2.3")
	changes := job(t, p, live, want+"@ 3600 SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 60\n", manageSOA).Plan.Changes()
	batches, err := p.Batches(live, changes)
	require.NoError(t, err)
	require.Greater(t, len(batches), 2)

	sent := map[string]int{}
	soa := zone.Key{Name: origin, Type: dns.TypeSOA}
	for i, b := range batches {
		entries := 0
		for _, c := range b.Changes {
			entries++
			if c.Op() == zone.Update {
				entries++
			}
			at, seen := sent[c.Key().Name]
			require.True(t, !seen || at == i, "%s is in two requests", c.Key().Name)
			sent[c.Key().Name] = i
		}
		require.LessOrEqual(t, entries, maxEntries)
		require.True(t, b.Atomic && b.Repeatable)
		require.Equal(t, i == len(batches)-1, slices.ContainsFunc(b.Changes, func(c zone.Change) bool { return c.Key() == soa }), "the SOA is in the last request")
	}
	last := batches[len(batches)-1].Changes
	require.Equal(t, zone.Delete, last[len(last)-2].Op(), "what only goes, goes last")
	require.Equal(t, zone.Create, batches[0].Changes[0].Op())
}

// TestPartsRemoveNothingTooEarly holds the parts to the contract, where no name both gains and loses a set.
func TestPartsRemoveNothingTooEarly(t *testing.T) {
	t.Parallel()
	p := new(Provider)
	live := liveOf(hostRows(2500, 300, "A", "192.0.2.1")...)
	changes := job(t, p, live, hosts(900, "h%d 60 CNAME z")+hosts(1500, "n%d 300 A 192.0.2.3")+"z 60 A 192.0.2.1").Plan.Changes()
	slices.Reverse(changes) // deletes first, which no plan has
	batches, err := p.Batches(live, changes)
	require.NoError(t, err)
	require.Greater(t, len(batches), 2)
	require.NoError(t, providertest.CheckBatches(p.Capabilities(), changes, batches))
}

func TestAnEnormousNameStaysWhole(t *testing.T) {
	t.Parallel()
	p, live := new(Provider), liveOf()
	var text strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&text, "big TXT %d\n", i)
	}
	changes := job(t, p, live, text.String()+"a A 192.0.2.1\nz A 192.0.2.1").Plan.Changes()
	require.Len(t, arrays(t, p, live, changes), 3)
}

func TestPlansThatAreRefused(t *testing.T) {
	t.Parallel()
	slave := liveOf(rec("www", 300, "A", "192.0.2.1"))
	kept := slave.Private.(stored)
	kept.kind = "SLAVE"
	slave.Private = kept
	shortSOA := zoneDoc{Name: "example.org", Type: "MASTER", Records: []record{rec("@", 60, "SOA", "ns1.example.net"), apexRows[1]}}.live(origin)
	alien := liveOf(rec("a", 60, "CAA", `0 Issue "ca.example.net"`))
	blank := liveOf(rec("a", 60, "A", "192.0.2.1"), rec("a", 60, "A", "192.0.2.1 "))
	with := func(r diff.Rules) func(*diff.Rules) { return func(to *diff.Rules) { *to = r } }
	all := diff.DefaultRules()
	all.SOA, all.ApexNS = diff.Manage, diff.Manage
	for _, c := range []struct {
		name  string
		live  providers.Live
		want  string
		rules diff.Rules
		says  string
	}{
		{"a SLAVE", slave, "www 60 A 192.0.2.1", diff.DefaultRules(), "type is SLAVE"},
		{"a second SOA beside one that says too little", shortSOA, "@ 60 SOA a.example.net. b.example.net. 1 2 3 4 5", all, "there is one already"},
		{"a deletion that would take one with it that ends in a blank", blank, "", diff.DefaultRules(), "would delete a record too"},
		{"a deletion that would take an alien with it", alien, `a 60 CAA 0 issue "ca.example.net"`, diff.DefaultRules(), "would delete a record too"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := new(Provider)
			_, err := p.Batches(c.live, job(t, p, c.live, c.want, with(c.rules)).Plan.Changes())
			require.ErrorIs(t, err, providers.ErrInvalid)
			require.ErrorContains(t, err, c.says)
			require.NotEmpty(t, providers.Hint(err))
		})
	}
}

// TestAZoneIsNotEmptied asks for deletes of everything, which the guard alone would let a person release.
func TestAZoneIsNotEmptied(t *testing.T) {
	t.Parallel()
	p, live := new(Provider), liveOf()
	var all []zone.Change
	for _, s := range live.Records.Sets {
		all = append(all, zone.Change{Old: &s})
	}
	_, err := p.Batches(live, all)
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.ErrorContains(t, err, "nothing would be left")
	_, err = p.Batches(live, all[:1])
	require.NoError(t, err)
}
