package rackspacesim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEachVerbHasItsOwnWindow(t *testing.T) {
	t.Parallel()
	for request, c := range map[string]struct {
		number int
		window time.Duration
	}{
		"GET R": {60, time.Minute}, "GET /status/1": {5, time.Second}, "GET /domains/search?name=example": {20, time.Minute},
		"POST R": {20, time.Minute}, "PUT R": {20, time.Minute}, "DELETE R/A-1": {10, time.Minute}, "GET /limits": {-1, 0},
	} {
		s := start(t, Options{Rates: Rates{DELETE: 10}})
		s.pass(time.Millisecond)
		try := func() int { return s.do(t, request, "").ResponseRecorder.Code }
		for range max(c.number, 100) {
			if c.number--; c.number == -1 {
				break
			}
			require.NotEqual(t, 413, try(), request)
		}
		if c.window == 0 {
			continue
		}
		w := s.do(t, request, "")
		require.Equal(t, 413, w.ResponseRecorder.Code, request)
		again, err := time.Parse(time.RFC3339, w.Header().Get("Reply-After"))
		require.NoError(t, err)
		require.Equal(t, s.now.Add(c.window).Truncate(time.Second).Add(time.Second), again, "in whole seconds, not too early")
		require.Empty(t, w.Header().Get("Retry-After"))
		require.Equal(t, 413.0, w.body["overLimit"].(object)["code"])
		other := s.do(t, "GET /domains?name=example.org", "").ResponseRecorder.Code
		require.Equal(t, request == "GET R", other == 413, "%s has a window of its own", request)
		s.pass(c.window - 1)
		require.Equal(t, 413, try(), request)
		s.pass(1)
		require.NotEqual(t, 413, try(), request)
	}
}

func TestThrottledSaysSecondsWhereAsked(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Rates: Rates{POST: 1}, RetryAfterSeconds: true})
	s.does(t, "POST R", list(www))
	s.pass(9 * time.Second)
	a := s.do(t, "POST R", list(www))
	require.Equal(t, "51", a.Header().Get("Retry-After"))
	require.Empty(t, a.Header().Get("Reply-After"))
	s.pass(51 * time.Second)
	require.Equal(t, 202, s.do(t, "POST R", list(www)).ResponseRecorder.Code)
}

func TestLimitsTellTheTable(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Rates: Rates{PUT: 77, SearchGET: -1, StatusGET: 15}, MaxRecords: 9, MaxDomains: 8})
	const rates = `{"rate":[
		{"uri":"*/status*","regex":".*/v\\d+\\.\\d+/(\\d+/status).*","limit":[{"verb":"GET","value":15,"unit":"SECOND"}]},
		{"uri":"*/domains*","regex":".*/v\\d+\\.\\d+/(\\d+/domains).*","limit":[{"verb":"GET","value":60,"unit":"MINUTE"},
			{"verb":"POST","value":20,"unit":"MINUTE"},{"verb":"PUT","value":77,"unit":"MINUTE"},{"verb":"DELETE","value":10,"unit":"MINUTE"}]}]}`
	const domains, records = `{"name":"domains","value":8}`, `{"name":"records per domain","value":9}`
	for path, want := range map[string]string{
		"":                     `{"rates":` + rates + `,"absolute":{"limit":[` + domains + `,` + records + `]}}`,
		"/types":               `{"limitTypes":["RATE_LIMIT","DOMAIN_LIMIT","DOMAIN_RECORD_LIMIT"]}`,
		"/rate_limit":          `{"rates":` + rates + `}`,
		"/domain_limit":        `{"absolute":{"limit":[` + domains + `]}}`,
		"/domain_record_limit": `{"absolute":{"limit":[` + records + `]}}`,
	} {
		require.JSONEq(t, want, s.do(t, "GET /limits"+path, "").Body.String(), path)
	}
	require.Equal(t, 404, s.do(t, "GET /limits/x", "").ResponseRecorder.Code)
}
