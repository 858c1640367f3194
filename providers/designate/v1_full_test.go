package designate

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers/designate/designatesim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// names counts the names that answer.
func (s *v1Site) names() int {
	names := map[string]bool{}
	for _, line := range s.stored() {
		names[strings.Fields(line)[0]] = true
	}
	return len(names)
}

// newFullV1 is a domain with more or fewer records than its quota allows, at a service that may not tell that.
func newFullV1(t *testing.T, quota int, told bool) *v1Site {
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: quota}})
	if !told {
		s.answers("GET /v1/limits", "403", "")
	}
	return s
}

func TestV1KeepsNamesWhereADomainHasNoRoomForSwaps(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		quota         int
		before, after string
	}{
		"a CNAME makes place for three addresses": {20, "w%d CNAME z", "w%d A 192.0.2.1\nw%d A 192.0.2.2\nw%d A 192.0.2.3"},
		"the quota was lowered":                   {10, "w%d A 192.0.2.1", "w%d CNAME z"},
	} {
		for told, known := range map[string]bool{"its quota is told": true, "its quota is not told": false} {
			t.Run(name+", "+told, func(t *testing.T) {
				t.Parallel()
				s := newFullV1(t, tc.quota, known)
				s.fill(t, zonetest.Many(20, tc.before))
				for range 3 { // each time another process
					require.ErrorIs(t, apply.Zone(t.Context(), s.stranger(t).plan(t, zonetest.Many(20, tc.after)), providertest.Options()).Err, errQuota)
					require.GreaterOrEqual(t, s.names(), 19, "only the first one to be refused")
				}
			})
		}
	}
}

func TestV1SwapsMakeRoomForSwaps(t *testing.T) {
	t.Parallel()
	for name, parallel := range map[string]int{"one by one": 1, "several at a time": 6} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 40}}, func(s *settings) { s.Concurrency = parallel })
			three := func(name string) string {
				return zonetest.Many(10, name+"%d TXT a\n"+name+"%d TXT b\n"+name+"%d TXT c")
			}
			s.fill(t, zonetest.Many(10, "a%d CNAME z")+three("b"))
			s.reach(t, three("a")+zonetest.Many(10, "b%d CNAME z"))
		})
	}
}

func TestV1SwapsThatNeedRoomHoldUpNoOthers(t *testing.T) {
	t.Parallel()
	s := newV1Site(t, designatesim.Options{Quotas: designatesim.Quotas{ZoneRecords: 2}})
	s.fill(t, "a CNAME b\nz A 192.0.2.1")
	r := apply.Zone(t.Context(), s.plan(t, "a A 192.0.2.1\na A 192.0.2.2\nz CNAME a"), providertest.Options())
	require.ErrorIs(t, r.Err, errQuota)
	require.Contains(t, s.stored(), "z.example.org. CNAME a.example.org.")
}

// TestV1SwapsSeveralAtATimeWhereThereIsRoom: a swap needs no more room than it makes.
func TestV1SwapsSeveralAtATimeWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		quota int
		told  string
		wait  time.Duration
	}{
		"nearly full": {42, "", 14 * time.Second},
		"full":        {40, "", 80 * time.Second},
		"unlimited":   {-1, "", 14 * time.Second},
		"not told":    {500, "403", 80 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFullV1(t, tc.quota, tc.told == "")
			_, b := s.swaps(t, 40)
			require.Equal(t, tc.wait, b.Wait)
		})
	}
}
