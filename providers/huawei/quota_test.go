package huawei

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
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
)

func TestAPlanThatIsOverTheQuotaIsToldBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Quota: 20})
	l.fill(t, zonetest.Many(15, "h%d A 192.0.2.1"))
	j := l.plan(t, zonetest.Many(14, "h%d A 192.0.2.2")+zonetest.Many(7, "new%d A 192.0.2.1"))
	l.take()
	r := apply.Zone(t.Context(), j, providertest.Options())
	require.ErrorIs(t, r.Err, errQuota)
	require.EqualError(t, r.Err, "huawei: write zone example.org.: the account has 15 record sets and would have 21, and its quota is 20")
	require.Equal(t, quotaHint, providers.Hint(r.Err))
	require.Empty(t, l.take())
	require.Equal(t, apply.Failed, apply.Exit([]apply.Result{r}))
}

func TestInAFullAccountWhatGoesGoesFirst(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Quota: 20})
	l.fill(t, zonetest.Many(18, "h%d A 192.0.2.1"))
	l.take()
	l.reach(t, zonetest.Many(10, "h%d A 192.0.2.1")+zonetest.Many(10, "new%d A 192.0.2.1"))
	var order []string
	for _, w := range l.take() {
		order = append(order, strings.Fields(w)[0])
	}
	require.Equal(t, []string{"DELETE", "POST", "DELETE"}, order, "sets, the task, its record")
	require.Equal(t, 1, l.sim.Calls()["GET quotas"])
}

// TestAFullAccountGetsThereHoweverSlow: the read takes longer than the service's answer about the quota is good for.
func TestAFullAccountGetsThereHoweverSlow(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Quota: 20})
	l.fill(t, zonetest.Many(18, "h%d A 192.0.2.1"))
	j := l.plan(t, zonetest.Many(10, "h%d A 192.0.2.1")+zonetest.Many(10, "new%d A 192.0.2.1"))
	o := providertest.Options()
	o.Sleep = func(context.Context, time.Duration) error {
		l.quota.mu.Lock()
		defer l.quota.mu.Unlock()
		l.quota.asked = l.quota.asked.Add(-quotaLife)
		return nil
	}
	require.NoError(t, apply.Zone(t.Context(), j, o).Err)
}

func TestTheQuotaIsAskedForOnceARun(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	l.reach(t, "a A 192.0.2.1")
	l.reach(t, "a A 192.0.2.1\nb A 192.0.2.1")
	require.Equal(t, 1, l.sim.Calls()["GET quotas"])
	l.quota.asked = time.Now().Add(-quotaLife)
	l.reach(t, "a A 192.0.2.2\nb A 192.0.2.1")
	require.Equal(t, 1, l.sim.Calls()["GET quotas"], "nothing comes")
	l.reach(t, "a A 192.0.2.2\nb A 192.0.2.1\nc A 192.0.2.1")
	require.Equal(t, 2, l.sim.Calls()["GET quotas"])
}

// TestRoomThatSomebodyHasMadeIsSeen before a plan is refused.
func TestRoomThatSomebodyHasMadeIsSeen(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Quota: 20})
	l.reach(t, zonetest.Many(20, "h%d A 192.0.2.1"))
	other := openLab(t, l.url, false, l.Provider.log)
	require.NoError(t, apply.Zone(t.Context(), planZone(t, other, l.plan(t, zonetest.Many(5, "h%d A 192.0.2.1")).Input.Want), providertest.Options()).Err)
	l.reach(t, zonetest.Many(20, "h%d A 192.0.2.1"))
}

func TestWithoutAQuotaTheServiceTells(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(w http.ResponseWriter){
		"refused":       func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
		"not there":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) },
		"no such quota": func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"quotas":[]}`)) },
		"a web page":    func(w http.ResponseWriter) { _, _ = w.Write([]byte(`<html>`)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{Quota: 6})
			asked := 0
			l.says(func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, "/quotas") {
					return false
				}
				asked++
				answer(w)
				return true
			})
			l.reach(t, zonetest.Many(5, "h%d A 192.0.2.1"))
			r := apply.Zone(t.Context(), l.plan(t, zonetest.Many(10, "h%d A 192.0.2.1")), providertest.Options())
			require.ErrorIs(t, r.Err, errQuota)
			require.Equal(t, 1, asked)
			require.Len(t, l.sim.RecordSets(origin), 2+6, "as many as there is room for")
		})
	}
}

// TestZonesShareTheQuota: what was sent to one is not there any more for the other, whatever the service told before.
func TestZonesShareTheQuota(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{Quota: 20})
	require.NoError(t, l.checkRoom(t.Context(), "example.net.", growth{gained: 15}))
	require.NoError(t, l.checkRoom(t.Context(), "example.com.", growth{gained: 8, lost: 3, roomFirst: true}))
	l.fill(t, zonetest.Many(20, "h%d A 192.0.2.1"))
	require.ErrorIs(t, l.checkRoom(t.Context(), origin, growth{gained: 1}), errQuota)
	require.Equal(t, 2, l.sim.Calls()["GET quotas"], "what is known is held against the service before a plan is refused")
}

// Making a plan sends nothing, so it must not wait for what is being sent for another zone.
func TestAPlanIsMadeWhileTheQuotaIsAskedFor(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	s := newSites(1)
	p, _ := scripted(t, func(r *http.Request) (int, any) {
		if r.URL.Path != "/v2/quotamg/dns/quotas" {
			return s.answer(r)
		}
		close(asked)
		<-answer
		return http.StatusOK, map[string]any{"quotas": []any{}}
	})
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	done := make(chan error)
	go func() { done <- p.checkRoom(t.Context(), "example.net.", growth{gained: 1}) }()
	<-asked
	planned := make(chan error)
	go func() {
		_, err := p.Batches(live, changesOf(t, live, "www A 192.0.2.1"))
		planned <- err
	}()
	require.NoError(t, <-planned)

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.checkRoom(gone, origin, growth{gained: 1}), context.Canceled, "a caller that has gone does not wait")
	close(answer)
	require.NoError(t, <-done)
}
