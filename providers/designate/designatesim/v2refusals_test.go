package designatesim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSetsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("child.example.org."))
	id := s.add(t, www)
	s.add(t, `{"name":"alias.example.org.","type":"CNAME","records":["www.example.org."]}`)
	const unknown = "/8c1a5c4e-0000-4000-8000-000000000000"
	for _, c := range []struct{ why, request, body, want string }{
		{"no body", "POST R", " ", "400 empty_request_body"},
		{"a body that is not JSON", "POST R", `{"name":`, "400 invalid_json"},
		{"more than one value", "POST R", www + "{}", "400 invalid_json"},
		{"a list for an object", "POST R", "[" + www + "]", "400 invalid_object"},
		{"an unknown key", "POST R", `{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"data":"x"}`, "400 invalid_object"},
		{"a key to be read only", "POST R", `{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"status":"ACTIVE"}`, "400 invalid_object"},
		{"no name", "POST R", `{"type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"no type", "POST R", `{"name":"a.example.org.","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a name without its final dot", "POST R", `{"name":"a.example.org","type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a label of 64", "POST R", `{"name":"` + strings.Repeat("a", 64) + `.example.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a label that begins with a hyphen", "POST R", `{"name":"-a.example.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"an asterisk that is not the first label", "POST R", `{"name":"a.*.example.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"an asterisk that is not a whole label", "POST R", `{"name":"*a.example.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a name that is a number", "POST R", `{"name":1,"type":"A","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"records that are no list", "POST R", `{"name":"a.example.org.","type":"A","records":"192.0.2.1"}`, "400 invalid_object"},
		{"records that are no texts", "POST R", `{"name":"a.example.org.","type":"A","records":[1]}`, "400 invalid_object"},
		{"a TTL below zero", "POST R", `{"name":"a.example.org.","type":"A","ttl":-1,"records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a TTL of 2^31", "POST R", `{"name":"a.example.org.","type":"A","ttl":2147483648,"records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a TTL that is no number", "POST R", `{"name":"a.example.org.","type":"A","ttl":"1h","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a description of 161", "POST R", `{"name":"a.example.org.","type":"A","description":"` + strings.Repeat("x", 161) + `","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"a type that release 15 has not", "POST R", `{"name":"a.example.org.","type":"HTTPS","records":["1 ."]}`, "400 invalid_object"},
		{"a set that is there", "POST R", www, "409 duplicate_recordset"},
		{"a name outside the zone", "POST R", `{"name":"www.example.net.","type":"A","records":["192.0.2.1"]}`, "400 invalid_recordset_location"},
		{"a name that only ends like the zone", "POST R", `{"name":"anexample.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_recordset_location"},
		{"a name in a zone below", "POST R", `{"name":"www.child.example.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_recordset_location"},
		{"the name of a zone below", "POST R", `{"name":"child.example.org.","type":"A","records":["192.0.2.1"]}`, "400 invalid_recordset_location"},
		{"a CNAME at the apex", "POST R", `{"name":"example.org.","type":"CNAME","records":["www.example.net."]}`, "400 invalid_recordset_location"},
		{"a CNAME beside others", "POST R", `{"name":"www.example.org.","type":"CNAME","records":["www.example.net."]}`, "400 invalid_recordset_location"},
		{"others beside a CNAME", "POST R", `{"name":"alias.example.org.","type":"TXT","records":["x"]}`, "400 invalid_recordset_location"},
		{"a CNAME with two values", "POST R", `{"name":"b.example.org.","type":"CNAME","records":["a.example.net.","b.example.net."]}`, "400 bad_request"},
		{"another name for a set", "PUT R/" + id, `{"name":"w.example.org.","records":["192.0.2.1"]}`, "400 invalid_object"},
		{"another type for a set", "PUT R/" + id, `{"type":"AAAA","records":["2001:db8::1"]}`, "400 invalid_object"},
		{"bad values for a set", "PUT R/" + id, `{"records":["192.0.2.256"]}`, "400 invalid_object"},
		{"a set that is not there", "PUT R" + unknown, `{"records":["192.0.2.1"]}`, "404 recordset_not_found"},
		{"a zone that is not there", "GET /zones" + unknown + "/recordsets", "", "404 zone_not_found"},
		{"an id that is no UUID", "GET R/1", "", "400 invalid_uuid"},
		{"a zone's id that is no UUID", "GET /zones/example.org.", "", "400 invalid_uuid"},
		{"a path that is not there", "GET /domains", "", "404 not_found"},
		{"a verb that is not there", "POST R/" + id, "{}", "405 method_not_allowed"},
		{"a verb that is not there for the list", "PUT R", "{}", "405 method_not_allowed"},
	} {
		t.Run(c.why, func(t *testing.T) { require.Equal(t, c.want, s.refused(t, c.request, c.body)) })
	}
}

func TestV1IsNotServedBesideV2(t *testing.T) {
	t.Parallel()
	require.Equal(t, 404, start(t, Options{}).raw("GET", "/v1/domains", "").Code)
	require.Equal(t, 404, start(t, Options{V1: true}).raw("GET", "/v2/zones", "").Code)
}

func TestFormsOfRequests(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.header.Set("Content-Type", "text/plain")
	require.Equal(t, "415 unsupported_content_type", s.refused(t, "POST R", www))
	s.header.Set("Content-Type", "application/json; charset=utf-8")
	s.header.Set("Accept", "application/xml")
	require.Equal(t, 406, s.do(t, "POST R", www).Code)
	s.header.Set("Accept", "application/json")
	s.does(t, "POST R", www)
	require.Equal(t, 413, s.do(t, "POST R", strings.Repeat(" ", maxBody+1)).Code)
	require.Equal(t, "415 unsupported_content_type", s.refused(t, "POST /zones/tasks/imports", "x"))
}

func TestQuotasAndTTLs(t *testing.T) {
	t.Parallel()
	s := start(t, Options{NoAuth: true, MinTTL: 60, Quotas: Quotas{Zones: 2, ZoneRecordSets: 4, ZoneRecords: 4, RecordSetRecords: 3}})
	id := s.add(t, `{"name":"a.example.org.","type":"A","records":["192.0.2.1"]}`)
	require.Equal(t, "413 over_quota", s.refused(t, "PUT R/"+id, `{"records":["192.0.2.1","192.0.2.2","192.0.2.3","192.0.2.4"]}`))
	s.does(t, "PUT R/"+id, `{"records":["192.0.2.1","192.0.2.2","192.0.2.3"]}`)
	require.Equal(t, "413 over_quota", s.refused(t, "POST R", `{"name":"b.example.org.","type":"A","records":["192.0.2.1","192.0.2.2"]}`))
	s.add(t, `{"name":"b.example.org.","type":"A","records":["192.0.2.1"]}`)
	a := s.do(t, "POST R", `{"name":"c.example.org.","type":"A","records":[]}`)
	require.Equal(t, []any{413, "over_quota", "Quota exceeded for zone_recordsets."}, []any{a.Code, a.body["type"], a.body["message"]})
	s.does(t, "POST /zones", `{"name":"example.net.","email":"a@example.org"}`)
	require.Equal(t, "413 over_quota", s.refused(t, "POST /zones", `{"name":"example.com.","email":"a@example.org"}`))

	require.EqualValues(t, 60, s.does(t, "GET /limits", "")["min_ttl"])
	s.does(t, "PUT R/"+id, `{"ttl":1}`)
	s.header.Set("X-Roles", "member")
	require.Equal(t, "400 invalid_ttl", s.refused(t, "PUT R/"+id, `{"ttl":59}`))
	s.does(t, "PUT R/"+id, `{"ttl":60}`)
	require.Equal(t, "403 forbidden", s.refused(t, "PATCH /quotas/noauth-project", `{"zones":3}`))
	s.header.Del("X-Roles")
	require.EqualValues(t, 3, s.does(t, "PATCH /quotas/noauth-project", `{"zones":3}`)["zones"])
	s.does(t, "POST /zones", `{"name":"example.com.","email":"a@example.org"}`)
	require.Equal(t, "400 invalid_object", s.refused(t, "PATCH /quotas/noauth-project", `{"zones":"x"}`))
	require.Equal(t, 204, s.do(t, "DELETE /quotas/noauth-project", "").Code)
	require.EqualValues(t, 2, s.does(t, "GET /quotas/noauth-project", "")["zones"])
}
