package huawei

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// sites are the sets of a zone as a service lists them: by the page, each page after a marker.
type sites struct {
	sets  []map[string]any
	limit int
	// bend changes a page: of the nth reading the first one, or another.
	bend    func(reading int, second bool, body map[string]any)
	reading int
}

// newSites makes n sets, and the SOA.
func newSites(n int) *sites {
	s := &sites{limit: perPage, sets: []map[string]any{{
		"id": "soa", "name": origin, "type": "SOA", "ttl": 300, "records": []string{"ns.example.net. hostmaster.example.net. 1 2 3 4 5"},
		"status": statusActive, "default": true, "line": defaultLine,
	}}}
	for i := range n {
		s.sets = append(s.sets, setOf(fmt.Sprintf("id%04d", i), fmt.Sprintf("h%d.example.org.", i)))
	}
	return s
}

// setOf is an ordinary A set.
func setOf(id, name string) map[string]any {
	return map[string]any{
		"id": id, "name": name, "type": "A", "ttl": 300, "records": []string{"192.0.2.1"}, "status": statusActive, "zone_name": origin,
		"line": defaultLine, "weight": 1,
	}
}

func (s *sites) answer(r *http.Request) (int, any) {
	if r.URL.Path == "/v2/zones" {
		return http.StatusOK, zonesBody(origin)
	}
	q := r.URL.Query()
	from := 0
	if m := q.Get("marker"); m != "" {
		from = 1 + slices.IndexFunc(s.sets, func(o map[string]any) bool { return o["id"] == m })
	}
	to := min(from+s.limit, len(s.sets))
	links := map[string]any{"self": "x"}
	if to < len(s.sets) {
		links["next"] = "https://Endpoint/v2/recordsets?" + url.Values{"zone_id": {zoneID}, "marker": {s.sets[to-1]["id"].(string)}}.Encode()
	}
	body := map[string]any{"links": links, "recordsets": s.sets[from:to], "metadata": map[string]any{"total_count": len(s.sets)}}
	if from == 0 {
		s.reading++
	}
	if s.bend != nil {
		s.bend(s.reading-1, from > 0, body)
	}
	if code, refused := body["refuse"].(string); refused {
		return http.StatusBadRequest, refusal(code, "no")
	}
	return http.StatusOK, body
}

// zonesBody lists zones of these names, with the id zoneID, zoneID1…
func zonesBody(names ...string) any {
	zones := []map[string]any{}
	for i, name := range names {
		id := zoneID
		if i > 0 {
			id += strconv.Itoa(i)
		}
		zones = append(zones, map[string]any{"id": id, "name": name, "status": statusActive, "record_num": 1})
	}
	return map[string]any{"zones": zones, "links": map[string]any{}, "metadata": map[string]any{"total_count": len(names)}}
}

func TestAZoneIsReadByItsMarkers(t *testing.T) {
	t.Parallel()
	s := newSites(1199)
	p, asked := scripted(t, s.answer)
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, live.Records.Sets, 1200)
	require.Empty(t, live.Unproven)
	const list = "GET /v2.1/zones/" + zoneID + "/recordsets?limit=500"
	require.Equal(t, []string{
		"GET /v2/zones?limit=500&name=example.org.&search_mode=equal&type=public",
		list + "&sort_dir=asc&sort_key=created_at",
		list + "&marker=id0498&sort_dir=asc&sort_key=created_at",
		list + "&marker=id0998&sort_dir=asc&sort_key=created_at",
	}, asked.take())
	_, err = p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, asked.take(), 3, "the zone's id is known")
}

func TestAListThatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	first := func(f func(map[string]any)) func(bool, map[string]any) {
		return func(second bool, b map[string]any) {
			if !second {
				f(b)
			}
		}
	}
	second := func(f func(map[string]any)) func(bool, map[string]any) {
		return func(second bool, b map[string]any) {
			if second {
				f(b)
			}
		}
	}
	for _, c := range []struct {
		name  string
		bend  func(second bool, body map[string]any)
		says  string // when it is so to the last
		fatal bool   // when it is so once, too
		kind  error  // ErrProtocol where it is nil
	}{
		{name: "the second page is dropped", says: "the service counts 600 of them and has listed 500, twice over",
			bend: first(func(b map[string]any) { b["links"] = map[string]any{} })},
		{name: "the second page is empty", says: "has listed 500, twice over",
			bend: second(func(b map[string]any) { b["recordsets"] = []any{} })},
		{name: "the second page is the first again", says: "the list has something twice, twice over",
			bend: second(func(b map[string]any) { b["recordsets"] = newSites(50).sets })},
		{name: "there are more than are counted", says: "the service counts 1 of them and has listed 500",
			bend: first(func(b map[string]any) { b["metadata"] = map[string]any{"total_count": 1} })},
		{name: "the marker is gone", says: "the list changed between its pages, again and again", kind: providers.ErrTemporary,
			bend: second(func(b map[string]any) { b["refuse"] = "DNS.0007" })},
		{name: "there is no list", says: "no list, or no total_count", fatal: true,
			bend: second(func(b map[string]any) { delete(b, "recordsets") })},
		{name: "there is no total", says: "no list, or no total_count", fatal: true,
			bend: second(func(b map[string]any) { delete(b, "metadata") })},
		{name: "a set has no id", says: "something without an id", fatal: true,
			bend: second(func(b map[string]any) { b["recordsets"] = []any{setOf("", "a.example.org.")} })},
	} {
		for times, readings := range map[string]int{"once": 1, "to the last": 100} {
			t.Run(c.name+", "+times, func(t *testing.T) {
				t.Parallel()
				s := newSites(599)
				s.bend = func(r int, second bool, b map[string]any) {
					if r < readings {
						c.bend(second, b)
					}
				}
				p, _ := scripted(t, s.answer)
				live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
				if readings == 1 && !c.fatal {
					require.NoError(t, err)
					require.Len(t, live.Records.Sets, 600)
					return
				}
				require.ErrorIs(t, err, cmp.Or(c.kind, providers.ErrProtocol))
				require.ErrorContains(t, err, c.says)
			})
		}
	}
}

// TestAListThatChangesUnderItsPagesIsReadAgain, also where the numbers seem right in the end.
func TestAListThatChangesUnderItsPagesIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		sets int
		gone []string
		come int
	}{
		{"two of the first page go", 1001, []string{"id0010", "id0011"}, 0},
		{"one of the first page goes, and another comes", 999, []string{"id0010"}, 1},
		{"one of the second page goes", 599, []string{"id0550"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSites(c.sets)
			s.bend = func(reading int, second bool, _ map[string]any) {
				if reading > 0 || second {
					return
				}
				s.sets = slices.DeleteFunc(slices.Clone(s.sets), func(o map[string]any) bool { return slices.Contains(c.gone, o["id"].(string)) })
				for i := range c.come {
					s.sets = append(s.sets, setOf(fmt.Sprint("come", i), fmt.Sprintf("come%d.example.org.", i)))
				}
			}
			p, _ := scripted(t, s.answer)
			live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.NoError(t, err)
			require.Equal(t, 2, s.reading)
			var names, want []string
			for _, set := range live.Records.Sets {
				names = append(names, set.Name)
			}
			for _, set := range s.sets {
				want = append(want, set["name"].(string))
			}
			slices.Sort(names)
			slices.Sort(want)
			require.Equal(t, want, names)
		})
	}
}

// TestAFullPageWithALinkToNothingIsTheLast.
func TestAFullPageWithALinkToNothingIsTheLast(t *testing.T) {
	t.Parallel()
	s := newSites(499)
	s.bend = func(_ int, _ bool, b map[string]any) {
		b["links"] = map[string]any{"next": "https://Endpoint/v2/recordsets?marker=id0498"}
	}
	p, _ := scripted(t, s.answer)
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, live.Records.Sets, 500)
	require.Equal(t, 1, s.reading)
}

// Where the next page begins is the service's to say.
func TestTheMarkerOfALinkIsTaken(t *testing.T) {
	t.Parallel()
	s := newSites(599)
	s.bend = func(_ int, second bool, b map[string]any) {
		if !second {
			b["links"] = map[string]any{"next": "https://Endpoint/v2/recordsets?zone_id=" + zoneID + "&marker=behind+id0498"}
		}
	}
	p, _ := scripted(t, func(r *http.Request) (int, any) {
		if q := r.URL.Query(); q.Get("marker") != "" {
			q.Set("marker", strings.TrimPrefix(q.Get("marker"), "behind "))
			if r.URL.Query().Get("marker") == q.Get("marker") {
				return http.StatusBadRequest, refusal("DNS.0007", "the last id is no marker here")
			}
			r.URL.RawQuery = q.Encode()
		}
		return s.answer(r)
	})
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, live.Records.Sets, 600)
}

func TestALinkWithoutMarkerLeadsBehindTheLast(t *testing.T) {
	t.Parallel()
	s := newSites(599)
	s.bend = func(_ int, second bool, b map[string]any) {
		if !second {
			b["links"] = map[string]any{"next": "https://Endpoint/v2/recordsets?offset=500"}
		}
	}
	p, _ := scripted(t, s.answer)
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, live.Records.Sets, 600)
}

// The API's own example has a link to a next page in a list that is whole.
func TestALinkInAWholeListIsNotFollowed(t *testing.T) {
	t.Parallel()
	p, asked := scripted(t, func(*http.Request) (int, any) { return http.StatusOK, json.RawMessage(fixture(t, "zones.json")) })
	refs, err := p.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{
		{ID: "2c9eb155587194ec01587224c9f90149", Origin: "example.com."}, {ID: "2c9eb155587228570158722996c50001", Origin: "example.org."},
	}, refs)
	require.Equal(t, []string{"GET /v2/zones?limit=500&type=public"}, asked.take())
	require.NotEmpty(t, p.known("example.com."))
	require.Empty(t, p.known("example.org."), "a zone that is still being made is looked at anew")
}

func TestAZoneWithAnOddNameHidesNoOther(t *testing.T) {
	t.Parallel()
	p, _ := scripted(t, func(*http.Request) (int, any) { return http.StatusOK, zonesBody("bad..name.", origin) })
	refs, err := p.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{{ID: zoneID + "1", Origin: origin}}, refs)
}
