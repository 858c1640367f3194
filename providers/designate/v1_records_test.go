package designate

import (
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
)

// TestASetThatIsThereWithoutRecords: a create is two steps to the service, and the first may be left alone. It keeps its TTL.
func TestASetThatIsThereWithoutRecords(t *testing.T) {
	t.Parallel()
	ttl := 60
	for text, want := range map[string]string{"www 300 A 192.0.2.1": "www.example.org. 300 A 192.0.2.1", "www A 192.0.2.1": "www.example.org. 3600 A 192.0.2.1"} {
		s := newV1Site(t, designatesim.Options{})
		require.NoError(t, s.sim.Plant(v1Origin, designatesim.RecordSet{Name: "www.example.org.", Type: "A", TTL: &ttl}))
		require.Equal(t, verbs{post: 1, put: 1}, counted(s.reach(t, text)))
		require.Equal(t, []string{want}, s.stored())
	}
}

func TestDescriptionsStay(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	mine, ten := "the post", 10
	require.NoError(t, s.sim.PlantRecords(v1Origin, designatesim.Record{Name: v1Origin, Type: "MX", Data: "mail.example.org.", Priority: &ten, Description: &mine}))
	s.reach(t, "@ 300 MX 20 mail")
	s.reach(t, "@ MX 20 post")
	require.Equal(t, []string{"example.org. MX 20 post.example.org. ; the post"}, s.stored())
}

func TestSpellingsOfOneRecordAreRepaired(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	require.NoError(t, s.sim.PlantRecords(v1Origin,
		designatesim.Record{Name: "www.example.org.", Type: "AAAA", Data: "2001:DB8::1"},
		designatesim.Record{Name: "www.example.org.", Type: "AAAA", Data: "2001:db8::1"},
		designatesim.Record{Name: "www.example.org.", Type: "AAAA", Data: "2001:db8:0::1"},
		designatesim.Record{Name: "ok.example.org.", Type: "AAAA", Data: "2001:DB8:0:0::1"},
	))
	require.Equal(t, verbs{del: 2}, counted(s.reach(t, "www AAAA 2001:db8::1\nok AAAA 2001:db8::1")))
	require.Equal(t, verbs{put: 2}, counted(s.reach(t, "www 300 AAAA 2001:db8::1\nok 300 AAAA 2001:db8::1")))
	require.Equal(t, []string{"ok.example.org. 300 AAAA 2001:db8::1", "www.example.org. 300 AAAA 2001:db8::1"}, s.stored())
}

// TestTheSpellingThatStaysIsTheOneThatIsWritten: an update of another one would make it a duplicate of that.
func TestTheSpellingThatStaysIsTheOneThatIsWritten(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	const id = "11112222-3333-4444-5555-66667777888"
	require.NoError(t, s.sim.PlantRecords(v1Origin,
		designatesim.Record{ID: id + "1", Name: "www.example.org.", Type: "AAAA", Data: "2001:DB8::1"},
		designatesim.Record{ID: id + "2", Name: "www.example.org.", Type: "AAAA", Data: "2001:db8::1"},
	))
	require.Equal(t, verbs{put: 1, del: 1}, counted(s.reach(t, "www 300 AAAA 2001:db8::1")))
}

func TestRecordsThatThePlanDoesNotKnowStay(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	s.fill(t, "www A 192.0.2.1")
	j := s.plan(t, "www A 192.0.2.2")
	s.fill(t, "www A 192.0.2.9")
	live, err := s.Fetch(t.Context(), j.Live.Ref)
	require.NoError(t, err)
	batches, err := s.Batches(live, j.Plan.Changes())
	require.NoError(t, err)
	require.NoError(t, s.Send(t.Context(), live, batches[0]))
	require.Equal(t, []string{"www.example.org. A 192.0.2.2", "www.example.org. A 192.0.2.9"}, s.stored())
}

func TestTheApexNSAreTheServices(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: v1Origin})
	require.NoError(t, err)
	require.Equal(t, []string{"ns1.designate.test.", "ns2.designate.test."}, live.Records.Sets[0].Text())
	rules := diff.DefaultRules()
	rules.ApexNS = diff.Manage
	plan := func(text string) diff.Plan {
		in, _, err := apply.Input(s.Provider, live, diff.Input{Want: zonetest.Parse(t, v1Origin, "example.org.zone", text), Rules: rules})
		require.NoError(t, err)
		p, err := diff.Compute(in)
		require.NoError(t, err)
		return p
	}
	same := plan("@ NS ns1.designate.test.\n@ NS ns2.designate.test.\nwww A 192.0.2.1")
	require.Len(t, same.Items, 1)
	_, err = s.Batches(live, plan("@ NS ns1.designate.test.\nwww A 192.0.2.1").Changes())
	var refused *providers.RefusedError
	require.ErrorAs(t, err, &refused)
	require.ErrorIs(t, err, errApexNS)
	require.ErrorContains(t, err, "example.org.zone:1: ")
}

// TestASetWhoseTTLIsRefusedIsThere: of a create and the TTL behind it, only the second was refused.
func TestASetWhoseTTLIsRefusedIsThere(t *testing.T) {
	t.Parallel()
	for status, body := range map[string]string{
		"400": `{"code":400,"type":"invalid_ttl","message":"no"}`, "403": `{"code":403,"type":"forbidden"}`, "429": "Too many",
	} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
			ttl := 60
			require.NoError(t, s.sim.Plant(v1Origin, designatesim.RecordSet{Name: "a.example.org.", Type: "A", TTL: &ttl}))
			s.answers("PUT ", status, body)
			j := s.plan(t, "a 300 A 192.0.2.1\nb 300 A 192.0.2.1")
			batches, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			var told *providers.BatchError
			require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[0]), &told)
			require.Equal(t, providers.Unknown, told.Outcomes[0])
			require.Contains(t, s.stored(), "a.example.org. 60 A 192.0.2.1")
			if status != "400" {
				require.Equal(t, providers.NotDone, told.Outcomes[1])
				require.Len(t, s.stored(), 1)
			}
		})
	}
}

func TestATTLThatIsHeldUpComesAfterAll(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	ttl := 60
	require.NoError(t, s.sim.Plant(v1Origin, designatesim.RecordSet{Name: "www.example.org.", Type: "A", TTL: &ttl}))
	var puts atomic.Int32
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || puts.Add(1) > 1 {
			return false
		}
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	})
	require.Equal(t, verbs{post: 1, put: 2}, counted(s.reach(t, "www 300 A 192.0.2.1")))
	require.Equal(t, []string{"www.example.org. 300 A 192.0.2.1"}, s.stored())
}
