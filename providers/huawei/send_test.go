package huawei

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// TestWhatWeDoNotManageOutlivesAnUpdate: description, tags and weight, in single requests and in bulk.
func TestWhatWeDoNotManageOutlivesAnUpdate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		otc     bool
		with    string // also updated
		request string
	}{
		"one set":                     {false, "", "PUT recordset"},
		"one of several":              {false, "mail A 192.0.2.1\n", "PUT recordsets"},
		"one of several, single ones": {true, "mail A 192.0.2.1\n", "PUT recordset"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{OTC: tc.otc})
			l.fill(t, tc.with+"@ MX 10 mail")
			one, tags := 1, map[string]string{"team": "web"}
			require.NoError(t, l.sim.Plant(origin,
				huaweisim.RecordSet{Name: "www." + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}, Description: "web front", Weight: &one, Tags: tags},
				huaweisim.RecordSet{Name: "none." + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}}))
			l.reach(t, strings.ReplaceAll(tc.with, "3600", "60")+"@ MX 10 mail\nnone A 192.0.2.1\nwww 60 A 192.0.2.2")
			if tc.with != "" {
				l.reach(t, "mail A 192.0.2.9\n@ MX 20 mail\nnone 60 A 192.0.2.1\nwww 90 A 192.0.2.2")
			}
			www := l.find("www."+origin, "A")
			require.Equal(t, []string{"192.0.2.2"}, www.Records)
			require.Equal(t, []any{"web front", 1, tags}, []any{www.Description, *www.Weight, www.Tags})
			require.Nil(t, l.find("none."+origin, "A").Weight)
			require.Positive(t, l.sim.Calls()[tc.request])
		})
	}
}

// TestBulkUpdatesSayEverything: what is left out gets a default.
func TestBulkUpdatesSayEverything(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	one := 1
	for _, name := range []string{"a.", "b."} {
		require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{
			ID: strings.Repeat(name[:1], 32), Name: name + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}, Description: "of " + name, Weight: &one,
		}))
	}
	j := l.plan(t, "a A 192.0.2.2\nb A 192.0.2.2")
	l.take()
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Equal(t, []string{"PUT /v2.1/zones/" + l.sim.ZoneID(origin) + "/recordsets " + `{"recordsets":[` +
		`{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","ttl":3600,"weight":1,"records":["192.0.2.2"],"description":"of a."},` +
		`{"id":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","ttl":3600,"weight":1,"records":["192.0.2.2"],"description":"of b."}]}`}, l.take())
}

func TestWithoutBulkRequestsChangesGoSingly(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ status, tried int }{
		"not there":   {http.StatusNotFound, 1},
		"not allowed": {http.StatusForbidden, 1},
		"all of them": {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{NoBatch: tc.status})
			for _, text := range []string{zonetest.Many(10, "h%d A 192.0.2.1"), zonetest.Many(10, "h%d A 192.0.2.2"), "", zonetest.Many(10, "h%d A 192.0.2.1"), ""} {
				l.reach(t, text)
			}
			said := strings.Count(l.log.String(), "level=WARN msg=\"the service refuses a bulk request, so changes are sent one by one\"")
			require.Equal(t, 3*tc.tried, said)
			calls := l.sim.Calls()
			if tc.tried > 0 {
				require.Equal(t, []int{1, 1, 1}, []int{calls["POST task"], calls["PUT recordsets"], calls["DELETE recordsets"]}, "tried once")
				require.Equal(t, []int{20, 10, 20}, []int{calls["POST recordset"], calls["PUT recordset"], calls["DELETE recordset"]})
			}
		})
	}
}

func TestAClosedWayIsTriedAgainAfterAWhile(t *testing.T) {
	t.Parallel()
	var b bulk
	require.True(t, b.close(byTask))
	require.False(t, b.close(byTask), "no news")
	require.False(t, b.has(byTask))
	require.True(t, b.has(byUpdate))
	b.closed[byTask] = time.Now()
	require.True(t, b.has(byTask))
}

// TestASwapWaitsUntilTheNameIsFree: the service still has a deleted set for a while, and refuses others at its name.
func TestASwapWaitsUntilTheNameIsFree(t *testing.T) {
	t.Parallel()
	for name, otc := range map[string]bool{"huawei": false, "otc": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: 40 * time.Millisecond, OTC: otc})
			l.fill(t, "www A 192.0.2.1\nwww TXT x\nftp CNAME www")
			l.reach(t, "www CNAME ftp\nftp A 192.0.2.1")
			require.Equal(t, 2, l.sim.Calls()["POST recordset"], "none was refused")
		})
	}
}

// TestASwapOnOneLineLeavesTheOthers.
func TestASwapOnOneLineLeavesTheOthers(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{}, func(s *settings) { s.Lines = []string{"Dianxin"} })
	l.fill(t, "www A 192.0.2.1")
	require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: "www." + origin, Type: "A", TTL: 300, Records: []string{"192.0.2.1"}, Line: "Dianxin"}))
	live, err := l.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	had, _ := live.Records.Find(zone.Key{Name: "www." + origin, Type: 1, View: "Dianxin"})
	cname := onLine(t, "Dianxin", "www CNAME w.example.net.")[0]
	batches, err := l.Batches(live, []zone.Change{{Old: &had}, cname})
	require.NoError(t, err)
	require.Len(t, batches, 1)
	require.NoError(t, l.Send(t.Context(), live, batches[0]))
	require.Equal(t, 1, l.sim.Calls()["POST recordset"])
	require.Equal(t, []string{"192.0.2.1"}, l.find("www."+origin, "A").Records)
	live, err = l.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	_, there := live.Records.Find(cname.Key())
	require.True(t, there)
}

// TestANameThatIsOnItsWayOutIsWaitedFor: somebody else has deleted what was there.
func TestANameThatIsOnItsWayOutIsWaitedFor(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: 40 * time.Millisecond})
	l.fill(t, "www A 192.0.2.1")
	j := l.plan(t, "")
	batches, err := l.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	patience := l.patience
	l.patience = 0 // so that nobody waits for the delete
	require.NoError(t, l.Send(t.Context(), j.Live, batches[0]))
	l.patience = patience
	l.reach(t, "www CNAME w.example.net.")
	require.Equal(t, 1, l.sim.Calls()["POST recordset"], "it was not refused")
}

// TestASetThatIsStillAtWorkIsWrittenLater.
func TestASetThatIsStillAtWorkIsWrittenLater(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: 30 * time.Millisecond})
	l.patience = 0
	for _, text := range []string{zonetest.Many(2, "h%d A 192.0.2.1"), zonetest.Many(2, "h%d A 192.0.2.2"), "h0 A 192.0.2.3", ""} {
		r := apply.Zone(t.Context(), l.plan(t, text), apply.Options{Backoff: 10 * time.Millisecond, Tries: 50})
		require.NoError(t, r.Err)
	}
	require.Greater(t, l.sim.Calls()["PUT recordsets"], 1, "it was refused first")
}

func TestWhatIsNotAtWorkInTimeIsTold(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: time.Hour})
	l.patience = time.Millisecond
	require.NoError(t, apply.Zone(t.Context(), l.plan(t, "www A 192.0.2.1"), providertest.Options()).Err)
	require.Contains(t, l.log.String(), `level=WARN msg="applied, and some of it is not at work yet" zone=example.org.`)
}

// TestASetThatEndsInErrorIsWrittenAgain, in the same run, and in the next one where that was not told.
func TestASetThatEndsInErrorIsWrittenAgain(t *testing.T) {
	t.Parallel()
	for name, sets := range map[string]int{"a small zone": 2, "a large zone": 1800} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{})
			rest := zonetest.Many(sets, "h%d A 192.0.2.1")
			l.fill(t, rest+"@ MX 10 mail")
			l.sim.FailNext(origin)
			j := l.plan(t, rest+"@ MX 20 mail\nnew A 192.0.2.1") // the batch of the update is not the last
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.NoError(t, r.Err)
			require.Equal(t, 2, r.Done())
			require.Equal(t, "ACTIVE", l.find(origin, "MX").Status)
			require.Equal(t, 2, l.sim.Calls()["PUT recordset"])
		})
	}
}

func TestASetThatEndedInErrorIsToldAndPlannedAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	l.fill(t, "a A 192.0.2.1")
	require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: "www." + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}, Status: "ERROR"}))
	j := l.plan(t, "a A 192.0.2.1\nwww A 192.0.2.1")
	require.Len(t, j.Plan.Items, 1)
	require.Equal(t, []string{"the service could not carry out the last change (status ERROR) of www.example.org. A"}, j.Live.Warnings)
	l.reach(t, "a A 192.0.2.1\nwww A 192.0.2.1")
	require.Equal(t, "ACTIVE", l.find("www."+origin, "A").Status)
}

// TestASetThatAlwaysEndsInErrorIsNoSuccess.
func TestASetThatAlwaysEndsInErrorIsNoSuccess(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	l.fill(t, "www A 192.0.2.1")
	l.says(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			l.sim.FailNext("www." + origin)
		}
		return false
	})
	r := apply.Zone(t.Context(), l.plan(t, "www A 192.0.2.2"), providertest.Options())
	require.ErrorContains(t, r.Err, "could not carry out the last change (status ERROR) of www.example.org. A")
	require.Zero(t, r.Done())
}

// TestAWaitLooksAtListings, not at single sets, and only at what is on its way where the zone is large.
func TestAWaitLooksAtListings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ sets, looks int }{"a small zone": {10, 1}, "a large zone": {1200, 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: -1})
			l.fill(t, zonetest.Many(tc.sets, "h%d A 192.0.2.1"))
			j := l.plan(t, "h0 A 192.0.2.2\nnew A 192.0.2.1\n"+strings.TrimPrefix(zonetest.Many(tc.sets-1, "h%d A 192.0.2.1"), "h0 A 192.0.2.1\n"))
			batches, err := l.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			before := l.sim.Calls()
			for _, b := range batches {
				require.NoError(t, l.Send(t.Context(), j.Live, b))
			}
			require.Equal(t, tc.looks, l.sim.Calls()["GET recordsets"]-before["GET recordsets"])
			require.Zero(t, l.sim.Calls()["GET recordset"])
		})
	}
}

// TestOTCHasFourInFlight.
func TestOTCHasFourInFlight(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{OTC: true})
	j := l.plan(t, zonetest.Many(40, "h%d A 192.0.2.1"))
	var mu sync.Mutex
	now, most := 0, 0
	four := make(chan struct{})
	l.says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || strings.Contains(r.URL.Path, "/v3/") {
			return false
		}
		mu.Lock()
		now++
		if most = max(most, now); now == 4 && most == 4 {
			select {
			case <-four:
			default:
				close(four)
			}
		}
		mu.Unlock()
		<-four
		l.sim.ServeHTTP(w, r)
		mu.Lock()
		now--
		mu.Unlock()
		return true
	})
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Equal(t, 4, most)
}

// TestARefusedSetIsFoundInABatch: a batch update is all or nothing.
func TestARefusedSetIsFoundInABatch(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	l.fill(t, zonetest.Many(40, "h%d A 192.0.2.1"))
	j := l.plan(t, zonetest.Many(40, "h%d A 192.0.2.2"))
	l.sim.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "h13." + origin})
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.Equal(t, 39, r.Done())
	require.Equal(t, []string{"example.org.zone:6"}, refusedAt(r.Err))
	require.ErrorContains(t, r.Err, "DNS.0308")
}

func TestABatchDeleteThatStopsHalfWay(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	l.fill(t, zonetest.Many(10, "h%d A 192.0.2.1"))
	j := l.plan(t, "")
	batches, err := l.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	l.sim.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	var told *providers.BatchError
	require.ErrorAs(t, l.Send(t.Context(), j.Live, batches[0]), &told)
	require.ErrorIs(t, told, providers.ErrConflict)
	done := 0
	for _, o := range told.Outcomes {
		require.NotEqual(t, providers.Unknown, o)
		done += one(o == providers.Done)
	}
	require.Equal(t, 5, done)
	l.reach(t, "")
}

// TestADeleteThatDidNotHappenIsNotDone, also where what is there is left alone by now.
func TestADeleteThatDidNotHappenIsNotDone(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1})
	l.fill(t, zonetest.Many(4, "h%d A 192.0.2.1"))
	j := l.plan(t, "")
	batches, err := l.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	one := 1
	for _, name := range []string{"h0.", "h1.", "h2.", "h3."} {
		require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: name + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.7"}, Weight: &one}))
	}
	l.sim.Arm(simulator.Fault{Kind: simulator.HalfBatch})
	err = l.Send(t.Context(), j.Live, batches[0])
	require.ErrorIs(t, err, providers.ErrConflict)
	var told *providers.BatchError
	require.ErrorAs(t, err, &told)
	require.Equal(t, []providers.Outcome{providers.Done, providers.Done, providers.NotDone, providers.NotDone}, told.Outcomes)
}

// TestALineThatNothingIsInTheWayOfIsNotRefused: of two that are created with one request, the other one is there already.
func TestALineThatNothingIsInTheWayOfIsNotRefused(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{"a line is there": "Dianxin", "the usual line is there": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{ActiveAfter: -1}, func(s *settings) { s.Lines = []string{"Dianxin"} })
			l.fill(t, "www TXT x")
			j := l.plan(t, "www TXT x")
			changes := append(onLine(t, "", "www A 192.0.2.1"), onLine(t, "Dianxin", "www A 192.0.2.1")...)
			batches, err := l.Batches(j.Live, changes)
			require.NoError(t, err)
			require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: "www." + origin, Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}, Line: line}))
			err = l.Send(t.Context(), j.Live, batches[0])
			require.NotErrorIs(t, err, providers.ErrInvalid)
			require.True(t, errors.Is(err, providers.ErrTemporary) || errors.Is(err, providers.ErrConflict), err)
			require.Positive(t, l.sim.Calls()["POST lines"])
		})
	}
}

// TestALineThatSomethingIsInTheWayOfHoldsNoOtherBack: a request creates both or none.
func TestALineThatSomethingIsInTheWayOfHoldsNoOtherBack(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{ActiveAfter: -1}, func(s *settings) { s.Lines = []string{"Dianxin"} })
	five := 5
	j := l.plan(t, "")
	require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{
		Name: "www." + origin, Type: "CNAME", Records: []string{"w.example.net."}, Weight: &five, Line: "Dianxin",
	}))
	changes := append(onLine(t, "", "www A 192.0.2.1"), onLine(t, "Dianxin", "www A 192.0.2.1")...)
	batches, err := l.Batches(j.Live, changes)
	require.NoError(t, err)
	err = l.Send(t.Context(), j.Live, batches[0])
	require.ErrorIs(t, err, providers.ErrInvalid, "so that each is sent alone")
	for i, c := range changes {
		one, err := l.Batches(j.Live, []zone.Change{c})
		require.NoError(t, err)
		err = l.Send(t.Context(), j.Live, one[0])
		require.Equal(t, i == 1, errors.Is(err, providers.ErrInvalid), err)
	}
	require.Equal(t, []string{"192.0.2.1"}, l.find("www."+origin, "A").Records)
}

// TestWhatIsInTheWayIsToldWithItsPlace: a CNAME beside a weighted set, which somebody has put there meanwhile.
func TestWhatIsInTheWayIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	five := 5
	for name, more := range map[string]string{"alone": "", "in a task": zonetest.Many(5, "h%d A 192.0.2.1")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{})
			j := l.plan(t, more+"w CNAME x.example.net.")
			require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: "w." + origin, Type: "A", Records: []string{"192.0.2.1"}, Weight: &five}))
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			require.ErrorContains(t, r.Err, "DNS.0312")
			require.Len(t, refusedAt(r.Err), 1)
			require.Contains(t, providers.Hint(r.Err), "weighted")
			require.Equal(t, strings.Count(more, "\n"), r.Done())
		})
	}
}

// TestNothingMakesWayForWhatCannotCome: a CNAME is wanted where something stands that is left alone.
func TestNothingMakesWayForWhatCannotCome(t *testing.T) {
	t.Parallel()
	five := 5
	for name, set := range map[string]huaweisim.RecordSet{
		"weighted": {Type: "A", Records: []string{"192.0.2.1"}, Weight: &five},
		"an alias": {Type: "A", AliasTarget: map[string]string{"resource_type": "cdn", "resource_domain_name": "a.example.net."}},
		"disabled": {Type: "A", Records: []string{"192.0.2.1"}, Status: "DISABLE"},
		"frozen":   {Type: "A", Records: []string{"192.0.2.1"}, Status: "FREEZE"},
		"a URL":    {Type: "REDIRECT_URL", Records: []string{"https://example.net"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{})
			l.fill(t, "www TXT x")
			set.Name = "www." + origin
			require.NoError(t, l.sim.Plant(origin, set))
			j := l.plan(t, "www CNAME x.example.net.")
			l.take()
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.ErrorContains(t, r.Err, "example.org.zone:1: www.example.org. CNAME: there is a ")
			require.Equal(t, []string{"example.org.zone:1"}, refusedAt(r.Err))
			require.Empty(t, l.take())
		})
	}
}

// TestWhatSomebodyElseHasCreatedMeanwhile is done where it is the same, and else a reason to stop.
func TestWhatSomebodyElseHasCreatedMeanwhile(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		value string
		more  string
		moved bool
	}{
		"the same":               {"192.0.2.1", "", false},
		"the same, in a task":    {"192.0.2.1", zonetest.Many(5, "h%d A 192.0.2.1"), false},
		"something else":         {"192.0.2.9", "", true},
		"something else, a task": {"192.0.2.9", zonetest.Many(5, "h%d A 192.0.2.1"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{})
			j := l.plan(t, tc.more+"www A 192.0.2.1")
			require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: "www." + origin, Type: "A", TTL: 3600, Records: []string{tc.value}}))
			r := apply.Zone(t.Context(), j, providertest.Options())
			if !tc.moved {
				require.NoError(t, r.Err)
				return
			}
			var moved *apply.MovedError
			require.ErrorAs(t, r.Err, &moved)
			require.Equal(t, []string{tc.value}, l.find("www."+origin, "A").Records)
		})
	}
}

// TestTheServicesWordThatASetExistsIsLookedInto: by Send itself, so that no plan is needed anew for what is as it should be.
func TestTheServicesWordThatASetExistsIsLookedInto(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		set     huaweisim.RecordSet
		outcome providers.Outcome
		kind    error
	}{
		"it is as it should be":  {huaweisim.RecordSet{Type: "A", TTL: 3600, Records: []string{"192.0.2.1"}}, providers.Done, nil},
		"it has another value":   {huaweisim.RecordSet{Type: "A", TTL: 3600, Records: []string{"192.0.2.9"}}, providers.NotDone, providers.ErrConflict},
		"it is on its way out":   {huaweisim.RecordSet{Type: "CNAME", TTL: 3600, Records: []string{"a.example.net."}}, providers.NotDone, providers.ErrTemporary},
		"something is beside it": {huaweisim.RecordSet{Type: "CNAME", TTL: 3600, Records: []string{"a.example.net."}}, providers.NotDone, providers.ErrInvalid},
	} {
		for way, more := range map[string]string{"alone": "", "in a task": zonetest.Many(5, "h%d A 192.0.2.1")} {
			t.Run(name+", "+way, func(t *testing.T) {
				t.Parallel()
				l := newLab(t, huaweisim.Options{ActiveAfter: 50 * time.Millisecond})
				j, b := l.firstBatch(t, more+"www A 192.0.2.1")
				set := tc.set
				set.ID, set.Name = strings.Repeat("a", 32), "www."+origin
				require.NoError(t, l.sim.Plant(origin, set))
				if errors.Is(tc.kind, providers.ErrTemporary) {
					l.deleteElsewhere(t, set.ID)
				}
				err := l.Send(t.Context(), j.Live, b)
				if tc.kind == nil {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, tc.kind)
				var told *providers.BatchError
				require.ErrorAs(t, err, &told)
				for i, c := range b.Changes {
					want := providers.Done
					if c.Key().Name == set.Name {
						want = tc.outcome
					}
					require.Equal(t, want, told.Outcomes[i], c.Key())
				}
			})
		}
	}
}

// deleteElsewhere deletes a set as another program does, right when the next set or task is sent.
func (l *lab) deleteElsewhere(t *testing.T, id string) {
	t.Helper()
	var once sync.Once
	l.says(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost {
			once.Do(func() {
				_, err := l.do(t.Context(), httpapi.Request{Op: "delete elsewhere", Method: http.MethodDelete, Path: "/v2.1/zones/" + l.sim.ZoneID(origin) + "/recordsets/" + id})
				require.NoError(t, err)
			})
		}
		return false
	})
}

// TestWhatKeepsAPlaceTaken: what is of no DNS type, or made by the service, is told apart from what is ours.
func TestWhatKeepsAPlaceTaken(t *testing.T) {
	t.Parallel()
	set := onLine(t, "", "www A 192.0.2.1")[0]
	cname, other := zone.Key{Name: "www." + origin, Type: 5}, zone.Key{Name: "www." + origin, Type: 5, View: "Dianxin"}
	for name, tc := range map[string]struct {
		put  func(k *kept)
		want bool
	}{
		"nothing":              {func(*kept) {}, false},
		"a set that may be":    {func(k *kept) { k.sets[zone.Key{Name: "www." + origin, Type: 16}] = held{id: "x"} }, false},
		"a set":                {func(k *kept) { k.sets[cname] = held{id: "x"} }, true},
		"a set of the service": {func(k *kept) { k.sets[cname] = held{id: "x", byService: true} }, false},
		"a set on a line":      {func(k *kept) { k.sets[other] = held{id: "x"} }, false},
		"one left alone":       {func(k *kept) { k.foreign[cname] = "why" }, true},
		"one that goes":        {func(k *kept) { k.leaving = []keyedSet{{Key: cname}} }, false},
		"one of no DNS type":   {func(k *kept) { k.strange[cname.Name] = true }, true},
	} {
		k := newKept(0)
		tc.put(k)
		require.Equal(t, tc.want, k.inTheWay(set), name)
	}
}
