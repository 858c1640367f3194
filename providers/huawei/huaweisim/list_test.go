package huaweisim

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/simulator"
)

// TestZonesAreListedAsInTheDocument replays the example of "Querying Public Zones".
func TestZonesAreListedAsInTheDocument(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/zones.json")
	require.NoError(t, err)
	var doc struct {
		Links, Metadata map[string]any
		Zones           []object
	}
	require.NoError(t, json.Unmarshal(data, &doc))
	s := start(t, Options{OTC: true})
	require.NoError(t, s.Load([]byte(`{"Zones":[
		{"ID":"2c9eb155587194ec01587224c9f90149","Name":"example.com.","Description":"This is an example zone.","Email":"xx@example.com",
			"TTL":300,"CreatedAt":"2016-11-17T11:56:03.439Z","UpdatedAt":"2016-11-17T11:56:05.528Z"},
		{"ID":"2c9eb155587228570158722996c50001","Name":"example.org.","Description":"This is an example zone.","Email":"xx@example.org",
			"TTL":300,"CreatedAt":"2016-11-17T12:01:17.996Z","UpdatedAt":"2016-11-17T12:01:18.528Z",
			"Action":"CREATE","Due":"2030-01-01T00:00:00Z"}]}`)))
	got := s.do(t, "GET /v2/zones?type=public&limit=11", "")
	for i, z := range got.list("zones") {
		want := doc.Zones[i]
		require.Subset(t, slices.Collect(maps.Keys(z)), slices.Collect(maps.Keys(want)))
		for _, key := range []string{"id", "name", "description", "email", "ttl", "status", "zone_type", "created_at", "updated_at", "project_id", "masters"} {
			require.Equal(t, want[key], z[key], key)
		}
	}
	require.EqualValues(t, doc.Metadata, got.body["metadata"])
}

func TestAListingGoesOnBehindItsMarker(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		otc   bool
		path  string
		first []any
		field string
	}{
		"v2.1, the newest first":               {path: "Z/recordsets", first: []any{"c.example.org.", "b.example.org."}, field: "updated_at"},
		"v2.1, the oldest first":               {path: "Z/recordsets?sort_key=created_at&sort_dir=asc", first: []any{"example.org.", "example.org."}, field: "updated_at"},
		"v2.1, by name":                        {path: "Z/recordsets?sort_key=name&sort_dir=asc", first: []any{"a.example.org.", "b.example.org."}, field: "updated_at"},
		"v2.1, all zones":                      {path: "/v2.1/recordsets", first: []any{"c.example.org.", "b.example.org."}, field: "updated_at"},
		"v2":                                   {path: "z/recordsets", first: []any{"c.example.org.", "b.example.org."}, field: "update_at"},
		"Open Telekom Cloud, the oldest first": {otc: true, path: "z/recordsets", first: []any{"example.org.", "example.org."}, field: "update_at"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{OTC: c.otc})
			for _, label := range []string{"a", "b", "c"} {
				s.add(t, label+".example.org. A 192.0.2.1")
			}
			join := "?"
			if slices.Contains([]byte(c.path), '?') {
				join = "&"
			}
			ask := "GET " + c.path + join + "limit=2"
			page := s.do(t, ask, "")
			require.Equal(t, c.first, page.pluck("recordsets", "name"))
			require.Contains(t, page.list("recordsets")[0], c.field)
			require.Contains(t, page.body["links"].(object)["next"], "/recordsets?")
			got := page.pluck("recordsets", "id")
			for range 2 {
				require.Equal(t, object{"total_count": 5.0}, page.body["metadata"])
				require.Contains(t, page.body["links"], "next")
				page = s.do(t, fmt.Sprintf("%s&offset=1&marker=%s", ask, got[len(got)-1]), "") // the marker wins
				got = append(got, page.pluck("recordsets", "id")...)
			}
			require.NotContains(t, page.body["links"], "next")
			slices.SortFunc(got, func(a, b any) int { return slices.Compare([]byte(a.(string)), []byte(b.(string))) })
			require.Len(t, slices.Compact(got), 5)
		})
	}
}

func TestListingsRefuseWhatTheyCannotRead(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for query, code := range map[string]string{
		"limit=501": "DNS.0006", "limit=-1": "DNS.0006", "limit=x": "DNS.0006", "limit=0": "", "limit=500": "",
		"marker=00000000000000000000000000000000": "DNS.0007", "marker=": "", "offset=-1": "DNS.0017", "offset=9": "",
		"sort_key=ttl": "DNS.0002", "sort_dir=up": "DNS.0002",
	} {
		require.Equal(t, code, s.do(t, "GET Z/recordsets?"+query, "").code(), query)
		require.Equal(t, code, s.do(t, "GET /v2/zones?"+query, "").code(), query)
	}
	require.Equal(t, "DNS.0301", s.do(t, "GET /v2/zones/z1/recordsets", "").code())
	require.Equal(t, "DNS.0302", s.do(t, "GET /v2/zones/00000000000000000000000000000000/recordsets", "").code())
}

func TestListingsAreFiltered(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("sub.example.org."))
	s.add(t, "www.example.org. A 192.0.2.1")
	require.NoError(t, s.Plant("example.org.", RecordSet{
		Name: "www.example.org.", Type: "A", Records: []string{"192.0.2.2"}, Line: "Dianxin", Tags: map[string]string{"env": "prod"},
	}))
	for query, want := range map[string]int{
		"/v2/zones?name=example.org.":                    2,
		"/v2/zones?name=example.org.&search_mode=equal":  1,
		"/v2/zones?type=private":                         0,
		"/v2/zones?status=DISABLE":                       0,
		"/v2.1/recordsets":                               6,
		"/v2.1/recordsets?zone_type=private":             0,
		"Z/recordsets":                                   4,
		"z/recordsets":                                   4,
		"Z/recordsets?type=A":                            2,
		"Z/recordsets?name=www":                          2,
		"Z/recordsets?name=www&search_mode=equal":        0,
		"Z/recordsets?line_id=Dianxin":                   1,
		"Z/recordsets?tags=env,prod":                     1,
		"Z/recordsets?tags=env,*ro":                      1,
		"Z/recordsets?tags=env,pro":                      0,
		"Z/recordsets?status=ACTIVE":                     4,
		"Z/recordsets?status=PENDING_CREATE":             0,
		"/v2.1/recordsets?records=192.0.2.1&type=A":      1,
		"/v2.1/recordsets?zone_id=" + s.id + "&type=SOA": 1,
	} {
		got := s.do(t, "GET "+query, "")
		require.Equal(t, object{"total_count": float64(want)}, got.body["metadata"], query)
	}
	otc := start(t, Options{OTC: true})
	require.Len(t, otc.do(t, "GET /v2/zones?name=example&search_mode=equal", "").list("zones"), 1)
}

func TestATruncatedListingStillTellsTheTotal(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Arm(simulator.Fault{Kind: simulator.Truncated})
	got := s.do(t, "GET Z/recordsets", "")
	require.Len(t, got.list("recordsets"), 1)
	require.Equal(t, object{"total_count": 2.0}, got.body["metadata"])
	require.Len(t, s.do(t, "GET Z/recordsets", "").list("recordsets"), 2)
}

func TestALargeZoneIsListedWhole(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	sets := make([]RecordSet, 3_000)
	for i := range sets {
		sets[i] = RecordSet{Name: fmt.Sprintf("h%d.example.org.", i), Type: "A", Records: []string{"192.0.2.1"}}
	}
	require.NoError(t, s.Plant("example.org.", sets...))
	got, marker := 0, ""
	for {
		page := s.do(t, "GET Z/recordsets?marker="+marker, "")
		ids := page.pluck("recordsets", "id")
		got += len(ids)
		if _, more := page.body["links"].(object)["next"]; !more {
			break
		}
		marker = ids[len(ids)-1].(string)
	}
	require.Equal(t, 3_002, got)
}
