package rackspacesim

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPages(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for i := range 248 { // and two name servers
		require.NoError(t, s.Plant("example.org", Record{Name: "h.example.org", Type: "A", Data: fmt.Sprint("192.0.2.", i)}))
	}
	for name, c := range map[string]struct {
		query      string
		number     int
		next, prev string
	}{
		"the first":                   {"", 100, "limit=100&offset=100", ""},
		"the second":                  {"?limit=100&offset=100", 100, "limit=100&offset=200", "limit=100&offset=0"},
		"the last":                    {"?offset=200", 50, "", "limit=100&offset=100"},
		"one past the end":            {"?limit=50&offset=250", 0, "", "limit=50&offset=200"},
		"far past the end":            {"?offset=1000", 0, "", "limit=100&offset=900"},
		"an end that is the page's":   {"?limit=50&offset=200", 50, "", "limit=50&offset=150"},
		"small ones":                  {"?limit=3&offset=3", 3, "limit=3&offset=6", "limit=3&offset=0"},
		"too great ones, cut":         {"?limit=500&offset=100", 100, "limit=100&offset=200", "limit=100&offset=0"},
		"too great ones, odd offset":  {"?limit=500&offset=500", 0, "", "limit=100&offset=400"},
		"an offset that is no number": {"?offset=x", -1, "", ""},
		"a negative offset":           {"?offset=-100", -1, "", ""},
		"an offset between":           {"?offset=50", -1, "", ""},
		"an offset between small":     {"?limit=3&offset=4", -1, "", ""},
		"no limit":                    {"?limit=0", -1, "", ""},
		"a negative limit":            {"?limit=-1", -1, "", ""},
		"a word as limit":             {"?limit=all", -1, "", ""},
	} {
		a := s.do(t, "GET R"+c.query, "")
		if c.number < 0 {
			require.Equal(t, 400, a.ResponseRecorder.Code, name)
			continue
		}
		var got struct {
			TotalEntries int
			Records      []Record
			Links        []link
		}
		require.NoError(t, json.Unmarshal(a.Body.Bytes(), &got))
		require.Len(t, got.Records, c.number, name)
		require.NotNil(t, got.Records, name)
		require.Equal(t, 250, got.TotalEntries, name)
		hrefs := map[string]string{}
		for _, l := range got.Links {
			hrefs[l.Rel] = l.Href
		}
		want := map[string]string{}
		for rel, query := range map[string]string{"next": c.next, "previous": c.prev} {
			if query != "" {
				want[rel] = "https://sim.test/v1.0/123456/domains/" + s.id + "/records?" + query
			}
		}
		require.Equal(t, want, hrefs, name)
	}
	a := s.do(t, "GET D?showRecords=true&showSubdomains=true&limit=100&offset=200", "")
	require.Len(t, a.body["recordsList"].(object)["records"], 50)
	require.Equal(t, 250.0, a.body["recordsList"].(object)["totalEntries"])
	require.Empty(t, a.body["subdomains"].(object)["domains"])
	require.Equal(t, 400, s.do(t, "GET D?showRecords=true&offset=1", "").ResponseRecorder.Code)
	require.Equal(t, 400, s.do(t, "GET D?showSubdomains=true&offset=1", "").ResponseRecorder.Code)
	require.NotContains(t, s.do(t, "GET /domains", "").body, "links")
}

func TestSearchesForRecords(t *testing.T) {
	t.Parallel()
	for fails, code := range map[bool]int{false: 200, true: 503} {
		s := start(t, Options{SearchDataFails: fails})
		s.add(t, www, record("A", "192.0.2.2", ""), record("TXT", "a_b", ""))
		for query, want := range map[string]int{
			"?type=NS": 2, "?type=A": 2, "?type=A&name=h.example.org": 1, "?type=AAAA": 0, "?type=TXT": 1, "?type=TXT&name=a_b.example.org": 0,
		} {
			a := s.do(t, "GET R"+query, "")
			require.Len(t, a.body["records"], want, query)
			require.NotContains(t, a.body, "totalEntries")
		}
		for _, query := range []string{"?name=www.example.org", "?data=192.0.2.1", "?type=", "?type=PTR", "?type=a"} {
			require.Equal(t, 400, s.do(t, "GET R"+query, "").ResponseRecorder.Code, query)
		}
		a := s.do(t, "GET R?type=A&data=192.0.2.2", "")
		require.Equal(t, code, a.ResponseRecorder.Code)
		if !fails {
			require.Len(t, a.body["records"], 1)
			require.Empty(t, s.do(t, "GET R?type=TXT&data=a_b", "").body["records"], "special characters find nothing")
		}
	}
}

func TestListsOfJobs(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.add(t, www)
	s.fails(t, "POST R", list(www))
	s.do(t, "POST R", list(record("A", "192.0.2.1", "")))
	for query, want := range map[string]int{"": 3, "?showErrors=false": 2, "?showRunning=false&showCompleted=false": 1, "?limit=2&offset=2": 1} {
		a := s.do(t, "GET /status"+query, "")
		require.Equal(t, 202, a.ResponseRecorder.Code)
		require.Len(t, a.body["asyncResponses"], want, query)
	}
}
