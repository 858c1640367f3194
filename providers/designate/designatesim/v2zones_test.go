package designatesim

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestZonesLiveThroughTheirLife(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	a := s.does(t, "POST /zones", `{"name":"example.net.","email":"a@example.org","description":"d","attributes":{"k":"v"}}`)
	require.Equal(t, []any{"PENDING", "CREATE", 3600., "PRIMARY", object{"k": "v"}}, []any{a["status"], a["action"], a["ttl"], a["type"], a["attributes"]})
	path := "/zones/" + fmt.Sprint(a["id"])
	require.Len(t, s.does(t, "GET "+path+"/recordsets", "")["recordsets"], 2)
	require.Equal(t, []any{object{"hostname": "ns1.designate.test.", "priority": 1.}, object{"hostname": "ns2.designate.test.", "priority": 2.}},
		s.does(t, "GET "+path+"/nameservers", "")["nameservers"])
	s.pass(time.Second)
	b := s.does(t, "PATCH "+path, `{"ttl":60,"description":null}`)
	require.Equal(t, []any{"PENDING", "UPDATE", 60., nil}, []any{b["status"], b["action"], b["ttl"], b["description"]})
	require.Greater(t, b["serial"], a["serial"])

	got := s.do(t, "DELETE "+path, "")
	require.Equal(t, []any{202, "PENDING", "DELETE"}, []any{got.Code, got.body["status"], got.body["action"]})
	require.Equal(t, "400 bad_request", s.refused(t, "POST "+path+"/recordsets", `{"name":"w.example.net.","type":"A","records":["192.0.2.1"]}`))
	require.Equal(t, "400 bad_request", s.refused(t, "PATCH "+path, `{"ttl":60}`))
	require.Equal(t, "400 bad_request", s.refused(t, "DELETE "+path, ""))
	require.Equal(t, "409 duplicate_zone", s.refused(t, "POST /zones", `{"name":"example.net.","email":"a@example.org"}`))
	s.pass(200 * time.Millisecond)
	require.Equal(t, "404 zone_not_found", s.refused(t, "GET "+path, ""))
}

func TestZonesThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{NoAuth: true})
	s.does(t, "POST /zones", `{"name":"a.b.example.net.","email":"a@example.org"}`)
	require.NoError(t, s.AddZone("child.example.org."))
	for _, c := range []struct{ why, request, body, want string }{
		{"one that is there", "POST /zones", `{"name":"example.org.","email":"a@example.org"}`, "409 duplicate_zone"},
		{"a name without final dot", "POST /zones", `{"name":"example.com","email":"a@example.org"}`, "400 invalid_object"},
		{"a wildcard", "POST /zones", `{"name":"*.example.com.","email":"a@example.org"}`, "400 invalid_object"},
		{"no email", "POST /zones", `{"name":"example.com."}`, "400 invalid_object"},
		{"an email that is none", "POST /zones", `{"name":"example.com.","email":"a.example.org"}`, "400 invalid_object"},
		{"an unknown type", "POST /zones", `{"name":"example.com.","email":"a@example.org","type":"FORWARD"}`, "400 invalid_object"},
		{"a secondary without masters", "POST /zones", `{"name":"example.com.","type":"SECONDARY"}`, "400 invalid_object"},
		{"an unknown key", "POST /zones", `{"name":"example.com.","email":"a@example.org","serial":1}`, "400 invalid_object"},
		{"attributes that are no texts", "POST /zones", `{"name":"example.com.","email":"a@example.org","attributes":{"k":1}}`, "400 invalid_object"},
		{"another name", "PATCH Z", `{"name":"example.com."}`, "400 invalid_object"},
		{"its own name", "PATCH Z", `{"name":"example.org."}`, "400 bad_request"},
		{"a name of one label", "POST /zones", `{"name":"example.","email":"a@example.org"}`, "400 invalid_zone_name"},
		{"a TTL that is no number", "PATCH Z", `{"ttl":"1h"}`, "400 invalid_object"},
		{"no TTL", "PATCH Z", `{"ttl":null}`, "500 unknown"},
		{"the end of one with a zone below", "DELETE Z", "", "400 zone_has_sub_zone"},
	} {
		t.Run(c.why, func(t *testing.T) { require.Equal(t, c.want, s.refused(t, c.request, c.body)) })
	}
	s.header = http.Header{"X-Auth-Project-Id": {"other"}}
	require.Equal(t, "403 illegal_child", s.refused(t, "POST /zones", `{"name":"x.example.org.","email":"a@example.org"}`))
	require.Equal(t, "403 illegal_parent", s.refused(t, "POST /zones", `{"name":"example.net.","email":"a@example.org"}`))
}

func TestSecondaryZonesHaveNoSetsOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := fmt.Sprint(s.does(t, "POST /zones", `{"name":"example.net.","type":"SECONDARY","masters":["192.0.2.53:53"]}`)["id"])
	require.Equal(t, "403 forbidden", s.refused(t, "POST /zones/"+id+"/recordsets", `{"name":"w.example.net.","type":"A","records":["192.0.2.1"]}`))
}
