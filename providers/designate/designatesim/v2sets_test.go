package designatesim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const www = `{"name":"www.example.org.","type":"A","ttl":300,"records":["192.0.2.1"]}`

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
	s.does(t, "PUT R/"+id, `{"ttl":null,"name":"www.example.org.","type":"A"}`)
	require.Equal(t, "www.example.org. A | 192.0.2.2 | 192.0.2.1\n", s.show())

	a = s.do(t, "DELETE R/"+id, "")
	require.Equal(t, 202, a.Code)
	require.Equal(t, []any{"PENDING", "DELETE"}, []any{a.body["status"], a.body["action"]})
	require.Equal(t, "404 recordset_not_found", s.refused(t, "GET R/"+id, ""))
	s.does(t, "POST R", `{"name":"www.example.org.","type":"CNAME","records":["example.org."]}`)
}
