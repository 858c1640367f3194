package huaweisim

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAWriteIsOnItsWayForATime(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	got := s.do(t, "POST z/recordsets", item1(t, "www.example.org. A 300 192.0.2.1"))
	require.Equal(t, []any{"PENDING_CREATE", nil, "2026-01-02T03:04:05.000"}, values(got.body, "status", "update_at", "create_at"))
	path := "Z/recordsets/" + got.body["id"].(string)
	update := `{"name":"www.example.org.","type":"A","ttl":60}`
	for _, request := range []string{"PUT " + path, "DELETE " + path} {
		got := s.do(t, request, map[bool]string{true: update}[strings.HasPrefix(request, "PUT")])
		require.Equal(t, http.StatusConflict, got.Code)
		require.Equal(t, "DNS.0314", got.code())
	}
	s.pass(settled)
	require.Equal(t, "ACTIVE", s.do(t, "GET "+path, "").body["status"])
	require.Equal(t, "PENDING_UPDATE", s.do(t, "PUT "+path, update).body["status"])
	s.pass(settled)
	got = s.do(t, "DELETE "+path, "")
	require.Equal(t, http.StatusAccepted, got.Code)
	require.Equal(t, "PENDING_DELETE", got.body["status"])
	require.NotContains(t, got.body, "records")
	require.Equal(t, []string{"www.example.org. A default_view PENDING_DELETE 192.0.2.1"}, s.show())
	require.Equal(t, "DNS.0312", s.do(t, "POST z/recordsets", item1(t, "www.example.org. CNAME 300 a.example.net.")).code())
	s.pass(settled)
	require.Empty(t, s.show())
	require.Equal(t, "DNS.0313", s.do(t, "GET "+path, "").code())
	require.Empty(t, s.do(t, "POST z/recordsets", item1(t, "www.example.org. CNAME 300 a.example.net.")).code())
}

func TestWritesCanTakeTheirTurns(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Each: settled})
	s.pass(9 * settled) // for the zone's own sets
	for _, label := range []string{"a", "b", "c"} {
		require.Empty(t, s.do(t, "POST z/recordsets", item1(t, label+".example.org. A 300 192.0.2.1")).code())
	}
	for at := range 4 {
		require.Len(t, s.do(t, "GET Z/recordsets?status=PENDING_CREATE", "").list("recordsets"), 3-at)
		s.pass(settled)
	}
}

func TestAnUpdateKeepsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	five := 5
	require.NoError(t, s.Plant("example.org.", RecordSet{
		ID: domainID, Name: "www.example.org.", Type: "A", TTL: 60, Records: []string{"192.0.2.1"}, Description: "web", Weight: &five,
		Tags: map[string]string{"env": "prod"},
	}))
	for _, c := range []struct{ body, want string }{
		{`{"name":"www.example.org.","type":"A"}`, "60 [192.0.2.1] web 5"},
		{`{"name":"www.example.org.","type":"A","ttl":61,"description":""}`, "61 [192.0.2.1] web 5"},
		{`{"name":"WWW.example.org.","type":"A","records":["192.0.2.2","192.0.2.3"]}`, "61 [192.0.2.2 192.0.2.3] web 5"},
		{`{"name":"www.example.org.","type":"A","weight":6,"description":"site"}`, "61 [192.0.2.2 192.0.2.3] site 6"},
	} {
		got := s.do(t, "PUT Z/recordsets/"+domainID, c.body)
		require.Equal(t, http.StatusAccepted, got.Code, got.Body)
		s.pass(settled)
		r := s.RecordSets("example.org.")[2]
		require.Equal(t, c.want, content(r))
		require.Equal(t, map[string]string{"env": "prod"}, r.Tags)
	}
	for body, code := range map[string]string{
		`{"name":"w.example.org.","type":"A"}`:                             "DNS.0304",
		`{"name":"www.example.org.","type":"AAAA"}`:                        "DNS.0307",
		`{"name":"www.example.org.","type":"A","ttl":0}`:                   "DNS.0319",
		`{"name":"www.example.org.","type":"A","weight":1001}`:             "DNS.0323",
		`{"name":"www.example.org.","type":"A","records":["x"]}`:           "DNS.0308",
		`{"name":"www.example.org.","type":"A","description":"` + x256():   "DNS.0305",
		`{"name":"www.example.org.","type":"A","records":[]}`:              "DNS.0308",
		`{"name":"www.example.org.","type":"A","records":["192.0.2.1",1]}`: "DNS.0002",
	} {
		require.Equal(t, code, s.do(t, "PUT Z/recordsets/"+domainID, body).code(), body)
	}
	require.Empty(t, s.do(t, "PUT z/recordsets/"+domainID, `{"ttl":62}`).code(), "v2 needs no name at Huawei")
}

func x256() string { return strings.Repeat("x", 256) + `"}` }

func TestSetsOfTheSystemStayAsTheyAre(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, r := range s.RecordSets("example.org.") {
		require.True(t, r.Default)
		path := "Z/recordsets/" + r.ID
		require.Equal(t, "DNS.0317", s.do(t, "DELETE "+path, "").code())
		require.Equal(t, "DNS.0317", s.do(t, "DELETE Z/recordsets", `{"recordset_ids":["`+r.ID+`"]}`).code())
		require.Equal(t, "DNS.0318", s.do(t, "PUT "+path, `{"name":"example.org.","type":"`+r.Type+`","ttl":60}`).code())
		require.Equal(t, "DNS.0318", s.do(t, "PUT Z/recordsets", `{"recordsets":[{"id":"`+r.ID+`","records":["a.b."]}]}`).code())
	}
	require.Equal(t, 172800, s.RecordSets("example.org.")[1].TTL)
}

func TestLinesAndWeights(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for i, c := range []struct{ more, code string }{
		{`"type":"A","records":["192.0.2.1"]`, ""},
		{`"type":"A","records":["192.0.2.1"],"line":"default_view"`, "DNS.0312"},
		{`"type":"A","records":["192.0.2.1"],"weight":1`, "DNS.0016"},
		{`"type":"A","records":["192.0.2.1"],"line":"Dianxin_Beijing"`, ""},
		{`"type":"A","records":["192.0.2.1"],"line":"Mars"`, "DNS.0806"},
		{`"type":"CNAME","records":["a.example.net."],"line":"CN"`, ""},
		{`"type":"A","records":["192.0.2.1"],"line":"CN"`, "DNS.0312"},
		{`"type":"A","records":["192.0.2.1"],"line":"Abroad","weight":0`, ""},
		{`"type":"A","records":["192.0.2.2"],"line":"Abroad","weight":1000`, ""},
		{`"type":"A","records":["192.0.2.2"],"line":"Abroad","weight":1001`, "DNS.0323"},
		{`"type":"A","records":["192.0.2.2"],"line":"Abroad"`, "DNS.0016"},
		{`"type":"MX","records":["10 mx.example.net."],"weight":1`, "DNS.0323"},
	} {
		require.Equal(t, c.code, s.do(t, "POST Z/recordsets", `{"name":"www.example.org.",`+c.more+`}`).code(), "%d %s", i, c.more)
	}
	more := `{"name":"www.example.org.","type":"A","records":["192.0.2.1"],"line":"Abroad","weight":1}`
	for range 18 {
		require.Empty(t, s.do(t, "POST Z/recordsets", more).code())
	}
	require.Equal(t, "DNS.0322", s.do(t, "POST Z/recordsets", more).code())
	got := s.do(t, "GET Z/recordsets?sort_key=created_at&sort_dir=asc&type=A", "").list("recordsets")
	require.Equal(t, []any{"default_view", 1.0, nil}, values(got[0], "line", "weight", "health_check_id"))
	require.Equal(t, []any{"Abroad", 0.0}, values(got[2], "line", "weight"))
	s.pass(settled)
	path := "PUT Z/recordsets/" + got[0]["id"].(string)
	for _, weight := range []string{"1", "2"} { // 1 is what it shows already
		require.Empty(t, s.do(t, path, `{"name":"www.example.org.","type":"A","weight":`+weight+`}`).code())
		s.pass(settled)
		code := map[string]string{"1": "DNS.0016"}[weight]
		more := `{"name":"www.example.org.","type":"A","records":["192.0.2.9"],"weight":3}`
		require.Equal(t, code, s.do(t, "POST Z/recordsets", more).code(), weight)
	}
}

func TestSetsThatClientsCannotMakeAreShownAndNotChanged(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for i, r := range []RecordSet{
		{Name: "a.example.org.", Type: "A", Records: []string{"192.0.2.1"}, Status: "FREEZE"},
		{Name: "b.example.org.", Type: "A", AliasTarget: map[string]string{"resource_type": "ELB"}},
		{Name: "c.example.org.", Type: "A", Records: []string{"192.0.2.1"}, Status: "ERROR"},
	} {
		r.ID = fmt.Sprintf("%032x", i)
		require.NoError(t, s.Plant("example.org.", r))
	}
	require.Error(t, s.Plant("example.org.", RecordSet{ID: fmt.Sprintf("%032x", 0)}))
	got := s.do(t, "GET Z/recordsets?name=b.", "").list("recordsets")[0]
	require.NotContains(t, got, "records")
	require.Equal(t, object{"resource_type": "ELB"}, got["alias_target"])
	require.Equal(t, "DNS.0314", s.do(t, fmt.Sprintf("DELETE Z/recordsets/%032x", 0), "").code())
	require.Empty(t, s.do(t, fmt.Sprintf("PUT Z/recordsets/%032x", 2), `{"name":"c.example.org.","type":"A","ttl":1}`).code())
	s.pass(settled)
	require.Equal(t, "c.example.org. A default_view ACTIVE 192.0.2.1", s.show()[2])
	got = s.do(t, "POST Z/recordsets", `{"name":"d.example.org.","type":"AAAA","records":["2001:db8::1"],"status":"DISABLE"}`).body
	require.Equal(t, []any{"DISABLE", []any{"2001:0db8:0000:0000:0000:0000:0000:0001"}}, values(got, "status", "records"))
}

func TestOpenTelekomCloudHasV2Only(t *testing.T) {
	t.Parallel()
	s := start(t, Options{OTC: true})
	for _, request := range []string{
		"GET Z/recordsets", "GET /v2.1/recordsets", "DELETE Z/recordsets", "POST Z/recordsets/batch-create-task",
		"GET /v2/quotamg/dns/quotas?domain_id=" + domainID,
	} {
		got := s.do(t, request, "")
		require.Equal(t, http.StatusNotFound, got.Code, request)
	}
	path := "PUT z/recordsets/" + s.add(t, "www.example.org. A 192.0.2.1")
	require.Equal(t, "DNS.0002", s.do(t, path, `{"ttl":60}`).code())
	require.Equal(t, "DNS.0002", s.do(t, path, `{"type":"A","ttl":60}`).code())
	require.Empty(t, s.do(t, path, `{"name":"www.example.org.","type":"A","ttl":60}`).code())
	set := `{"name":"a.example.org.","type":"A","records":["192.0.2.1","192.0.2.2"],"status":"ENABLE"}`
	require.Equal(t, "DNS.0002", s.do(t, "POST z/recordsets", set).code())
	got := s.do(t, "POST z/recordsets", strings.Replace(set, `,"status":"ENABLE"`, "", 1))
	require.Equal(t, []any{"192.0.2.2", "192.0.2.1"}, got.body["records"], "the order of values is nobody's")
	require.NotContains(t, got.body, "line")
}
