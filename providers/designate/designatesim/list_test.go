package designatesim

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// names gives the owners of a page, without the zone.
func names(a object) string {
	var out []string
	for _, r := range a["recordsets"].([]any) {
		out = append(out, strings.TrimSuffix(fmt.Sprint(r.(object)["name"]), ".example.org."))
	}
	return strings.Join(out, " ")
}

// next gives the path of the next page below the version, "" at the end.
func next(a object) string {
	link, yes := a["links"].(object)["next"].(string)
	if !yes {
		return ""
	}
	u, _ := url.Parse(link)
	return strings.TrimPrefix(u.RequestURI(), "/v2")
}

func TestAFullLastPageHasALinkToAnEmptyOne(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for i := range 4 {
		s.add(t, fmt.Sprintf(`{"name":"h%d.example.org.","type":"A","records":["192.0.2.1"]}`, i))
	}
	a := s.does(t, "GET R?limit=3", "")
	require.Equal(t, "example.org. example.org. h0", names(a))
	require.Equal(t, object{"total_count": 6.}, a["metadata"])
	a = s.does(t, "GET "+next(a), "")
	require.Equal(t, "h1 h2 h3", names(a))
	require.NotEmpty(t, next(a))
	a = s.does(t, "GET "+next(a), "")
	require.Empty(t, names(a))
	require.Empty(t, next(a))
	require.Equal(t, object{"total_count": 6.}, a["metadata"])
	s.header.Set("OpenStack-DNS-Hide-Counts", "true")
	require.Empty(t, s.does(t, "GET R", "")["metadata"])
}

func TestSizesOfPages(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	var sets []RecordSet
	for i := range 1100 {
		sets = append(sets, RecordSet{Name: fmt.Sprintf("h%d.example.org.", i), Type: "A", Records: []string{"192.0.2.1"}})
	}
	require.NoError(t, s.Plant("example.org.", sets...))
	for query, want := range map[string]int{"": 20, "?limit=7": 7, "?limit=1000": 1000, "?limit=5000": 1000, "?limit=max": 1000} {
		require.Len(t, s.does(t, "GET R"+query, "")["recordsets"], want, query)
	}
	require.Len(t, s.does(t, "GET /recordsets?limit=max", "")["recordsets"], 1000)
}

func TestFiltersAndOrder(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("example.net."))
	require.NoError(t, s.Plant("example.net.", RecordSet{Name: "h1.example.net.", Type: "TXT", Records: []string{"x"}}))
	ttl, note := 60, "a note"
	require.NoError(t, s.Plant("example.org.",
		RecordSet{Name: "h1.example.org.", Type: "A", TTL: &ttl, Records: []string{"192.0.2.1", "192.0.2.2"}},
		RecordSet{Name: "h1.example.org.", Type: "AAAA", Description: &note, Records: []string{"2001:db8::1"}},
		RecordSet{Name: "*.example.org.", Type: "A", Records: []string{"192.0.2.3"}},
		RecordSet{Name: "h0.example.org.", Type: "A", TTL: new(int), Records: []string{"192.0.2.3"}}))
	for query, want := range map[string]string{
		"R?name=h1.example.org.":                          "h1 h1",
		"R?name=h1.example.org.&type=AAAA":                "h1",
		"R?name=h*":                                       "h1 h1 h0",
		"R?name=*h1*":                                     "h1 h1",
		"R?name=h1":                                       "",
		"R?data=192.0.2.2":                                "h1",
		"R?data=192.0.2.*":                                "h1 * h0",
		"R?ttl=60":                                        "h1",
		"R?description=*note":                             "h1",
		"R?status=PENDING":                                "",
		"R?type=A&sort_key=name":                          "* h0 h1",
		"R?type=A&sort_key=name&sort_dir=desc":            "h1 h0 *",
		"R?type=A&sort_key=ttl":                           "* h0 h1",
		"/recordsets?name=h1.*":                           "h1 h1 h1.example.net.",
		"/recordsets?type=A&zone_id=" + s.id:              "h1 * h0",
		"R?type=A&all_projects=true":                      "h1 * h0",
		"R?type=A&limit=1&sort_key=name&sort_dir=desc":    "h1",
		"R?type=SOA&edit_managed_records=1&status=ACTIVE": "example.org.",
	} {
		require.Equal(t, want, names(s.does(t, "GET "+query, "")), query)
	}
	require.Equal(t, "*", names(s.does(t, "GET "+next(s.does(t, "GET R?type=A&limit=1", "")), "")), "the filter goes on with the page")
	for query, want := range map[string]string{
		"limit=0": "invalid_limit", "limit=-1": "invalid_limit", "limit=x": "invalid_limit", "limit=": "value_error",
		"sort_key=data": "invalid_sort_key", "sort_dir=up": "invalid_sort_dir", "marker=x": "invalid_marker",
		"marker=8c1a5c4e-0000-4000-8000-000000000000": "marker_not_found", "colour=red": "bad_request",
	} {
		require.Equal(t, "400 "+want, s.refused(t, "GET R?"+query, ""), query)
	}
}

func TestZonesAreListedAndFound(t *testing.T) {
	t.Parallel()
	s := start(t, Options{NoAuth: true, LinksBase: "http://other.example"})
	for _, zone := range []string{"example.net.", "example.com."} {
		a := s.do(t, "POST /zones", `{"name":"`+zone+`","email":"a@example.org","ttl":60}`)
		require.Equal(t, 202, a.Code)
		require.Equal(t, "http://other.example/v2/zones/"+fmt.Sprint(a.body["id"]), a.Header().Get("Location"))
	}
	a := s.does(t, "GET /zones?limit=2", "")
	require.Len(t, a["zones"], 2)
	require.True(t, strings.HasPrefix(fmt.Sprint(a["links"].(object)["next"]), "http://other.example/v2/zones?"))
	require.Len(t, s.does(t, "GET /zones?name=example.net.&ttl=60&email=a@*&type=PRIMARY", "")["zones"], 1)
	require.Equal(t, "400 bad_request", s.refused(t, "GET /zones?serial=1", ""))

	s.header = http.Header{"X-Auth-Project-Id": {"other"}}
	require.Empty(t, s.does(t, "GET /zones", "")["zones"])
	require.Equal(t, "404 zone_not_found", s.refused(t, "GET Z", ""))
	require.Len(t, s.does(t, "GET /zones?all_projects=true", "")["zones"], 3)
	s.header.Set("X-Auth-All-Projects", "true")
	require.Len(t, s.does(t, "GET /zones", "")["zones"], 3)
	require.Equal(t, s.id, s.does(t, "GET Z", "")["id"])
	s.header.Set("X-Roles", "member")
	require.Equal(t, "403 forbidden", s.refused(t, "GET /zones", ""))
	s.header = http.Header{"X-Auth-Project-Id": {"other"}, "X-Auth-Sudo-Project-Id": {"noauth-project"}}
	require.Len(t, s.does(t, "GET /zones", "")["zones"], 3)
}
