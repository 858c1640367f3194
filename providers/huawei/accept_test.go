package huawei

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/huawei/huaweisim"
	"github.com/zonesync/zonesync/providers/providertest"
)

// refusedAt gives the places of the sets that an error says are refused.
func refusedAt(err error) (places []string) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			places = append(places, refusedAt(err)...)
		}
		return places
	}
	var refused *providers.RefusedError
	if errors.As(err, &refused) {
		places = append(places, refused.Set.Pos.String())
	}
	return places
}

// TestThreeBadItemsOfFiveHundred: the task applies the others, and each bad one is told with its line and the service's words.
func TestThreeBadItemsOfFiveHundred(t *testing.T) {
	t.Parallel()
	for name, narrow := range map[string]bool{"all failed items in one answer": false, "one failed item an answer": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{}, asUser) // a query that is changed on its way has no sound signature
			l.says(func(_ http.ResponseWriter, r *http.Request) bool {
				if q := r.URL.Query(); narrow && q.Has("error_item_limit") {
					q.Set("error_item_limit", "1")
					r.URL.RawQuery = q.Encode()
				}
				return false
			})
			j := l.plan(t, zonetest.Many(497, "h%d A 192.0.2.1")+"bad!1 A 192.0.2.1\nbad!2 A 192.0.2.1\nbad!3 A 192.0.2.1")
			r := apply.Zone(t.Context(), j, providertest.Options())
			require.ErrorIs(t, r.Err, providers.ErrInvalid)
			require.Equal(t, []string{"example.org.zone:1", "example.org.zone:2", "example.org.zone:3"}, refusedAt(r.Err))
			require.ErrorContains(t, r.Err, "example.org.zone:2: bad!2.example.org. A: huawei: create bad!2.example.org. A: HTTP 400: DNS.0304: The record set name bad!2.example.org. is invalid.")
			require.Equal(t, 497, r.Done())
			require.True(t, r.Verified)
			require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
			require.Len(t, l.sim.RecordSets(origin), 2+497)
			require.Equal(t, 1, l.sim.Calls()["POST task"])
			require.Equal(t, narrow, l.sim.Calls()["GET task"] >= 3)
		})
	}
}

// TestADroppedPagePlansNothing.
func TestADroppedPagePlansNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	l.fill(t, zonetest.Many(1200, "h%d A 192.0.2.1"))
	l.says(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/recordsets") || r.URL.Query().Get("marker") == "" {
			return false
		}
		_, _ = w.Write([]byte(`{"links":{},"recordsets":[],"metadata":{"total_count":1202}}`))
		return true
	})
	_, err := l.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrProtocol)
	require.ErrorContains(t, err, "the service counts 1202 of them and has listed 500")
}

func TestAWrongSecretKeySaysSo(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{}, func(s *settings) { s.SecretKey = secret.New("another") })
	_, err := l.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrAuth)
	require.Contains(t, providers.Hint(err), "access_key and secret_key")
}

// TestBothDialectsConverge: the same files, through creates, updates, deletes and swaps.
func TestBothDialectsConverge(t *testing.T) {
	t.Parallel()
	states := []string{
		zonetest.Many(30, "old%d A 192.0.2.1\nboth%d A 192.0.2.1\nto%d A 192.0.2.1\nfrom%d CNAME both%d") + "@ MX 10 mail\n@ TXT \"v=spf1 -all\"\n*.w A 192.0.2.1",
		zonetest.Many(30, "new%d AAAA 2001:db8::1\nboth%d 60 A 192.0.2.1\nto%d CNAME both%d\nfrom%d A 192.0.2.2") + "@ MX 20 mail\nsub NS ns1.example.net.\n_s._tcp SRV 0 5 443 h\n@ CAA 0 issue \"ca.example.net\"",
		"",
	}
	for name, otc := range map[string]bool{"huawei": false, "otc": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, huaweisim.Options{OTC: otc})
			for _, text := range states {
				l.reach(t, text)
			}
			require.Len(t, l.sim.RecordSets(origin), 2)
		})
	}
}

// TestLostAnswersLeaveNoTrace: whichever write it is whose answer is lost, done or not, and in both dialects.
func TestLostAnswersLeaveNoTrace(t *testing.T) {
	t.Parallel()
	const before = "a A 192.0.2.1\nb CNAME a\n"
	const after = "a CNAME c\nb A 192.0.2.1\nc A 192.0.2.1\n"
	for _, kind := range []simulator.FaultKind{simulator.CutBefore, simulator.CutAfter} {
		for name, otc := range map[string]bool{"huawei": false, "otc": true} {
			for n := range 7 {
				t.Run(string(kind)+" "+name+" "+string(rune('1'+n)), func(t *testing.T) {
					t.Parallel()
					l := newLab(t, huaweisim.Options{OTC: otc})
					l.fill(t, before+zonetest.Many(3, "old%d A 192.0.2.1\nupd%d A 192.0.2.1"))
					var mu sync.Mutex
					seen := 0
					l.says(func(_ http.ResponseWriter, r *http.Request) bool {
						if r.Method == http.MethodGet || strings.Contains(r.URL.Path, "/v3/") {
							return false
						}
						mu.Lock()
						defer mu.Unlock()
						if seen++; seen == n+1 && kind == simulator.CutAfter {
							l.sim.ServeHTTP(httptest.NewRecorder(), r)
						}
						if seen == n+1 {
							panic(http.ErrAbortHandler)
						}
						return false
					})
					text := after + zonetest.Many(3, "upd%d A 192.0.2.2") + zonetest.Many(5, "new%d A 192.0.2.1")
					l.reach(t, text)
					require.Len(t, l.sim.RecordSets(origin), 2+3+3+5)
				})
			}
		}
	}
}

// TestASetThatSomebodyDisabledKeepsNothingElseBack as long as it is wanted as it is, or not at all; and it is never written.
func TestASetThatSomebodyDisabledKeepsNothingElseBack(t *testing.T) {
	t.Parallel()
	l := newLab(t, huaweisim.Options{})
	require.NoError(t, l.sim.Plant(origin, huaweisim.RecordSet{Name: "www.example.org.", Type: "A", Records: []string{"192.0.2.1"}, TTL: 300, Status: "DISABLE"}))
	for _, text := range []string{"www 300 A 192.0.2.1\nmail A 192.0.2.5", "www 300 A 192.0.2.1", "mail A 192.0.2.5"} {
		l.reach(t, text)
		require.Equal(t, strings.Contains(text, "mail"), l.find("mail.example.org.", "A").ID != "")
		require.Equal(t, "DISABLE", l.find("www.example.org.", "A").Status)
	}
	j := l.plan(t, "www 300 A 192.0.2.9")
	_, err := l.Batches(j.Live, j.Plan.Changes())
	require.ErrorContains(t, err, "example.org.zone:1: www.example.org. A: there is such a set, which zonesync leaves alone (its status is DISABLE)")
}
