package huaweisim

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestATaskCreatesWhatItCanAndTellsTheRest(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	got := s.do(t, "POST Z/recordsets/batch-create-task", `{"recordsets":[
		{"name":"a.example.org.","type":"A","records":["192.0.2.1"],"ttl":60},
		{"name":"b.example.org.","type":"A","records":["192.0.2.256"]},
		{"name":"c","type":"A","records":["192.0.2.3"],"line":"Dianxin"},
		{"name":"d.example.org","type":"A","records":["192.0.2.4"]},
		{"type":"TXT","records":["\"apex\""]},
		{"name":"m.example.org.","type":"MX","records":["10 mx.example.net."],"weight":5},
		{"name":"m.example.org.","type":"MX","records":["20 mx.example.net."]},
		{"name":"a.example.org.","type":"CNAME","records":["www.example.org."]}]}`)
	require.Equal(t, http.StatusAccepted, got.Code, got.Body)
	id := got.body["task_id"]
	require.Empty(t, s.show())
	got = s.do(t, "GET Z/recordsets/batch-create-task", "")
	require.Equal(t, []any{id, "PENDING", 8.0, 0.0, 0.0}, values(got.body, "task_id", "status", "total_count", "success_count", "error_count"))
	require.Equal(t, "DNS.0314", s.do(t, "DELETE Z/recordsets/batch-create-task", "").code())

	s.pass(settled)
	got = s.do(t, "GET Z/recordsets/batch-create-task?error_item_limit=1&error_item_offset=1", "")
	require.Equal(t, []any{id, "DONE", 8.0, 6.0, 2.0}, values(got.body, "task_id", "status", "total_count", "success_count", "error_count"))
	require.Equal(t, []any{"a.example.org.", "CNAME", "ERROR", "DNS.0312"},
		values(got.list("error_items")[0], "name", "type", "status", "error_code"))
	s.pass(settled)
	require.Equal(t, []string{
		"a.example.org. A default_view ACTIVE 192.0.2.1",
		"c.example.org. A Dianxin ACTIVE 192.0.2.3",
		"d.example.org.example.org. A default_view ACTIVE 192.0.2.4",
		`example.org. TXT default_view ACTIVE "apex"`,
		"m.example.org. MX default_view ACTIVE 10 mx.example.net. 20 mx.example.net.",
	}, s.show())

	again := `{"recordsets":[{"name":"z.example.org.","type":"A","records":["192.0.2.1"]}]}`
	require.Equal(t, http.StatusConflict, s.do(t, "POST Z/recordsets/batch-create-task", again).Code)
	require.Equal(t, http.StatusNoContent, s.do(t, "DELETE Z/recordsets/batch-create-task", "").Code)
	require.Equal(t, "DNS.0004", s.do(t, "GET Z/recordsets/batch-create-task", "").code())
	require.Equal(t, http.StatusAccepted, s.do(t, "POST Z/recordsets/batch-create-task", again).Code)
}

func values(body object, keys ...string) []any {
	out := []any{}
	for _, k := range keys {
		out = append(out, body[k])
	}
	return out
}

func TestAnOperationCreatesInManyZones(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("example.net."))
	got := s.do(t, "POST /v2.1/operation-task/batch-create-recordset", `{"recordsets":[
		{"zone_name":"example.org.","name":"www","type":"A","records":["192.0.2.1"]},
		{"zone_name":"example.net.","name":"www.example.net.","type":"A","records":["192.0.2.1"]},
		{"zone_name":"example.com.","name":"www","type":"A","records":["192.0.2.1"]}]}`)
	require.Equal(t, http.StatusAccepted, got.Code, got.Body)
	path := "GET /v2.1/batch-operation-tasks/" + got.body["task_id"].(string)
	require.Equal(t, "PENDING", s.do(t, path, "").body["status"])
	s.pass(settled)
	got = s.do(t, path, "")
	require.Equal(t, []any{"create", "DONE", 2.0, 1.0}, values(got.body, "type", "status", "success_count", "error_count"))
	require.Equal(t, []any{"www.example.com."}, got.pluck("error_items", "item"))
	require.Len(t, s.RecordSets("example.net."), 3)
	require.Equal(t, "DNS.0004", s.do(t, "GET /v2.1/batch-operation-tasks/none", "").code())
}

func TestATaskIsToldInWordsThatAreOptions(t *testing.T) {
	t.Parallel()
	s := start(t, Options{TaskExists: Refusal{http.StatusForbidden, "DNS.1999"}, NoTask: Refusal{http.StatusNotFound, "DNS.1804"}, BareItems: true})
	const path = "Z/recordsets/batch-create-task"
	require.Equal(t, "DNS.1804", s.do(t, "GET "+path, "").code())
	body := `{"recordsets":[{"name":"b.example.org.","type":"A","records":["192.0.2.256"]}]}`
	require.Equal(t, http.StatusAccepted, s.do(t, "POST "+path, body).Code)
	again := s.do(t, "POST "+path, body)
	require.Equal(t, []any{http.StatusForbidden, "DNS.1999"}, []any{again.Code, again.code()})
	s.pass(settled)
	require.Equal(t, []any{"b.example.org"}, s.do(t, "GET "+path, "").pluck("error_items", "name"))
}
