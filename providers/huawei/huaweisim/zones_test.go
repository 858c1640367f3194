package huaweisim

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheLifeOfAZone(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	got := s.do(t, "POST /v2/zones", `{"name":"Example.NET.","email":"h@example.org","tags":[{"key":"env","value":"prod"}]}`)
	require.Equal(t, http.StatusAccepted, got.Code, got.Body)
	require.Equal(t, []any{"example.net.", "PENDING_CREATE", 0.0, nil, 300.0}, values(got.body, "name", "status", "record_num", "updated_at", "ttl"))
	id := got.body["id"].(string)
	set := `{"name":"www.example.net.","type":"A","records":["192.0.2.1"]}`
	got = s.do(t, "POST /v2.1/zones/"+id+"/recordsets", set)
	require.Equal(t, http.StatusConflict, got.Code)
	require.Equal(t, "DNS.0209", got.code())
	require.Equal(t, "PENDING_CREATE", s.RecordSets("example.net.")[0].Status)
	s.pass(settled)

	got = s.do(t, "GET /v2/zones/"+id, "")
	require.Equal(t, []any{"ACTIVE", 2.0, nil}, values(got.body, "status", "record_num", "updated_at"))
	require.Equal(t, []any{true, true}, s.do(t, "GET /v2/zones/"+id+"/recordsets", "").pluck("recordsets", "default"))
	require.Len(t, s.do(t, "GET /v2/zones/"+id+"/nameservers", "").list("nameservers"), 2)
	require.Len(t, s.do(t, "GET /v2/zones?tags=env,prod", "").list("zones"), 1)

	got = s.do(t, "PATCH /v2/zones/"+id, `{"ttl":600,"description":"web"}`)
	require.Equal(t, []any{"PENDING_UPDATE", 600.0, "web", "h@example.org"}, values(got.body, "status", "ttl", "description", "email"))
	require.Equal(t, 600, s.RecordSets("example.net.")[0].TTL)
	s.pass(settled)
	require.Empty(t, s.do(t, "POST /v2.1/zones/"+id+"/recordsets", set).code())
	s.pass(settled)

	require.Equal(t, "PENDING_DELETE", s.do(t, "DELETE /v2/zones/"+id, "").body["status"])
	require.Equal(t, "DNS.0209", s.do(t, "DELETE /v2/zones/"+id, "").code())
	require.Equal(t, "DNS.0208", s.do(t, "POST /v2/zones", `{"name":"example.net."}`).code())
	s.pass(settled)
	require.Equal(t, "DNS.0302", s.do(t, "GET /v2/zones/"+id, "").code())
	require.Len(t, s.do(t, "GET /v2.1/recordsets", "").list("recordsets"), 2)
	require.Empty(t, s.do(t, "POST /v2/zones", `{"name":"example.net."}`).code())
}

func TestZonesThatCannotBeMade(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for body, code := range map[string]string{
		`{"name":"example.net"}`:    "DNS.0202",
		`{"name":"net."}`:           "DNS.0202",
		`{"name":"*.example.net."}`: "DNS.0202",
		`{}`:                        "DNS.0202",
		`{"name":"example.org."}`:   "DNS.0208",
		`{"name":"example.net.","zone_type":"private"}`:    "DNS.0002",
		`{"name":"example.net.","ttl":0}`:                  "DNS.0303",
		`{"name":"example.net.","email":"nobody"}`:         "DNS.0002",
		`{"name":"example.net.","description":"` + x256():  "DNS.0002",
		`{"name":"example.net.","ttl":true}`:               "DNS.0002",
		`{"name":"example.net.","pool_id":"x"}`:            "DNS.0002",
		`{"name":"example.net."}{"name":"a.example.net."}`: "DNS.0002",
	} {
		require.Equal(t, code, s.do(t, "POST /v2/zones", body).code(), body)
	}
	require.Error(t, s.AddZone("example..net."))
	require.NoError(t, s.AddZone("example.org."))
}

func TestAZoneThatIsDisabledTakesNothing(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.add(t, "www.example.org. A 192.0.2.1")
	for status, code := range map[string]string{"DISABLE": "DNS.0213", "FREEZE": "DNS.0209"} {
		require.NoError(t, s.SetZoneStatus("example.org.", status))
		for _, request := range []string{"DELETE Z/recordsets/" + id, "DELETE z", "PUT Z/recordsets", "POST Z/recordsets/batch-create-task"} {
			require.Equal(t, code, s.do(t, request, "").code(), request)
		}
		require.Equal(t, code, s.do(t, "DELETE /v2.1/recordsets", `{"zone_type":"public","recordset_ids":["`+id+`"]}`).code())
	}
	require.Error(t, s.SetZoneStatus("example.com.", "ACTIVE"))
}

func TestTheQuotaIsTheAccounts(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Quota: 2})
	require.NoError(t, s.AddZone("example.net."))
	id := s.add(t, "a.example.org. A 192.0.2.1")
	used := func() []any {
		return s.do(t, "GET /v2/quotamg/dns/quotas?domain_id="+domainID, "").pluck("quotas", "used")
	}
	require.Equal(t, []any{2.0, 0.0, 1.0}, used())
	s.do(t, "POST Z/recordsets/batch-create-task", `{"recordsets":[
		{"name":"b","type":"A","records":["192.0.2.1"]},{"name":"c","type":"A","records":["192.0.2.1"]}]}`)
	s.pass(settled)
	require.Equal(t, []any{"DNS.0403"}, s.do(t, "GET Z/recordsets/batch-create-task", "").pluck("error_items", "error_code"))
	got := s.do(t, "POST Z/recordsets", item1(t, "d.example.org. A 300 192.0.2.1"))
	require.Equal(t, http.StatusForbidden, got.Code)
	require.Equal(t, "DNS.0403", s.do(t, "POST Z/recordsets/batch/lines",
		`{"name":"d.example.org.","type":"A","lines":[{"line":"CN","records":["192.0.2.1"]}]}`).code())
	s.pass(settled)
	require.Empty(t, s.do(t, "DELETE Z/recordsets/"+id, "").code())
	require.Equal(t, []any{2.0, 0.0, 1.0}, used(), "what is being deleted does not count")
	require.Equal(t, "DNS.0002", s.do(t, "GET /v2/quotamg/dns/quotas", "").code())
	require.Equal(t, "DNS.0030", s.do(t, "GET /v2/quotamg/dns/quotas?domain_id=x", "").code())
	require.Contains(t, s.do(t, "GET /v2.1/system-lines?limit=3", "").pluck("lines", "id"), "Dianxin")
}
