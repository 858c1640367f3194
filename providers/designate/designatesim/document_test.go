package designatesim

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheDocumentsExamples replays the examples of the page "Records" of the v1 API, one of each type. Where an example is
// not what the server of its time took (names with a leading dot), it is refused, and replayed without its slip.
func TestTheDocumentsExamples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/records.json")
	require.NoError(t, err)
	var cases []struct {
		Zone              string
		Request, Response json.RawMessage
		Refused           string
		Instead           json.RawMessage
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	require.Len(t, cases, 10)
	for _, c := range cases {
		s := start(t, Options{V1: true})
		require.NoError(t, s.AddZone(c.Zone))
		s.id = s.ZoneID(c.Zone)
		request := string(c.Request)
		if c.Refused != "" {
			require.Equal(t, "400 invalid_object", s.refused(t, "POST R", request), c.Refused)
			request = string(c.Instead)
		}
		a := s.do(t, "POST R", request)
		require.Equal(t, 200, a.Code, a.Body)
		require.Equal(t, "application/json", a.Header().Get("Content-Type"))
		got := s.does(t, "GET R/"+a.body["id"].(string), "")
		require.Equal(t, a.body, got)
		require.Equal(t, s.id, got["domain_id"])
		require.Equal(t, "2022-10-06T12:00:00.000000", got["created_at"])
		delete(got, "id")
		delete(got, "domain_id")
		delete(got, "created_at")
		shown, err := json.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, string(c.Response), string(shown))
	}
}
