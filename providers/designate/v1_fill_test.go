package designate

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// TestV1FillsFirstWhatASwapHasEmptied: a request of the tenth swap goes wrong.
func TestV1FillsFirstWhatASwapHasEmptied(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		write     int // the one that goes wrong
		goesWrong func(s *v1Site, w http.ResponseWriter, r *http.Request)
	}{
		"its create may be carried out": {19, func(_ *v1Site, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }},
		"the service is busy":           {19, func(_ *v1Site, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }},
		"the answer to its delete is lost": {18, func(s *v1Site, _ http.ResponseWriter, r *http.Request) {
			s.sim.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{Linger: -1}, func(s *settings) { s.Concurrency = 1 })
			j, _ := s.swaps(t, 100)
			s.writes()
			var writes atomic.Int32
			s.tap.Says(func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method == http.MethodGet || int(writes.Add(1)) != tc.write+1 {
					return false
				}
				tc.goesWrong(s, w, r)
				return true
			})
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
			made := map[any]bool{}
			for i, w := range s.writes()[:tc.write+2] {
				if w.method == http.MethodPost && i != tc.write {
					made[w.body["name"]] = true
				}
			}
			require.Len(t, made, 10, "the tenth name is filled before the eleventh is emptied")
			require.Len(t, s.stored(), 100)
		})
	}
}

func TestV1EmptiesNoOtherNameWhileOneWaitsInVain(t *testing.T) {
	t.Parallel()
	s := newStuckV1(t)
	s.parallel = 1
	s.fill(t, zonetest.Many(20, "h%d A 192.0.2.1")+"keep A 192.0.2.1")
	for range 2 {
		r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(20, "h%d CNAME keep")+"keep A 192.0.2.2"), providertest.Options())
		require.ErrorIs(t, r.Err, errLingers)
	}
	require.Equal(t, verbs{put: 1, del: 1}, counted(s.writes()), "other names are changed")
}

// TestV1MakesRoomBeforeItFillsWhatHasNone: else it would never come to that.
func TestV1MakesRoomBeforeItFillsWhatHasNone(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 3}})
	big := zonetest.Many(3, "big TXT %d")
	s.fill(t, "www CNAME keep\nkeep A 192.0.2.1\n"+big)
	r := apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.1\nkeep A 192.0.2.1\n"+big), providertest.Options())
	require.ErrorIs(t, r.Err, errQuota)
	s.reach(t, "www A 192.0.2.1\nbig CNAME www")
}
