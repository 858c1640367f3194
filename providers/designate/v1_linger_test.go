package designate

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// newStuckV1 is a service that never tells its name servers of a delete, and a provider that soon has enough of it.
func newStuckV1(t *testing.T) *v1Site {
	s := newV1Site(t, designatesim.Options{Linger: time.Hour})
	s.patience = 5 * time.Millisecond
	return s
}

func TestWhoReadsAfterADeleteDoesNotSeeTheRecord(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: 30 * time.Millisecond})
	s.fill(t, "www A 192.0.2.1\nold A 192.0.2.1")
	j := s.plan(t, "www A 192.0.2.1")
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	other, _ := openV1(t, s.url)
	live, err := other.Fetch(t.Context(), providers.Ref{Origin: v1Origin})
	require.NoError(t, err)
	require.Len(t, live.Records.Sets, 2, "www, and the apex's NS")
	require.Empty(t, live.Warnings)
	require.Less(t, s.sim.Calls()["GET records"], 12, "looks become rarer")
}

func TestADeleteThatLingersTooLongIsDone(t *testing.T) {
	t.Parallel()
	s := newStuckV1(t)
	s.fill(t, "www A 192.0.2.1\nold A 192.0.2.1")
	r := apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.1"), providertest.Options())
	require.NoError(t, r.Err)
	require.True(t, r.Verified)
	require.Contains(t, s.log.String(), "deleted records are still listed")

	again := s.plan(t, "www A 192.0.2.1")
	require.Empty(t, again.Plan.Items, "it is not planned again")
	require.Equal(t, []string{"deleted records are still listed, as the service has not yet told its name servers: 1"}, again.Live.Warnings)

	stranger := s.stranger(t)
	stranger.patience = time.Millisecond
	r = apply.Zone(t.Context(), stranger.plan(t, "www A 192.0.2.1"), providertest.Options())
	require.NoError(t, r.Err, "another process deletes it again, which does no harm")
}

func TestNothingTakesThePlaceOfWhatLingers(t *testing.T) {
	t.Parallel()
	s := newStuckV1(t)
	s.fill(t, "www A 192.0.2.1\nkeep A 192.0.2.1")
	j := s.plan(t, "www CNAME keep\nkeep A 192.0.2.2")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.Len(t, batches, 2)
	var told *providers.BatchError
	require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[0]), &told)
	require.Equal(t, []providers.Outcome{providers.Done, providers.NotDone}, told.Outcomes)
	require.ErrorIs(t, told, providers.ErrTemporary)
	require.ErrorIs(t, told, errLingers)
	require.EqualError(t, told, "designate: write domain example.org.: a deleted record is still in the way: the service has not yet told its name servers for 5ms")
	require.Equal(t, verbs{del: 1}, counted(s.writes()), "the CNAME is not tried")

	j = s.plan(t, "www CNAME keep\nkeep A 192.0.2.2")
	batches, err = s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.Error(t, s.Send(t.Context(), j.Live, batches[len(batches)-1]))
	require.NoError(t, s.Send(t.Context(), j.Live, batches[0]), "other names are not held up")
	require.Equal(t, verbs{put: 1}, counted(s.writes()))
}

func TestTheSameDataWaitsForTheRecordThatIsGoing(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: 40 * time.Millisecond})
	s.fill(t, "www A 192.0.2.1")
	s.patience = time.Millisecond
	require.NoError(t, apply.Zone(t.Context(), s.plan(t, ""), providertest.Options()).Err)
	s.patience = time.Minute
	require.Equal(t, verbs{post: 1}, counted(s.reach(t, "www A 192.0.2.1")))
	require.Equal(t, []string{"www.example.org. A 192.0.2.1"}, s.stored())
}

// TestASwapThatIsRefusedIsPutBack: the A is gone by then.
func TestASwapThatIsRefusedIsPutBack(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	s.fill(t, "www 300 A 192.0.2.1\nwww 300 A 192.0.2.2")
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || r.ContentLength != int64(len(`{"name":"www.example.org.","type":"CNAME","data":"keep.example.org."}`)) {
			return false
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"code":400,"type":"invalid_object","message":"no"}`)
		return true
	})
	r := apply.Zone(t.Context(), s.plan(t, "www CNAME keep"), providertest.Options())
	require.ErrorContains(t, r.Err, "put back, because what was to take its place is not there")
	require.Equal(t, []string{"www.example.org. 300 A 192.0.2.1", "www.example.org. 300 A 192.0.2.2"}, s.stored())
}

func TestADeleteThatFailsHoldsTheOtherHalfOfASwapBack(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	s.fill(t, "www A 192.0.2.1\nalias CNAME www")
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code":400,"type":"bad_request","message":"Managed records may not be deleted"}`)
		}
		return r.Method == http.MethodDelete
	})
	j := s.plan(t, "www CNAME alias\nalias A 192.0.2.1")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	var told *providers.BatchError
	require.ErrorAs(t, s.Send(t.Context(), j.Live, batches[0]), &told)
	require.Equal(t, providers.Failed(4, providers.NotDone, nil).Outcomes, told.Outcomes)
	require.Equal(t, verbs{del: 2}, counted(s.writes()))
	require.ErrorIs(t, told, providers.ErrInvalid)
}

func TestADeleteOfWhatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Linger: -1})
	s.fill(t, "www A 192.0.2.1")
	j := s.plan(t, "")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.NoError(t, s.Send(t.Context(), j.Live, batches[0]))
	require.NoError(t, s.Send(t.Context(), j.Live, batches[0]))
	require.Empty(t, s.stored())
}

// hourLater lets the records that linger go, which takes an hour here.
func (s *v1Site) hourLater() { s.hours.Add(1) }

func TestAnotherProcessTakesADeleteBack(t *testing.T) {
	t.Parallel()
	s := newStuckV1(t)
	s.fill(t, "www A 192.0.2.1\nwww A 192.0.2.2")
	require.NoError(t, apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.1"), providertest.Options()).Err)
	require.Equal(t, verbs{put: 1}, counted(s.stranger(t).reach(t, "www A 192.0.2.1\nwww A 192.0.2.3")))
	s.hourLater()
	require.Equal(t, []string{"www.example.org. A 192.0.2.1", "www.example.org. A 192.0.2.3"}, s.stored())

	require.Empty(t, s.plan(t, "www A 192.0.2.1").Plan.Items, "it may still go")
	memory := &s.spec.(*v1).memory
	for domain, records := range memory.leaving {
		for id, l := range records {
			memory.leaving[domain][id] = leaver{l.owner, l.since.Add(-maxHiding)}
		}
	}
	require.Empty(t, s.plan(t, "www A 192.0.2.1\nwww A 192.0.2.3").Plan.Items, "it did not")
	require.Empty(t, s.plan(t, "www A 192.0.2.1\nwww A 192.0.2.3").Live.Warnings)
}

func TestARecordOfTheServicesOwnIsNotDeleted(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{})
	require.NoError(t, s.sim.Plant(v1Origin, designatesim.RecordSet{Name: "fip.example.org.", Type: "A", Records: []string{"192.0.2.1"}, Managed: true}))
	for _, text := range []string{"", "fip A 192.0.2.2"} {
		r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
		require.ErrorIs(t, r.Err, providers.ErrInvalid)
		require.Equal(t, ownHint, providers.Hint(r.Err))
	}
}
