package tonicdnssim_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

func TestNumbersAreNumbersOnNewerPHP(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{Numbers: true})
	require.NoError(t, s.AddZoneType("example.net.", "SLAVE"))
	require.Equal(t, 200, s.post(t, `{"name":"example.org","type":"MX","content":"mail.example.org","priority":10}`).status)
	var z struct {
		Records []struct {
			TTL, Priority any
			ChangeDate    any `json:"change_date"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(s.do(t, "GET", "/zone/example.org", "").body), &z))
	require.Equal(t, []any{86400.0, 10.0, 1700000000.0}, []any{z.Records[2].TTL, z.Records[2].Priority, z.Records[2].ChangeDate})
	require.JSONEq(t, `[{"name":"example.net","type":"SLAVE","master":"192.0.2.53","last_check":1700000000}]`, s.do(t, "GET", "/zone?query=example.net", "").body)
}

func TestAnswersAreSpeltAsPHPDoes(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	require.NoError(t, s.Plant("example.org.", tonicdnssim.Row{Name: "t.example.org", Type: "TXT", Content: `"a/b <ü> 😀"`, TTL: 86400}))
	a := s.do(t, "GET", "/zone/example.org", "")
	require.Equal(t, "application/json", a.header.Get("Content-Type"))
	require.Contains(t, a.body, `"\"a\/b <\u00fc> \ud83d\ude00\""`)
	require.Equal(t, []string{`t.example.org 86400 TXT "a/b <ü> 😀"`}, s.rows())
}

func TestBodiesMustSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	for media, status := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200,
		"": 400, "application/x-www-form-urlencoded": 400, "text/plain": 400, "application/xml": 400,
	} {
		require.Equal(t, status, s.do(t, "POST", "/zone/example.org", `{"records":[]}`, "Content-Type", media).status, media)
	}
	require.Equal(t, []string{"BODY_MALFORMED"}, s.post(t, strings.Replace(www, "www", "\xff", 1)).codes(t))
}

func TestUnknownPathsArePlainText(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	for path, status := range map[string]int{
		"/": 404, "/zones": 404, "/zone/example.org/records": 404, "/record/1": 404, "/template": 404, "/authenticate/a/b": 404, "/Zone": 404,
		"/zone/example.org.xml": 406,
	} {
		a := s.do(t, "GET", path, "")
		require.Equal(t, status, a.status, path)
		require.True(t, strings.HasPrefix(a.header.Get("Content-Type"), "text/plain"), path)
	}
}

func TestListingsAreInTheOrderOfTheQuery(t *testing.T) {
	t.Parallel()
	s := open(t, tonicdnssim.Options{})
	record := func(name, rest string) string {
		return fmt.Sprintf(`{"name":"%s.example.org","ttl":60,%s}`, name, rest)
	}
	require.Equal(t, 200, s.post(t, strings.Join([]string{
		record("B", `"type":"A","content":"192.0.2.2"`), record("b", `"type":"A","content":"192.0.2.1"`),
		record("a", `"type":"MX","content":"b.example.org","priority":10`), record("a", `"type":"MX","content":"a.example.org","priority":10`),
		record("a", `"type":"MX","content":"c.example.org","priority":9`), record("a", `"type":"TXT","content":"\"t\""`),
	}, ",")).status)
	require.Equal(t, []string{
		`a.example.org 60 TXT "t"`, "a.example.org 60 MX 9 c.example.org", "a.example.org 60 MX 10 a.example.org", "a.example.org 60 MX 10 b.example.org",
		"b.example.org 60 A 192.0.2.1", "B.example.org 60 A 192.0.2.2",
	}, s.rows())
}
