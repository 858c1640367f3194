package designatesim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

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
	a = s.do(t, "DELETE R/"+id, "")
	require.Equal(t, "200 0 text/html; charset=utf-8", fmt.Sprint(a.Code, a.Body.Len(), " ", a.Header().Get("Content-Type")))
	require.Equal(t, id, s.does(t, "GET R/"+id, "")["id"], "it lingers")
	require.Equal(t, "409 duplicate_record", s.refused(t, "POST R", `{"name":"www.example.org.","type":"A","data":"192.0.2.1"}`))
	s.pass(200 * time.Millisecond)
	require.Equal(t, "404 record_not_found", s.refused(t, "GET R/"+id, ""))
	require.Equal(t, "www.example.org. A | 192.0.2.2\n", s.show())
}
