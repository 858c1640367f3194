package designate

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestV2SwapsInOneGo: nothing is sent between the delete of a set and what takes its place but what goes at the same time.
func TestV2SwapsInOneGo(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.reach(t, "a CNAME b\nb A 192.0.2.1\nc A 192.0.2.1\nold A 192.0.2.1\nupd A 192.0.2.1")
	s.tap.Take()
	s.reach(t, "a A 192.0.2.1\nb A 192.0.2.1\nc CNAME b\nnew A 192.0.2.1\nupd A 192.0.2.2")
	var order []string
	for _, a := range s.tap.Take() {
		if a.Method != http.MethodGet {
			order = append(order, a.Method)
		}
	}
	require.Equal(t, "DELETE POST DELETE POST PUT POST DELETE", strings.Join(order, " "))
}

// TestV2EndsASwapThatHasBegun: the run is stopped, and the time that is left to it is over, between the two requests of a swap.
func TestV2EndsASwapThatHasBegun(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.reach(t, zonetest.Many(5, "h%d A 192.0.2.1"))
	j := s.plan(t, zonetest.Many(5, "h%d CNAME a.example.net."))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodDelete {
			return false
		}
		s.tap.Handler.ServeHTTP(w, r)
		stop()
		select { // the answer comes late
		case <-r.Context().Done():
		case <-time.After(50 * time.Millisecond):
		}
		return true
	})
	s.tap.Take()
	o := providertest.Options()
	o.Grace = time.Millisecond
	r := apply.Zone(ctx, j, o)
	require.ErrorIs(t, r.Err, context.Canceled)
	require.Equal(t, "DELETE POST", s.order(), "and no other swap begins")
	require.Equal(t, 2, r.Done())
	require.Equal(t, []string{"a.example.net."}, s.values("h0.example.org.", "CNAME"))
}

// TestV2MakesWayWhereThereIsASetWithoutRecords: the service lets no CNAME stand beside a set, though it be empty.
func TestV2MakesWayWhereThereIsASetWithoutRecords(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		empty         []string // types at h
		before, after string
		writes        v2Writes
	}{
		"a CNAME comes":              {[]string{"A"}, "", "h CNAME a.example.net.", v2Writes{delete: 1, post: 1}},
		"in place of several":        {[]string{"A", "TXT", "WONDER"}, "", "i A 192.0.2.1", v2Writes{post: 1}},
		"a CNAME takes a place":      {[]string{"A", "TXT"}, "h MX 10 mail", "h CNAME a.example.net.", v2Writes{delete: 3, post: 1}},
		"an empty CNAME is there":    {[]string{"CNAME"}, "", "h A 192.0.2.1\nh TXT x", v2Writes{delete: 2, post: 2}},
		"it is filled":               {[]string{"CNAME"}, "", "h CNAME a.example.net.", v2Writes{put: 1}},
		"it is in nobody's way":      {[]string{"A"}, "", "h TXT x\nh MX 10 mail", v2Writes{post: 2}},
		"a CNAME stands at the side": {[]string{"A"}, "", "i CNAME a.example.net.", v2Writes{post: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
			for _, kind := range tc.empty {
				s.plant(t, "h.example.org.", kind, nil)
			}
			s.fill(t, tc.before)
			require.Equal(t, tc.writes, s.costs(t, tc.after))
		})
	}
}

// TestV2FillsFirstWhatASwapHasEmptied: the second request of a swap goes wrong in the middle of a plan.
func TestV2FillsFirstWhatASwapHasEmptied(t *testing.T) {
	t.Parallel()
	for name, goesWrong := range map[string]func(w http.ResponseWriter){
		"its answer is lost":  func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"the service is busy": func(w http.ResponseWriter) { w.WriteHeader(http.StatusTooManyRequests) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
			s.fill(t, zonetest.Many(100, "h%d A 192.0.2.1"))
			j := s.plan(t, zonetest.Many(100, "h%d CNAME a.example.net."))
			s.tap.Take()
			posts := 0
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != http.MethodPost {
					return false
				}
				if posts++; posts == 10 {
					goesWrong(w)
				}
				return posts == 10
			})
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
			var writes []providertest.Asked
			for _, a := range s.tap.Take() {
				if a.Method != http.MethodGet {
					writes = append(writes, a)
				}
			}
			require.Len(t, writes, 201)
			require.Equal(t, writes[19], writes[20], "there is nothing between it and its second try")
		})
	}
}

// TestV2FillsFirstWhereADeleteMayBeDone: the answer to the first request of a swap is lost in the middle of a plan.
func TestV2FillsFirstWhereADeleteMayBeDone(t *testing.T) {
	t.Parallel()
	s := newV2Site(t, designatesim.Options{}, func(s *settings) { s.Concurrency = 1 })
	s.fill(t, zonetest.Many(100, "h%d A 192.0.2.1"))
	j := s.plan(t, zonetest.Many(100, "h%d CNAME a.example.net."))
	s.tap.Take()
	s.lose(18, true)
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	writes := s.tap.Take(http.MethodDelete, http.MethodPost)
	require.Len(t, writes, 200)
	require.Equal(t, http.MethodDelete, writes[18].Method)
	require.Equal(t, http.MethodPost, writes[19].Method, "the empty name comes first")
}

// TestV2MakesNoWayForASetThatIsTooLarge: its name would be empty for a moment with every run.
func TestV2MakesNoWayForASetThatIsTooLarge(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		quota, records int
		told, deletes  bool
	}{
		"too large":            {20, 21, true, false},
		"as large as it may":   {20, 20, true, true},
		"without a limit":      {-1, 21, true, true},
		"a limit nobody tells": {20, 21, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{Quotas: designatesim.Quotas{RecordSetRecords: tc.quota}})
			s.fill(t, "www CNAME z")
			if !tc.told {
				s.answers(http.MethodGet, "/limits", http.StatusForbidden, "")
			}
			j := s.plan(t, zonetest.Many(tc.records, "www A 192.0.2.%d")+"x A 192.0.2.1")
			s.tap.Take()
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.Equal(t, tc.deletes, len(s.tap.Take(http.MethodDelete)) > 0)
			require.NotEmpty(t, s.values("x.example.org.", "A"), "others are not held up")
			if tc.quota < 0 || tc.records <= tc.quota {
				require.NoError(t, r.Err)
				return
			}
			require.ErrorContains(t, r.Err, "example.org.zone:1: www.example.org. A: ")
			require.Equal(t, setHint, providers.Hint(r.Err))
			require.Equal(t, []string{"z.example.org."}, s.values("www.example.org.", "CNAME"))
		})
	}
}

// TestV2MakesNoWayInVain: what zonesync leaves alone lets no CNAME stand beside it.
func TestV2MakesNoWayInVain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ kind, value, before, after string }{
		"a type nobody knows":               {"WONDER", "1", "h A 192.0.2.1", "h CNAME i"},
		"a content that cannot be read":     {"MX", "10 a b", "h A 192.0.2.1", "h CNAME i"},
		"a CNAME that cannot be read":       {"CNAME", "a b", "", "h A 192.0.2.1"},
		"such a set that cannot be read":    {"A", "x", "", "h A 192.0.2.1"},
		"another one, beside which it can":  {"MX", "10 a b", "", "h A 192.0.2.1"},
		"another name, at which nothing is": {"MX", "10 a b", "g A 192.0.2.1", "g CNAME i"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV2Site(t, designatesim.Options{})
			s.plant(t, "h.example.org.", tc.kind, nil, tc.value)
			s.fill(t, tc.before)
			j := s.plan(t, tc.after)
			s.tap.Take()
			r := apply.Zone(t.Context(), j, providertest.Options())
			if strings.HasPrefix(name, "another") {
				require.NoError(t, r.Err)
				return
			}
			require.ErrorContains(t, r.Err, "example.org.zone:1: h.example.org.")
			require.ErrorContains(t, r.Err, "there is a set in its place that zonesync leaves alone")
			require.Empty(t, s.order())
		})
	}
}
