package cloudns

import (
	"slices"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// stubborn is a site whose records do not become active, and where nobody waits long for that.
func stubborn(t *testing.T, o cloudnssim.Options) *site {
	t.Helper()
	s := newSite(t, o)
	s.patience = 5 * quick
	return s
}

// TestNewRecordsThatNeverServeDoNotTakeTheOldOnesAlong applies an update in full, with every attempt that apply makes.
func TestNewRecordsThatNeverServeDoNotTakeTheOldOnesAlong(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		o    cloudnssim.Options
		kind error
	}{
		"they are pending for hours": {cloudnssim.Options{ActivateAfter: never}, providers.ErrTemporary},
		"they are pending for ever":  {cloudnssim.Options{NeverActive: true}, providers.ErrTemporary},
		"they fail":                  {cloudnssim.Options{PendingFails: true}, providers.ErrConflict},
		"they vanish":                {cloudnssim.Options{PendingVanishes: true}, providers.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stubborn(t, tc.o)
			s.fill(t, "www A 192.0.2.1\nold A 192.0.2.1")
			dark := s.watch("www", "old")
			r := apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.2"), providertest.Options())
			require.ErrorIs(t, r.Err, tc.kind)
			require.NotContains(t, s.tap.actions(), "bulk_rec_delete")
			require.Empty(t, dark())
			require.Less(t, r.Done(), 4)
		})
	}
}

// TestARecordThatIsPendingWhenItIsReadTakesNoOtherAlong: nothing is written, as the only write would be the delete.
func TestARecordThatIsPendingWhenItIsReadTakesNoOtherAlong(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, want, rrtype string }{
		{"of the same set", "@ MX 10 new", "MX"},
		{"of another type", "@ TXT new.example.org", "TXT"},
		{"that a CNAME replaces", "@ CNAME other", "MX"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := stubborn(t, cloudnssim.Options{NeverActive: true})
			for _, line := range lines {
				require.NoError(t, s.sim.Plant(origin,
					cloudnssim.Record{Name: "sub", Type: "MX", Content: "old.example.org", TTL: 300, ISP: line, Prio: 10, Status: cloudnssim.Active},
					cloudnssim.Record{Name: "sub", Type: tc.rrtype, Content: "new.example.org", TTL: 300, ISP: line, Prio: 10}))
			}
			before := s.stored()
			j := s.plan(t, "sub"+tc.want[1:])
			require.NotEmpty(t, j.Plan.Items)
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrTemporary)
			require.ErrorContains(t, r.Err, "still pending")
			require.Empty(t, s.tap.actions())
			require.Equal(t, before, s.stored())
			require.Zero(t, r.Done())
		})
	}
}

// TestWhatIsPendingIsWaitedForLast: only what is about the same name and line waits, and holds up no others.
func TestWhatIsPendingIsWaitedForLast(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, live, want, work string }{
		{"a delete beside it", "A www 300 tel 192.0.2.1\npending A www 300 tel 192.0.2.2", "www A 192.0.2.2", "wait [2]\ndelete [1]\n"},
		{"a delete of it", "pending A www 300 tel 192.0.2.1", "", "wait [1]\ndelete [1]\n"},
		{"an edit of it", "pending A www 60 tel 192.0.2.1", "www A 192.0.2.1", "wait [1]\nedit 1 A/0 www 300 tel 192.0.2.1\n"},
		{"a delete beside several, of other types", "A www 300 tel 192.0.2.1\npending TXT www 300 tel x\npending AAAA www 300 tel 2001:db8::1",
			"www TXT x\nwww AAAA 2001:db8::1", "wait [2 3]\ndelete [1]\n"},
		{"a record that comes beside it", "pending A www 300 tel 192.0.2.1", "www A 192.0.2.1\nwww TXT x", "new TXT/0 www 300 tel x\n"},
		{"another name", "A www 300 tel 192.0.2.1\npending A a 300 tel 192.0.2.1", "a A 192.0.2.1", "delete [1]\n"},
		{"an update, before the deletes that need no waiting", "A www 300 tel 192.0.2.1\npending A www 300 tel 192.0.2.2\nA old 300 tel 192.0.2.1", "www A 192.0.2.2",
			"wait [2]\ndelete [1]\nnext\ndelete [3]\n"},
		{"a CNAME first that goes elsewhere", "pending A aa 300 tel 192.0.2.1\nA aa 300 tel 192.0.2.2\nCNAME c 300 tel x.example.net", "aa A 192.0.2.1\nc A 192.0.2.1",
			"edit 3 A/0 c 300 tel 192.0.2.1\nnext\nwait [1]\ndelete [2]\n"},
		{"others first", "pending A aa 300 tel 192.0.2.1\nA aa 300 tel 192.0.2.2\npending A a 300 tel 192.0.2.1\nA old 300 tel 192.0.2.1\nA upd 300 tel 192.0.2.1",
			"aa A 192.0.2.1\nupd A 192.0.2.2", "new A/0 upd 300 tel 192.0.2.2\ndelete [5]\nnext\nwait [1]\ndelete [2]\nnext\ndelete [4]\nnext\nwait [3]\ndelete [3]\n"},
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

// TestALineWaitsForItselfAlone: the other line of a name goes before it.
func TestALineWaitsForItselfAlone(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL = "http://127.0.0.1:1" })
	live := liveOf(t, p, "A www 300 tel 192.0.2.1\nA www 300 uni 192.0.2.1\npending TXT www 300 uni x")
	changes := slices.DeleteFunc(plan(t, live, ""), func(c zone.Change) bool { return c.Key().Type == dns.TypeTXT })
	batches, err := p.Batches(live, changes)
	require.NoError(t, err)
	require.Equal(t, "delete [1]\nnext\nwait [3]\ndelete [2]\n", describe(batches))
}

// TestAnEditedRecordIsWaitedForByItsID, as no document tells that the answer has one.
func TestAnEditedRecordIsWaitedForByItsID(t *testing.T) {
	t.Parallel()
	list := `{"errno":0,"result":{"data":[{"id":1,"name":"www","type":"A","content":"192.0.2.1","ttl":300,"isp":"tel","status":1}],"number":1,"total":1,"offset":0}}`
	p, asked := scripted(t, 200, `{"errno":0,"result":{"status":0}}`, list)
	live := liveOf(t, p, "A www 60 tel 192.0.2.1")
	batches, err := p.Batches(live, plan(t, live, "www A 192.0.2.1"))
	require.NoError(t, err)
	require.NoError(t, p.Send(t.Context(), live, batches[0]))
	require.Equal(t, 2, *asked)
}

// TestWhatIsWaitedForIsTold, in the time that a batch takes.
func TestWhatIsWaitedForIsTold(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL, s.Lines = "http://127.0.0.1:1", []string{"tel"} })
	for _, tc := range []struct {
		name, live, want string
		wait             time.Duration
	}{
		{"new records", "", "www A 192.0.2.1", 2 * time.Second},
		{"records that are pending", "pending A www 300 tel 192.0.2.1", "", 2 * time.Second},
		{"records that go", "A www 300 tel 192.0.2.1", "", 0},
		{"records that are edited", "A www 60 tel 192.0.2.1", "www A 192.0.2.1", 0},
	} {
		live := liveOf(t, p, tc.live)
		batches, err := p.Batches(live, plan(t, live, tc.want))
		require.NoError(t, err)
		require.Len(t, batches, 1, tc.name)
		require.Equal(t, tc.wait, batches[0].Wait, tc.name)
	}
}
