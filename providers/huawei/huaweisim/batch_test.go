package huaweisim

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

const three = `{"recordsets":[{"id":%q,"records":["192.0.2.11"],"ttl":60,"weight":7,"description":"new"},{"id":%q,%s}]}`

func TestABulkUpdateHappensWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	a, b := s.add(t, "a.example.org. A 192.0.2.1"), s.add(t, "b.example.org. A 192.0.2.2")
	before := s.show()
	const none = "00000000000000000000000000000000"
	for _, c := range []struct{ id, more, code string }{
		{b, `"records":["x"]`, "DNS.0308"}, {b, `"ttl":60`, "DNS.0308"}, {b, `"records":["192.0.2.1"],"ttl":0`, "DNS.0319"},
		{b, `"records":["192.0.2.1"],"name":"c.example.org."`, "DNS.0002"}, {none, `"records":["192.0.2.1"]`, "DNS.0313"},
		{a, `"records":["192.0.2.1"]`, "DNS.0002"},
	} {
		require.Equal(t, c.code, s.do(t, "PUT Z/recordsets", fmt.Sprintf(three, a, c.id, c.more)).code(), c)
		require.Equal(t, before, s.show())
	}
	require.Empty(t, s.do(t, "PUT Z/recordsets/"+b, `{"name":"b.example.org.","type":"A","ttl":60,"description":"old"}`).code())
	require.Equal(t, "DNS.0314", s.do(t, "PUT Z/recordsets", fmt.Sprintf(three, a, b, `"records":["192.0.2.12"]`)).code())
	s.pass(settled)
	got := s.do(t, "PUT Z/recordsets", fmt.Sprintf(three, a, b, `"records":["192.0.2.12"]`))
	require.Equal(t, http.StatusAccepted, got.Code, got.Body)
	require.Equal(t, []any{"PENDING_UPDATE", "PENDING_UPDATE"}, got.pluck("recordsets", "status"))
	sets := s.RecordSets("example.org.")
	require.Equal(t, "60 [192.0.2.11] new 7", content(sets[2]))
	require.Equal(t, "300 [192.0.2.12]  -1", content(sets[3]), "what is left out does not stay")
}

func TestABulkDeletePassesOverWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("example.net."))
	require.NoError(t, s.Plant("example.net.", RecordSet{ID: userID, Name: "a.example.net.", Type: "A", Records: []string{"192.0.2.1"}}))
	a, b := s.add(t, "a.example.org. A 192.0.2.1"), s.add(t, "b.example.org. A 192.0.2.2")
	got := s.do(t, "DELETE Z/recordsets", fmt.Sprintf(`{"recordset_ids":[%q,"none",%q,%q]}`, a, userID, a))
	require.Equal(t, http.StatusAccepted, got.Code)
	require.Equal(t, []any{a}, got.pluck("recordsets", "id"))
	require.Equal(t, "DNS.0314", s.do(t, "DELETE Z/recordsets", fmt.Sprintf(`{"recordset_ids":[%q]}`, a)).code())
	got = s.do(t, "DELETE /v2.1/recordsets", fmt.Sprintf(`{"zone_type":"public","recordset_ids":[%q,%q]}`, b, userID))
	require.Equal(t, []any{b, userID}, got.pluck("recordsets", "id"))
	s.pass(settled)
	require.Empty(t, s.show())
	require.Len(t, s.RecordSets("example.net."), 2)
	require.Empty(t, s.do(t, "DELETE Z/recordsets", fmt.Sprintf(`{"recordset_ids":[%q]}`, a)).list("recordsets"))
}

func TestSetsOfSeveralLinesAreMadeAtOnceOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	body := func(second string) string {
		return `{"name":"www.example.org.","type":"A","description":"web","lines":[{"line":"CN","records":["192.0.2.1"]},` + second + `]}`
	}
	for second, code := range map[string]string{
		`{"line":"CN","records":["192.0.2.2"]}`:             "DNS.0312",
		`{"line":"Mars","records":["192.0.2.2"]}`:           "DNS.0806",
		`{"line":"Abroad","records":["192.0.2.2"],"ttl":0}`: "DNS.0319",
	} {
		require.Equal(t, code, s.do(t, "POST Z/recordsets/batch/lines", body(second)).code())
		require.Empty(t, s.show())
	}
	got := s.do(t, "POST Z/recordsets/batch/lines", body(`{"line":"Abroad","records":["192.0.2.2"],"ttl":60}`))
	require.Equal(t, http.StatusAccepted, got.Code)
	require.Equal(t, []any{"CN", "Abroad"}, got.pluck("recordsets", "line"))
	require.Equal(t, []any{1.0, 1.0}, got.pluck("recordsets", "weight"))
	require.Equal(t, []any{"web", "web"}, got.pluck("recordsets", "description"))
	require.Equal(t, "DNS.0312", s.do(t, "POST Z/recordsets/batch/lines", body(`{"line":"Dianxin","records":["192.0.2.2"]}`)).code())
}

func TestBulkCallsCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]string{http.StatusNotFound: "APIGW.0101", http.StatusForbidden: "DNS.0037"} {
		s := start(t, Options{NoBatch: status})
		for _, request := range []string{
			"PUT Z/recordsets", "DELETE Z/recordsets", "POST Z/recordsets/batch/lines", "POST Z/recordsets/batch-create-task",
		} {
			got := s.do(t, request, `{}`)
			require.Equal(t, status, got.Code)
			require.Equal(t, code, got.code())
		}
		s.add(t, "www.example.org. A 192.0.2.1")
	}
}

func TestSingleBulkCallsCanBeLacking(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Lacks: []string{"POST task"}})
	require.Equal(t, "APIGW.0101", s.do(t, "POST Z/recordsets/batch-create-task", `{}`).code())
	require.Equal(t, "DNS.0004", s.do(t, "GET Z/recordsets/batch-create-task", "").code())
	require.Equal(t, "DNS.0002", s.do(t, "DELETE Z/recordsets", `{}`).code())
}
