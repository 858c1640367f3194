package designatesim

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const www = `{"name":"www.example.org.","type":"A","ttl":300,"records":["192.0.2.1"]}`

// add makes a set and gives its id.
func (s *site) add(t testing.TB, body string) string {
	t.Helper()
	return fmt.Sprint(s.does(t, "POST R", body)["id"])
}

func TestSetsLiveThroughTheirLife(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	a := s.do(t, "POST R", www)
	require.Equal(t, 202, a.Code, a.Body)
	require.Equal(t, a.body["links"].(object)["self"], a.Header().Get("Location"))
	require.Equal(t, []any{"PENDING", "CREATE"}, []any{a.body["status"], a.body["action"]})
	id := fmt.Sprint(a.body["id"])
	require.Equal(t, "PENDING", s.does(t, "GET Z", "")["status"])
	s.pass(200 * time.Millisecond)
	require.Equal(t, "ACTIVE", s.does(t, "GET Z", "")["status"])
	got := s.does(t, "GET R/"+id, "")
	require.Equal(t, []any{"ACTIVE", "NONE"}, []any{got["status"], got["action"]})

	a = s.do(t, "PUT R/"+id, `{"records":["192.0.2.2","192.0.2.1","192.0.2.2"]}`)
	require.Equal(t, 202, a.Code)
	require.Equal(t, "UPDATE", a.body["action"])
	require.Equal(t, "www.example.org. A 300 | 192.0.2.2 | 192.0.2.1\n", s.show(), "a value that comes twice is kept once, keys left out stay")
	s.does(t, "PUT R/"+id, `{"ttl":null,"description":"d","name":"www.example.org.","type":"A"}`)
	require.Equal(t, "www.example.org. A | 192.0.2.2 | 192.0.2.1\n", s.show())
	require.Equal(t, "d", s.does(t, "GET R/"+id, "")["description"])

	a = s.do(t, "DELETE R/"+id, "")
	require.Equal(t, 202, a.Code)
	require.Equal(t, []any{"PENDING", "DELETE"}, []any{a.body["status"], a.body["action"]})
	require.Equal(t, "404 recordset_not_found", s.refused(t, "GET R/"+id, ""))
	id = s.add(t, `{"name":"www.example.org.","type":"CNAME","records":["example.org."]}`)
	s.does(t, "PUT R/"+id, `{"records":["example.net."]}`)
	require.Equal(t, "www.example.org. CNAME | example.net.\n", s.show())
}

func TestASetWithoutRecordsIsActiveAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	a := s.do(t, "POST R", `{"name":"www.example.org.","type":"A","records":[]}`)
	require.Equal(t, []any{201, "ACTIVE"}, []any{a.Code, a.body["status"]})
	id := s.add(t, `{"name":"x.example.org.","type":"A","ttl":0,"records":["192.0.2.1"]}`)
	a = s.do(t, "PUT R/"+id, `{"records":[]}`)
	require.Equal(t, []any{200, "ACTIVE"}, []any{a.Code, a.body["status"]})
	require.Equal(t, "www.example.org. A\nx.example.org. A 0\n", s.show())
}

func TestChangesMayFailAndHeal(t *testing.T) {
	t.Parallel()
	s := start(t, Options{ActiveAfter: time.Second, ErrorFor: time.Minute})
	require.Equal(t, "ACTIVE", s.does(t, "GET Z", "")["status"])
	id := s.add(t, www)
	var seen []any
	for _, d := range []time.Duration{0, time.Second, time.Minute} {
		s.pass(d)
		seen = append(seen, s.does(t, "GET Z", "")["status"], s.does(t, "GET R/"+id, "")["status"])
	}
	require.Equal(t, []any{"PENDING", "PENDING", "ERROR", "ERROR", "ACTIVE", "ACTIVE"}, seen)
}

func TestNothingIsPendingWithoutDelay(t *testing.T) {
	t.Parallel()
	s := start(t, Options{ActiveAfter: -1})
	require.Equal(t, 201, s.do(t, "POST R", www).Code)
	require.Equal(t, 201, s.do(t, "POST /zones", `{"name":"example.net.","email":"a@example.org"}`).Code)
	require.Equal(t, 200, s.do(t, "PATCH Z", `{"ttl":60}`).Code)
}

func TestTheSystemsSetsAreShownAndNotWritten(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	ids := map[string]string{}
	for _, r := range s.RecordSets("example.org.") {
		ids[r.Type] = r.ID
	}
	require.Equal(t, []any{"ns1.designate.test.", "ns2.designate.test."}, s.does(t, "GET R/"+ids["NS"], "")["records"])
	for _, request := range []string{"PUT R/" + ids["SOA"], "PUT R/" + ids["NS"], "DELETE R/" + ids["SOA"], "DELETE R/" + ids["NS"]} {
		require.Equal(t, "400 bad_request", s.refused(t, request, `{"ttl":60}`), request)
	}
	require.Equal(t, "409 duplicate_recordset", s.refused(t, "POST R", `{"name":"example.org.","type":"NS","records":["ns.example.net."]}`))
	require.Equal(t, "400 bad_request", s.refused(t, "POST R", `{"name":"example.org.","type":"SOA","records":["a. b. 1 2 3 4 5"]}`))
	s.add(t, `{"name":"sub.example.org.","type":"NS","records":["ns.example.net."]}`)
	before := s.RecordSets("example.org.")[0].Records[0]
	s.does(t, "PATCH Z", `{"email":"root@example.net"}`)
	require.NotEqual(t, before, s.RecordSets("example.org.")[0].Records[0], "the SOA goes with the zone")
	require.Contains(t, s.RecordSets("example.org.")[0].Records[0], "root.example.net.")
}

func TestProblemsOfFieldsAreNestedOnce(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	a := s.do(t, "POST R", `{"name":"www.example.org.","type":"A","records":["192.0.2.1","x"]}`)
	require.NotContains(t, a.body, "message")
	require.Contains(t, a.body["request_id"], "req-")
	b, err := json.Marshal(a.body["errors"])
	require.NoError(t, err)
	require.JSONEq(t, `{"errors":[{"path":["records",1],"message":"'x' is not a 'A' Record","validator":"format","validator_value":["A"]}]}`, string(b))
	a = s.do(t, "POST R", `{"name":"www.example.org.","type":"A","id":"x"}`)
	require.Contains(t, a.body["message"], "'id'")
	require.NotContains(t, a.body, "errors")
}
