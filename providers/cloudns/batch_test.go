package cloudns

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// liveOf makes a zone of records as the API lists them, "type name ttl isp content" with the prio behind a type's slash.
// They are active, but for those with "pending" before them.
func liveOf(t *testing.T, p *Provider, lines string) providers.Live {
	t.Helper()
	var out []record
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		var r record
		var ttl num
		if line == "" {
			continue
		}
		status := num(statusActive)
		line, waits := strings.CutPrefix(strings.TrimSpace(line), "pending ")
		if waits {
			status = statusPending
		}
		typ, rest, _ := strings.Cut(line, " ")
		r.Type = typ
		if name, prio, ok := strings.Cut(typ, "/"); ok {
			r.Type = name
			_, err := fmt.Sscan(prio, &r.Prio)
			require.NoError(t, err)
		}
		f := strings.SplitN(rest, " ", 4)
		_, err := fmt.Sscan(f[1], &ttl)
		require.NoError(t, err)
		r.ID, r.Name, r.TTL, r.ISP, r.Content, r.Status = num(i+1), f[0], &ttl, f[2], f[3], &status
		out = append(out, r)
	}
	return p.live(origin, out)
}

// describe gives the work of batches, one a line.
func describe(batches []providers.Batch) string {
	var b strings.Builder
	for i, batch := range batches {
		w := batch.Payload.(work)
		if i > 0 {
			b.WriteString("next\n")
		}
		if len(w.waits) > 0 {
			fmt.Fprintln(&b, "wait", w.waits)
		}
		if len(w.room) > 0 {
			fmt.Fprintln(&b, "room", w.room)
		}
		for _, e := range w.edits {
			fmt.Fprintln(&b, "edit", e.id, e.entry)
		}
		for _, e := range w.creates {
			fmt.Fprintln(&b, "new", e)
		}
		if len(w.deletes) > 0 {
			fmt.Fprintln(&b, "delete", w.deletes)
		}
	}
	return b.String()
}

func (e entry) String() string {
	return fmt.Sprintf("%s/%d %s %d %s %s", e.Type, e.Prio, e.Name, e.TTL, e.ISP, e.Content)
}

func plan(t *testing.T, live providers.Live, want string) []zone.Change {
	t.Helper()
	rules := diff.DefaultRules()
	rules.ApexNS = diff.Manage
	in := diff.Input{Want: records(t, "@tel\n"+want), Live: live.Records, Repair: live.Repair, Rules: rules}
	return providertest.Compute(t, &in).Changes()
}

func TestWhatChangesComeTo(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, live, want, work string }{
		{"nothing", "A www 300 tel 192.0.2.1", "www A 192.0.2.1", ""},
		{"a create and a delete", "A old 300 tel 192.0.2.1", "www A 192.0.2.1", "new A/0 www 300 tel 192.0.2.1\ndelete [1]\n"},
		{"values that stay are not touched", "A www 300 tel 192.0.2.1\nA www 300 tel 192.0.2.2", "www A 192.0.2.2\nwww A 192.0.2.3",
			"new A/0 www 300 tel 192.0.2.3\ndelete [1]\n"},
		{"a TTL is edited, and new values have it", "A www 60 tel 192.0.2.1\nA www 60 tel 192.0.2.2", "www A 192.0.2.2\nwww A 192.0.2.3",
			"edit 2 A/0 www 300 tel 192.0.2.2\nnew A/0 www 300 tel 192.0.2.3\ndelete [1]\n"},
		{"a preference is edited", "MX/10 @ 300 tel mail.example.org", "@ MX 20 mail", "edit 1 MX/20  300 tel mail.example.org\n"},
		{"a CNAME takes one row, the others make room", "A www 300 tel 192.0.2.1\nA www 300 tel 192.0.2.2\nTXT www 300 tel x", "www CNAME a",
			"room [2 3]\nedit 1 CNAME/0 www 300 tel a.example.org\n"},
		{"a CNAME takes the row of its content", "A www 300 tel 192.0.2.1\nMX/10 www 300 tel a.example.org", "www CNAME a",
			"room [1]\nedit 2 CNAME/0 www 300 tel a.example.org\n"},
		{"a CNAME that only goes", "CNAME www 300 tel a.example.org\nA a 300 tel 192.0.2.1", "a A 192.0.2.1", "delete [1]\n"},
		{"a CNAME becomes several", "CNAME www 300 tel a.example.org", "www A 192.0.2.1\nwww A 192.0.2.2\nwww MX 10 a",
			"edit 1 MX/10 www 300 tel a.example.org\nnew A/0 www 300 tel 192.0.2.1\nnew A/0 www 300 tel 192.0.2.2\n"},
		{"types change places", "NS www 300 tel x.example.org\nMX/10 www 300 tel y.example.org", "www NS y\nwww MX 10 x",
			"edit 2 NS/0 www 300 tel y.example.org\nedit 1 MX/10 www 300 tel x.example.org\n"},
		{"a row stored twice", "CNAME www 300 tel a.example.org.\nNS sub 300 tel a.example.org\nNS sub 300 tel A.example.org", "www CNAME a\nsub NS a",
			"delete [3]\n"},
		{"rows with several TTLs", "A www 300 tel 192.0.2.1\nA www 60 tel 192.0.2.2", "www A 192.0.2.1\nwww A 192.0.2.2",
			"edit 2 A/0 www 300 tel 192.0.2.2\n"},
		{"of two rows that differ in TTL the right one stays", "NS sub 60 tel a.example.org\nNS sub 300 tel A.example.org", "sub NS a", "delete [1]\n"},
		{"several types that change", "NS a 300 tel x.example.org\nNS b 300 tel x.example.org\nA c 300 tel 192.0.2.1", "a MX 10 x\nb MX 10 x\nd A 192.0.2.1",
			"new A/0 d 300 tel 192.0.2.1\nnext\nedit 1 MX/10 a 300 tel x.example.org\nedit 2 MX/10 b 300 tel x.example.org\nnext\ndelete [3]\n"},
		{"three types that change places", "NS a 300 tel x.example.org\nMX/10 a 300 tel y.example.org\nTXT a 300 tel z.example.org", "a NS y\na MX 10 z\na TXT x.example.org",
			"edit 2 NS/0 a 300 tel y.example.org\nedit 3 MX/10 a 300 tel z.example.org\nedit 1 TXT/0 a 300 tel x.example.org\n"},
		{"a type that becomes two others", "MX/10 a 300 tel y.example.org\nMX/10 a 300 tel z.example.org", "a NS y\na TXT z.example.org",
			"edit 2 TXT/0 a 300 tel z.example.org\nedit 1 NS/0 a 300 tel y.example.org\n"},
		{"three types that take turns", "NS a 300 tel x.example.org\nMX/10 a 300 tel y.example.org", "a MX 10 x\na TXT y.example.org",
			"edit 2 TXT/0 a 300 tel y.example.org\nedit 1 MX/10 a 300 tel x.example.org\n"},
		{"rows that cannot be read", "A www 300 tel nonsense\nSRV www 300 tel x\nA www 300 any 192.0.2.1\nA w\\w 300 tel 192.0.2.1", "www A 192.0.2.1",
			"new A/0 www 300 tel 192.0.2.1\n"},
		{"another line that is not configured", "A www 300 uni 192.0.2.1", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := openWith(t, func(s *settings) { s.URL, s.Lines = "http://127.0.0.1:1", []string{"tel"} })
			live := liveOf(t, p, tc.live)
			changes := plan(t, live, tc.want)
			batches, err := p.Batches(live, changes)
			require.NoError(t, err)
			require.Equal(t, tc.work, describe(batches))
			require.NoError(t, providertest.CheckBatches(p.Capabilities(), changes, batches))
		})
	}
}

// TestPacking holds the bulk calls of n creates, m updates and k deletes to the least that there can be, one more where a
// batch holds the last creates and the first updates.
func TestPacking(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL, s.Lines = "http://127.0.0.1:1", []string{"tel"} })
	for _, tc := range []struct{ n, m, k, calls int }{
		{450, 0, 0, 5}, {0, 450, 0, 10}, {0, 0, 450, 5}, {1, 1, 1, 2}, {50, 0, 50, 2}, {100, 0, 100, 2}, {0, 100, 100, 3},
		{50, 1000, 50, 22}, {150, 120, 130, 6}, {1000, 1000, 1000, 40},
	} {
		live := liveOf(t, p, zonetest.Many(tc.m, "A upd%d 300 tel 192.0.2.1")+strings.TrimSpace(zonetest.Many(tc.k, "A del%d 300 tel 192.0.2.1")))
		changes := plan(t, live, zonetest.Many(tc.n, "new%d A 192.0.2.1")+zonetest.Many(tc.m, "upd%d A 192.0.2.2"))
		batches, err := p.Batches(live, changes)
		require.NoError(t, err)
		require.NoError(t, providertest.CheckBatches(p.Capabilities(), changes, batches))
		calls := 0
		for _, b := range batches {
			calls += b.Calls
			w := b.Payload.(work)
			require.LessOrEqual(t, max(len(w.creates), len(w.deletes)), 100)
		}
		least := (tc.n+tc.m+99)/100 + (tc.m+tc.k+99)/100
		require.Equal(t, tc.calls, calls, "%d creates, %d updates, %d deletes", tc.n, tc.m, tc.k)
		require.LessOrEqual(t, calls-least, 1)
	}
}

func TestTheOrderOfTheChangesDoesNotMatter(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL = "http://127.0.0.1:1" })
	live := liveOf(t, p, "A a 300 tel 192.0.2.1\nA b 300 uni 192.0.2.1\nCNAME c 300 tel x.example.org\nNS d 300 tel x.example.org")
	changes := plan(t, live, "a A 192.0.2.2\nc A 192.0.2.1\nd MX 10 x\ne A 192.0.2.1\nf A 192.0.2.1\ng A 192.0.2.1")
	forward, err := p.Batches(live, changes)
	require.NoError(t, err)
	var mirrored []zone.Change
	for _, unit := range zone.Units(changes) {
		mirrored = append(append([]zone.Change{}, unit...), mirrored...)
	}
	backward, err := p.Batches(live, mirrored)
	require.NoError(t, err)
	require.Equal(t, describe(forward), describe(backward))
}

func TestWhatIsLeftAloneIsToldOncePerReason(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL, s.Lines = "http://127.0.0.1:1", []string{"tel"} })
	live := liveOf(t, p, zonetest.Many(3, "A h%d 300 uni 192.0.2.1")+"A bad 300 tel 300.0.2.1\nSRV s 300 tel x\nA t -1 tel 192.0.2.1")
	require.Empty(t, live.Records.Sets)
	require.Equal(t, []string{
		`"h0" A@uni (record 1) is left alone: line "uni" is not configured (and 2 more)`,
		`"bad" A@tel (record 4) is left alone: it is not an address of its type`,
		`"s" SRV@tel (record 5) is left alone: "SRV" is no type of the API's manual`,
		`"t" A@tel (record 6) is left alone: TTL -1 is none`,
	}, live.Warnings)
}

func TestARecordInAStateOfItsOwnIsLeftAlone(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL = "http://127.0.0.1:1" })
	ttl := num(300)
	for status, warnings := range map[num]int{statusPending: 1, statusActive: 0, statusRemoval: 0, statusGone: 0, 4: 1, -1: 1} {
		live := p.live(origin, []record{{ID: 1, Name: "www", Type: "A", Content: "192.0.2.1", ISP: "tel", TTL: &ttl, Status: &status}})
		require.Equal(t, status == statusPending || status == statusActive, len(live.Records.Sets) == 1, status)
		require.Len(t, live.Warnings, warnings, status)
	}
}

// TestEveryCallIsOneCall: sets of four do not make a second bulk call for what is over a hundred.
func TestEveryCallIsOneCall(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL, s.Lines = "http://127.0.0.1:1", []string{"tel"} })
	live := liveOf(t, p, zonetest.Many(90, "A h%d 300 tel 192.0.2.1\nA h%d 300 tel 192.0.2.2\nA h%d 300 tel 192.0.2.3\nA h%d 300 tel 192.0.2.4"))
	for _, want := range []string{"", zonetest.Many(90, "h%d CNAME x")} {
		changes := plan(t, live, want)
		batches, err := p.Batches(live, changes)
		require.NoError(t, err)
		for _, b := range batches {
			w := b.Payload.(work)
			require.LessOrEqual(t, max(len(w.room), len(w.deletes)), 100)
		}
	}
}

func TestARowThatNobodyPlannedForStays(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL = "http://127.0.0.1:1" })
	before := liveOf(t, p, "A www 300 tel 192.0.2.1")
	changes := plan(t, before, "www A 192.0.2.2")
	now := liveOf(t, p, "A www 300 tel 192.0.2.1\nA www 300 tel 192.0.2.9")
	batches, err := p.Batches(now, changes)
	require.NoError(t, err)
	require.Equal(t, "new A/0 www 300 tel 192.0.2.2\ndelete [1]\n", describe(batches))
}
