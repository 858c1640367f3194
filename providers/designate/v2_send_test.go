package designate

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestV2NamesWhatIsRefused: the others of its batch are there, and no further request is needed to find it.
func TestV2NamesWhatIsRefused(t *testing.T) {
	t.Parallel()
	for refused, posts := range map[int]int{1: 100, 2: 102, 4: 108} {
		t.Run(fmt.Sprint(refused, " of 100"), func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			text := zonetest.Many(100-refused, "h%d A 192.0.2.1") + zonetest.Many(refused, `n%d NAPTR 10 100 "S" "SIP+D2U" "" _sip._udp`)
			r := apply.Zone(t.Context(), s.plan(t, text), providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			for i := range refused {
				require.ErrorContains(t, r.Err, fmt.Sprintf("example.org.zone:%d: n%d.example.org. NAPTR: ", 101-refused+i, i))
			}
			require.True(t, r.Verified)
			require.Equal(t, 100-refused, r.Done())
			require.Empty(t, r.Live.Warnings, "what is done is waited for")
			require.Equal(t, posts, s.sim.Calls()["POST recordset"])
		})
	}
}

// v2Busy counts how many requests are at the service at once.
type v2Busy struct {
	mu        sync.Mutex
	now, most int
}

func (b *v2Busy) hold(d time.Duration) {
	b.mu.Lock()
	b.now++
	b.most = max(b.most, b.now)
	b.mu.Unlock()
	time.Sleep(d)
	b.mu.Lock()
	b.now--
	b.mu.Unlock()
}

// TestV2SendsSeveralAtATime: a hundred changed sets are a hundred PUTs, so many of them at once as the settings say.
func TestV2SendsSeveralAtATime(t *testing.T) {
	t.Parallel()
	took := map[int]time.Duration{}
	for _, parallel := range []int{1, 6} {
		s := newV2Site(t, designatesim.Options{ActiveAfter: -1}, func(s *settings) { s.Concurrency = parallel })
		s.fill(t, zonetest.Many(100, "h%d A 192.0.2.1"))
		j := s.plan(t, zonetest.Many(100, "h%d A 192.0.2.2"))
		var busy v2Busy
		s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPut {
				busy.hold(3 * time.Millisecond)
			}
			return false
		})
		start := time.Now()
		require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
		took[parallel] = time.Since(start)
		require.Equal(t, 100, s.sim.Calls()["PUT recordset"])
		require.Equal(t, parallel, busy.most)
	}
	t.Logf("six at a time are %.1f times as fast", took[1].Seconds()/took[6].Seconds())
}

func TestV2LeavesOutOfAPUTWhatStays(t *testing.T) {
	t.Parallel()
	comments := func(r *diff.Rules) { r.Comments = "sync" }
	ann, bob := "ask Ann", "ask Bob"
	hour := 3600
	for name, tc := range map[string]struct {
		live    designatesim.RecordSet
		record  string
		comment string
		want    string // the body; "" where nothing is sent
	}{
		"null is the zone's TTL":         {live: designatesim.RecordSet{}, record: "h A 192.0.2.1"},
		"null stays":                     {live: designatesim.RecordSet{}, record: "h A 192.0.2.2", want: `{"records":["192.0.2.2"]}`},
		"another TTL":                    {live: designatesim.RecordSet{}, record: "h 60 A 192.0.2.1", want: `{"ttl":60,"records":["192.0.2.1"]}`},
		"no time at all":                 {live: designatesim.RecordSet{TTL: &hour}, record: "h 0 A 192.0.2.1", want: `{"ttl":0,"records":["192.0.2.1"]}`},
		"a comment stays":                {live: designatesim.RecordSet{Description: &ann}, record: "h A 192.0.2.2", comment: ann, want: `{"records":["192.0.2.2"]}`},
		"a comment comes":                {live: designatesim.RecordSet{}, record: "h A 192.0.2.1", comment: ann, want: `{"records":["192.0.2.1"],"description":"ask Ann"}`},
		"a comment changes":              {live: designatesim.RecordSet{Description: &ann}, record: "h A 192.0.2.2", comment: bob, want: `{"records":["192.0.2.2"],"description":"ask Bob"}`},
		"a comment goes":                 {live: designatesim.RecordSet{Description: &ann}, record: "h A 192.0.2.2", want: `{"records":["192.0.2.2"],"description":null}`},
		"a comment is no reason to send": {live: designatesim.RecordSet{Description: &ann}, record: "h A 192.0.2.1", comment: ann},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			tc.live.Name, tc.live.Type, tc.live.Records = "h.example.org.", "A", []string{"192.0.2.1"}
			require.NoError(t, s.sim.Plant(v2Origin, tc.live))
			want := zonetest.Parse(t, v2Origin, "", tc.record)
			want.Sets[0].Comment = tc.comment
			require.NoError(t, apply.Zone(t.Context(), v2Plan(t, s.Provider, want, comments), providertest.Options()).Err)
			require.Empty(t, v2Plan(t, s.Provider, want, comments).Plan.Items)
			var bodies []string
			for _, a := range s.tap.Take(http.MethodPut) {
				bodies = append(bodies, a.Body)
			}
			if tc.want == "" {
				require.Empty(t, bodies)
				return
			}
			require.Len(t, bodies, 1)
			require.JSONEq(t, tc.want, bodies[0])
		})
	}
}

// TestV2LearnsHowCAAIsSpelled: releases that want quotes are asked twice once, and then no more.
func TestV2LearnsHowCAAIsSpelled(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		seen := s.tap.Last()
		if r.Method != http.MethodPost || !strings.Contains(seen.Body, "CAA") {
			return false
		}
		if !strings.Contains(seen.Body, `\"`) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"code":400,"type":"invalid_object"}`)
			return true
		}
		w.WriteHeader(http.StatusAccepted)
		return true
	})
	j := s.plan(t, zonetest.Many(5, `h%d CAA 0 issue "ca.example.net"`))
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	s.tap.Take()
	require.NoError(t, s.Send(t.Context(), j.Live, batches[0]))
	require.Len(t, s.tap.Take(http.MethodPost), 6)
}

func TestV2SendsARefusedCAAOnceMoreAtMost(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	for text, posts := range map[string]int{`h CAA 0 issue "-.example"`: 2, `h CAA 0 issue ";"`: 1} {
		j := s.plan(t, text)
		s.tap.Take()
		r := apply.Zone(t.Context(), j, providertest.Options())
		require.ErrorIs(t, r.Err, providers.ErrInvalid)
		require.ErrorContains(t, r.Err, "example.org.zone:1: ")
		require.Len(t, s.tap.Take(http.MethodPost), posts, text)
	}
}

// TestV2SpellsACAAAnewForItsSpellingOnly: in a place, or of a size, that is refused it would be refused in every spelling.
func TestV2SpellsACAAAnewForItsSpellingOnly(t *testing.T) {
	t.Parallel()
	const value, full, many = "400 invalid_object value", "413 over_quota zone_records", "413 over_quota recordset_records"
	for name, tc := range map[string]struct {
		answers []string
		want    string // of the error
	}{
		"a full zone":                        {[]string{full}, "zone_records"},
		"too many values":                    {[]string{many}, "recordset_records"},
		"another set is in its place":        {[]string{"400 invalid_recordset_location here"}, "here"},
		"spelled well, and a full zone":      {[]string{value, full}, "zone_records"},
		"spelled well, and too many values":  {[]string{value, many}, "recordset_records"},
		"nobody knows how it has to be told": {[]string{value, "400 invalid_object other"}, "value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			left := tc.answers
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodPost || len(left) == 0 {
					return false
				}
				words := strings.Fields(left[0])
				left = left[1:]
				status, _ := strconv.Atoi(words[0])
				w.WriteHeader(status)
				fmt.Fprintf(w, `{"code":%d,"type":%q,"message":%q}`, status, words[1], words[2])
				return true
			})
			r := apply.Zone(t.Context(), s.plan(t, `h CAA 0 issue "ca.example.net"`), providertest.Options())
			require.ErrorContains(t, r.Err, tc.want)
			require.Len(t, s.tap.Take(http.MethodPost), len(tc.answers))
			require.Zero(t, r.Done())
		})
	}
}

func TestV2WarnsOfWhatIsNotPropagated(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		o        designatesim.Options
		patience time.Duration
		want     string
	}{
		"a name server that is late":    {o: designatesim.Options{ActiveAfter: time.Hour}, patience: 10 * time.Millisecond, want: "applied, not yet propagated"},
		"an error that does not heal":   {o: designatesim.Options{ErrorFor: time.Hour}, patience: 10 * time.Millisecond, want: "status=ERROR"},
		"an error that heals by itself": {o: designatesim.Options{ErrorFor: 20 * time.Millisecond}, patience: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, tc.o)
			s.patience = tc.patience
			r := apply.Zone(t.Context(), s.plan(t, "h A 192.0.2.1"), providertest.Options())
			require.NoError(t, r.Err)
			require.True(t, r.Verified)
			if tc.want == "" {
				require.Empty(t, s.log.String())
				return
			}
			require.Contains(t, s.log.String(), tc.want)
			live, err := s.Fetch(t.Context(), providers.Ref{Origin: v2Origin})
			require.NoError(t, err)
			require.Len(t, live.Warnings, 1)
			require.Contains(t, live.Warnings[0], "the zone's status is ")
		})
	}
}

// TestV2WaitsForWhatIsDoneBesideARefusal: what is refused is alone in the last batch, of a zone that is there or of one that the
// batch before has made.
func TestV2WaitsForWhatIsDoneBesideARefusal(t *testing.T) {
	t.Parallel()
	const refused = `n NAPTR 10 100 "S" "SIP+D2U" "" _sip._udp`
	for name, plan := range map[string]func(t *testing.T, s *v2Site) apply.Job{
		"a zone that is there": func(t *testing.T, s *v2Site) apply.Job {
			return s.plan(t, zonetest.Many(v2Batch, "h%d A 192.0.2.1")+refused)
		},
		"a zone that is made": func(t *testing.T, s *v2Site) apply.Job {
			return s.creation(t, zonetest.Parse(t, v2Created, "", zonetest.Many(v2Batch, "h%d A 192.0.2.1")+"n 0 "+refused[2:]))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{ActiveAfter: 100 * time.Millisecond})
			r := apply.Zone(t.Context(), plan(t, s), providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			require.Equal(t, v2Batch, r.Done())
			require.Empty(t, r.Live.Warnings)
		})
	}
}

func TestV2BatchesAreChecked(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{})
	s.fill(t, zonetest.Many(300, "old%d A 192.0.2.1\nboth%d A 192.0.2.1\nto%d A 192.0.2.1\nfrom%d CNAME both%d"))
	j := s.plan(t, zonetest.Many(300, "new%d A 192.0.2.2\nboth%d A 192.0.2.2\nto%d CNAME both%d\nfrom%d A 192.0.2.2"))
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	require.NoError(t, providertest.CheckBatches(s.Capabilities(), j.Plan.Changes(), batches))
	require.True(t, len(batches) == 35, "1800 changes, 300 of them deletes that wait for the others: %d batches", len(batches))
}

// TestV2ComesThroughWithWhatOthersDo: between the plan and its requests somebody else deletes the same sets, or makes them.
func TestV2ComesThroughWithWhatOthersDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before, after string
		others        func(t *testing.T, s *v2Site)
		writes        v2Writes
	}{
		"a set that is to change has gone": {
			"h A 192.0.2.1", "h A 192.0.2.2", func(t *testing.T, s *v2Site) { s.reach(t, "") }, v2Writes{delete: 1, put: 1, post: 1},
		},
		"a set that is to go has gone": {
			"h A 192.0.2.1\ni A 192.0.2.1", "h A 192.0.2.1", func(t *testing.T, s *v2Site) { s.reach(t, "h A 192.0.2.1") }, v2Writes{delete: 2},
		},
		"a set that is to come is there": {
			"", "h A 192.0.2.2", func(t *testing.T, s *v2Site) { s.reach(t, "h A 192.0.2.2") }, v2Writes{post: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.fill(t, tc.before)
			j := s.plan(t, tc.after)
			tc.others(t, s)
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
			require.Empty(t, s.plan(t, tc.after).Plan.Items)
			require.Equal(t, tc.writes, s.writes())
		})
	}
}
