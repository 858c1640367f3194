package huawei

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// account has so many zones, zone0.example.org. and so on, with so many sets each, the SOA counted.
type account struct {
	zones, sets int
	drop        string // a zone that the listing of all sets leaves out
}

func (a account) origin(i int) string { return fmt.Sprintf("zone%d.example.org.", i) }

func (a account) origins() (out []string) {
	for i := range a.zones {
		out = append(out, a.origin(i))
	}
	return out
}

func (a account) answer(r *http.Request) (int, any) {
	if r.URL.Path == "/v2/zones" {
		body := zonesBody(a.origins()...).(map[string]any)
		for _, z := range body["zones"].([]map[string]any) {
			z["record_num"] = a.sets
		}
		return http.StatusOK, body
	}
	all := &sites{limit: perPage}
	for i := range a.zones {
		for _, s := range newSites(a.sets - 1).sets {
			s["id"] = fmt.Sprintf("%d-%s", i, s["id"])
			s["zone_id"] = strings.TrimSuffix(fmt.Sprintf("%s%d", zoneID, i), "0")
			s["zone_name"] = a.origin(i)
			s["name"] = strings.Replace(s["name"].(string), origin, a.origin(i), 1)
			if a.drop != a.origin(i) && (strings.HasSuffix(r.URL.Path, "2.1/recordsets") || strings.Contains(r.URL.Path, "/"+s["zone_id"].(string)+"/")) {
				all.sets = append(all.sets, s)
			}
		}
	}
	return all.answer(r)
}

func TestManyZonesAreSwept(t *testing.T) {
	t.Parallel()
	a := account{zones: 10, sets: 60}
	p, asked := scripted(t, a.answer)
	swept, err := p.Sweep(t.Context(), append(a.origins(), "gone.example.org."))
	require.NoError(t, err)
	require.Len(t, swept, 10)
	const list = "GET /v2.1/recordsets?limit=500"
	require.Equal(t, []string{
		"GET /v2/zones?limit=500&type=public",
		list + "&sort_dir=asc&sort_key=created_at&zone_type=public",
		list + "&marker=8-id0018&sort_dir=asc&sort_key=created_at&zone_type=public",
	}, asked.take())
	for _, origin := range a.origins() {
		alone, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
		require.NoError(t, err)
		require.Equal(t, alone, swept[origin])
	}
	require.Len(t, asked.take(), 10, "the sweep has learned the ids")
}

func TestASweepLeavesOutWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	a := account{zones: 10, sets: 5, drop: "zone3.example.org."}
	p, _ := scripted(t, a.answer)
	swept, err := p.Sweep(t.Context(), a.origins())
	require.NoError(t, err)
	require.Len(t, swept, 9)
	require.NotContains(t, swept, a.drop)
}

// Sets can go missing from the listing of all zones while its own total says that they are all there.
func TestASweptZoneIsHeldAgainstItsNumberOfSets(t *testing.T) {
	t.Parallel()
	a := account{zones: 10, sets: 5}
	p, _ := scripted(t, func(r *http.Request) (int, any) {
		status, body := a.answer(r)
		if strings.HasSuffix(r.URL.Path, "2.1/recordsets") {
			m := body.(map[string]any)
			m["recordsets"] = m["recordsets"].([]map[string]any)[:49]
			m["metadata"] = map[string]any{"total_count": 49}
		}
		return status, body
	})
	swept, err := p.Sweep(t.Context(), a.origins())
	require.NoError(t, err)
	require.Len(t, swept, 9)
	require.NotContains(t, swept, "zone9.example.org.")
}

// In a large account somebody writes at any time: a sweep is not made twice for it, and keeps the zones that are whole.
func TestASweepOfABusyAccountIsMadeOnce(t *testing.T) {
	t.Parallel()
	a := account{zones: 10, sets: 101}
	for name, second := range map[string]func(body map[string]any) (int, any){
		"a set is deleted": func(b map[string]any) (int, any) { b["metadata"] = map[string]any{"total_count": 1009}; return 200, b },
		"a page comes twice": func(b map[string]any) (int, any) {
			b["recordsets"] = []any{map[string]any{"id": "0-soa"}}
			return 200, b
		},
		"the marker is deleted":  func(map[string]any) (int, any) { return 400, refusal(codeMarker, "gone") },
		"there are far too many": func(b map[string]any) (int, any) { b["metadata"] = map[string]any{"total_count": 1e6}; return 200, b },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, asked := scripted(t, func(r *http.Request) (int, any) {
				status, body := a.answer(r)
				if r.URL.Query().Get("marker") != "" {
					status, body = second(body.(map[string]any))
				}
				return status, body
			})
			swept, err := p.Sweep(t.Context(), a.origins())
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(swept), 4)
			require.Contains(t, swept, "zone3.example.org.")
			require.LessOrEqual(t, len(asked.take()), 4, "the list of zones, and three pages")
		})
	}
}

func TestASweepOfManyPagesIsNotMade(t *testing.T) {
	t.Parallel()
	for n, sweeps := range map[int]bool{maxSweep: true, maxSweep + 1: false} {
		a := account{zones: 100, sets: n * perPage / 100}
		p, asked := scripted(t, func(r *http.Request) (int, any) {
			if r.URL.Path == "/v2/zones" {
				return a.answer(r)
			}
			return http.StatusForbidden, refusal("DNS.0030", "no")
		})
		_, err := p.Sweep(t.Context(), a.origins())
		require.Equal(t, sweeps, err != nil)
		require.Equal(t, sweeps, len(asked.take()) > 1)
	}
}

func TestASweepThatSavesNothingIsNotMade(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		a           account
		want, calls int
	}{
		{"two zones of many large ones", account{zones: 10, sets: 400}, 2, 1},
		{"as many pages as zones", account{zones: 3, sets: 400}, 3, 1},
		{"one zone", account{zones: 10, sets: 2}, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, asked := scripted(t, c.a.answer)
			swept, err := p.Sweep(t.Context(), c.a.origins()[:c.want])
			require.NoError(t, err)
			require.Empty(t, swept)
			require.Len(t, asked.take(), c.calls)
		})
	}
	a := account{zones: 10, sets: 2}
	p, asked := scripted(t, a.answer)
	_, err := p.Zones(t.Context())
	require.NoError(t, err)
	asked.take()
	_, err = p.Sweep(t.Context(), a.origins()[:2])
	require.NoError(t, err)
	require.Empty(t, asked.take(), "two zones whose ids are known take two requests, as a sweep would")
}
