package designatesim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// record is the body of a record of v1.
func recordV1(name, kind, data, more string) string {
	return fmt.Sprintf(`{"name":"%sexample.org.","type":"%s","data":%q%s}`, name, kind, data, more)
}

func TestRecordsLiveThroughTheirLife(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	a := s.do(t, "POST R", `{"name":"www.example.org.","type":"A","data":"192.0.2.1","ttl":300}`)
	require.Equal(t, 200, a.Code, a.Body)
	id := fmt.Sprint(a.body["id"])
	require.Equal(t, "http://sim.test/v1/domains/"+s.id+"/records/"+id, a.Header().Get("Location"))
	second := s.does(t, "POST R", `{"name":"www.example.org.","type":"A","data":"192.0.2.2","ttl":600}`)
	require.EqualValues(t, 300, second["ttl"], "the TTL is that of the set")
	s.does(t, "PUT R/"+id, `{"ttl":null}`)
	require.Equal(t, "www.example.org. A | 192.0.2.1 | 192.0.2.2\n", s.show())
	s.does(t, "PUT R/"+id, `{"data":"192.0.2.3","description":"d"}`)
	require.Equal(t, "d", s.does(t, "GET R/"+id, "")["description"])
	require.Nil(t, s.does(t, "GET R/"+fmt.Sprint(second["id"]), "")["description"], "it is the record's own")
	a = s.do(t, "DELETE R/"+id, "")
	require.Equal(t, "200 0 text/html; charset=utf-8", fmt.Sprint(a.Code, " ", a.Body.Len(), " ", a.Header().Get("Content-Type")))
	s.pass(200 * time.Millisecond)
	require.Equal(t, "404 record_not_found", s.refused(t, "GET R/"+id, ""))
	require.Equal(t, "www.example.org. A | 192.0.2.2\n", s.show())
}

func TestDeletedRecordsLinger(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true, Linger: time.Minute, Quotas: Quotas{ZoneRecords: 1}})
	id := s.add(t, wwwV1)
	s.does(t, "DELETE R/"+id, "")
	require.Equal(t, id, s.does(t, "GET R/"+id, "")["id"])
	require.Len(t, s.does(t, "GET R", "")["records"], 4)
	require.Equal(t, "409 duplicate_record", s.refused(t, "POST R", wwwV1))
	require.Equal(t, "413 over_quota", s.refused(t, "POST R", recordV1("www.", "A", "192.0.2.2", "")))
	require.Equal(t, "400 invalid_recordset_location", s.refused(t, "POST R", recordV1("www.", "CNAME", "example.org.", "")))
	s.pass(time.Second)
	require.Equal(t, 200, s.do(t, "DELETE R/"+id, "").Code, "once more is no error, and changes nothing")
	s.pass(time.Minute - time.Second)
	require.Len(t, s.does(t, "GET R", "")["records"], 3)
	s.does(t, "POST R", recordV1("www.", "CNAME", "example.org.", ""))
	at := start(t, Options{V1: true, Linger: -1})
	at.does(t, "DELETE R/"+at.add(t, wwwV1), "")
	require.Empty(t, at.show())
}

func TestPuttingPriorities(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	id := s.add(t, recordV1("", "MX", "mail.example.org.", `,"priority":10`))
	s.does(t, "PUT R/"+id, `{"data":"mx.example.org.","priority":20}`)
	require.Equal(t, "example.org. MX | 20 mx.example.org.\n", s.show())
	require.Equal(t, "500 unknown", s.refused(t, "PUT R/"+id, `{"priority":30}`))
	s.does(t, "PUT R/"+id, `{"ttl":60}`)
	require.Equal(t, "example.org. MX 60 | 20 mx.example.org.\n", s.show())
	require.Nil(t, s.does(t, "PUT R/"+id, `{"data":"mx.example.org."}`)["priority"], "the value is made of the body alone")
	require.Equal(t, "example.org. MX 60 | mx.example.org.\n", s.show())
}

func TestAPutOfAnotherTypeHasChangedTheDataBeforeItIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	id := s.add(t, wwwV1)
	a := s.do(t, "PUT R/"+id, `{"type":"TXT","data":"x"}`)
	require.Equal(t, "400 bad_request", fmt.Sprint(a.Code, " ", a.body["type"]))
	require.Equal(t, "www.example.org. A | x\n", s.show())
}

func TestAPutOfAnotherNameMovesTheSet(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	id := s.add(t, wwwV1)
	s.add(t, recordV1("www.", "A", "192.0.2.2", ""))
	s.does(t, "PUT R/"+id, `{"name":"w.example.org."}`)
	require.Equal(t, "w.example.org. A | 192.0.2.1 | 192.0.2.2\n", s.show())
	s.add(t, wwwV1)
	a := s.do(t, "PUT R/"+id, `{"name":"www.example.org."}`)
	require.Equal(t, "409 duplicate_recordset", fmt.Sprint(a.Code, " ", a.body["type"]))
}

func TestASetMayBeLeftEmptyByARecordThatFails(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true, Quotas: Quotas{ZoneRecords: 1}})
	s.add(t, wwwV1)
	require.Equal(t, 413, s.do(t, "POST R", recordV1("x.", "A", "192.0.2.1", "")).Code)
	require.Equal(t, "www.example.org. A | 192.0.2.1\nx.example.org. A\n", s.show())
	s.add(t, recordV1("", "NS", "ns.example.net.", "")) // records of the system's sets do not count
	require.Equal(t, "400 invalid_recordset_location", s.refused(t, "POST R", recordV1("x.", "CNAME", "example.org.", "")))
}

func TestTheSystemsRecordsAreShownAndNotWritten(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	var ids []string
	for _, r := range s.Records("example.org.") {
		ids = append(ids, r.ID)
	}
	require.Len(t, ids, 3)
	require.NotContains(t, s.does(t, "GET R/"+ids[0], ""), "managed")
	require.NotContains(t, s.does(t, "GET R/"+ids[0], ""), "status")
	for _, id := range ids {
		require.Equal(t, "400 bad_request", s.refused(t, "PUT R/"+id, `{"ttl":60}`))
		require.Equal(t, "400 bad_request", s.refused(t, "DELETE R/"+id, ""))
	}
	require.Equal(t, "400 bad_request", s.refused(t, "POST R", recordV1("", "SOA", "a. b. 1 2 3 4 5", "")))
	own := s.add(t, recordV1("", "NS", "ns.example.net.", ""))
	require.Equal(t, "400 bad_request", s.refused(t, "DELETE R/"+own, ""), "it is in the system's set now")
	s.header.Set("X-Designate-Edit-Managed-Records", "true")
	s.does(t, "PUT R/"+own, `{"data":"ns9.example.net."}`)
	require.Equal(t, "400 bad_request", s.refused(t, "DELETE R/"+own, ""))
	s.header.Del("X-Designate-Edit-Managed-Records")
	require.Len(t, s.does(t, "GET Z/servers", "")["servers"], 2)
}

func TestEachWriteRaisesTheSerial(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	serial := func() float64 { return s.does(t, "GET Z", "")["serial"].(float64) }
	first := serial()
	id := s.add(t, wwwV1)
	s.does(t, "PUT R/"+id, `{"ttl":60}`)
	s.does(t, "DELETE R/"+id, "")
	require.Equal(t, first+3, serial())
}

func TestAPutTakesADeleteBack(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true, Linger: time.Minute})
	id, other := s.add(t, wwwV1), s.add(t, recordV1("www.", "A", "192.0.2.2", ""))
	s.does(t, "DELETE R/"+id, "")
	s.does(t, "DELETE R/"+other, "")
	s.does(t, "PUT R/"+id, `{"data":"192.0.2.3"}`)
	s.pass(time.Minute)
	require.Equal(t, "www.example.org. A | 192.0.2.3\n", s.show())
	s.does(t, "DELETE R/"+id, "")
	s.pass(time.Minute)
	require.Empty(t, s.show())
}
