package designatesim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDomainsLiveThroughTheirLife(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	a := s.do(t, "POST /domains", `{"name":"example.net.","email":"a@example.org","ttl":60}`)
	require.Equal(t, 200, a.Code)
	path := "/domains/" + fmt.Sprint(a.body["id"])
	require.Equal(t, "http://sim.test/v1"+path, a.Header().Get("Location"))
	require.NotContains(t, a.body, "status")
	require.Len(t, s.does(t, "GET "+path+"/records", "")["records"], 3)
	s.does(t, "PUT "+path, `{"name":"example.net.","ttl":90}`)
	require.EqualValues(t, 90, s.does(t, "GET "+path, "")["ttl"])
	require.Len(t, s.does(t, "GET /domains?name=x&limit=1", "")["domains"], 2)
	a = s.do(t, "DELETE "+path, "")
	require.Equal(t, "200 0", fmt.Sprint(a.Code, " ", a.Body.Len()))
	require.Len(t, s.does(t, "GET /domains", "")["domains"], 1, "it is hidden at once")
	s.pass(200 * time.Millisecond)
	require.Equal(t, "404 domain_not_found", s.refused(t, "GET "+path, ""))
}

func TestDomainsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true, Quotas: Quotas{Zones: 2}})
	require.NoError(t, s.AddZone("child.example.org."))
	for _, c := range []struct{ why, request, body, want string }{
		{"one that is there", "POST /domains", `{"name":"example.org.","email":"a@example.org"}`, "409 duplicate_domain"},
		{"one too many", "POST /domains", `{"name":"example.net.","email":"a@example.org"}`, "413 over_quota"},
		{"no email", "POST /domains", `{"name":"example.net."}`, "400 invalid_object"},
		{"a bad email", "POST /domains", `{"name":"example.net.","email":"a"}`, "400 invalid_object"},
		{"a bad name", "POST /domains", `{"name":"example.net","email":"a@example.org"}`, "400 invalid_object"},
		{"a TTL of 0", "POST /domains", `{"name":"example.net.","email":"a@example.org","ttl":0}`, "400 invalid_object"},
		{"an unknown key", "POST /domains", `{"name":"example.net.","email":"a@example.org","type":"PRIMARY"}`, "400 invalid_object"},
		{"another name", "PUT Z", `{"name":"example.net."}`, "400 bad_request"},
		{"the end of one with a domain below", "DELETE Z", "", "400 domain_has_sub_zone"},
	} {
		t.Run(c.why, func(t *testing.T) { require.Equal(t, c.want, s.refused(t, c.request, c.body)) })
	}
	require.Equal(t, object{"absolute": object{"maxDomains": 2., "maxDomainRecords": 1e6}}, s.does(t, "GET /limits", "")["limits"])
}

func TestServersAreForAdmins(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	first := s.does(t, "GET /servers", "")["servers"].([]any)[0].(object)
	require.Equal(t, first, any(s.does(t, "GET /servers/"+fmt.Sprint(first["id"]), "")))
	require.Equal(t, "404 server_not_found", s.refused(t, "GET /servers/8c1a5c4e-0000-4000-8000-000000000000", ""))
	member := start(t, Options{V1: true, Member: true})
	require.Equal(t, "403 forbidden", member.refused(t, "GET /servers", ""))
}
