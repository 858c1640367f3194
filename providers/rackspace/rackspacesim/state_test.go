package rackspacesim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStateOutlivesTheServer(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.add(t, www, record("TXT", "t", `,"comment":"c"`))
	s.fails(t, "POST R", list(www))
	require.NoError(t, s.Plant("example.org", Record{ID: "X-1", Name: "x.example.org", Type: "LOC", Data: "?"}))
	running := fmt.Sprint(s.do(t, "POST R", list(record("A", "192.0.2.1", ""))).body["jobId"])
	state, err := s.Save()
	require.NoError(t, err)

	later := start(t, Options{})
	later.now = s.now
	later.login(t)
	require.NoError(t, later.Load(state))
	again, err := later.Save()
	require.NoError(t, err)
	require.JSONEq(t, string(state), string(again))
	require.Equal(t, s.show(), later.show())
	require.Equal(t, s.do(t, "GET /status?showDetails=true", "").Body.String(), later.do(t, "GET /status?showDetails=true", "").Body.String())
	for _, each := range []*site{s, later} {
		each.pass(200 * time.Millisecond)
		require.Equal(t, "COMPLETED", each.do(t, "GET /status/"+running, "").body["status"])
		each.add(t, record("A", "192.0.2.2", ""))
	}
	require.Equal(t, s.Records("example.org"), later.Records("example.org"), "ids go on alike")
	require.Equal(t, "409", later.fails(t, "POST R", list(www))[:3])
}

func TestBadStatesChangeNothing(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.add(t, www)
	good, err := s.Save()
	require.NoError(t, err)
	bad := []string{"", "{", "[]", string(good) + "{}", strings.Replace(string(good), `"minted"`, `"x"`, 1)}
	for _, edit := range [][2]string{
		{`"example.org","emailAddress"`, `"EXAMPLE.org","emailAddress"`}, {`"example.org","emailAddress"`, `"","emailAddress"`},
		{`"id":"2725233"`, `"id":""`}, {`"id":"` + s.Records("example.org")[0].ID, `"id":"`}, {`"id":"` + s.Records("example.org")[0].ID, `"id":"` + s.Records("example.org")[1].ID},
		{`"verb":"POST"`, `"verb":"GET"`}, {`/records"`, `/x"`}, {`"domains":[`, `"domains":[null,`}, {`"jobs":[`, `"jobs":[null,`}, {`"records":[`, `"records":[null,`},
	} {
		require.Contains(t, string(good), edit[0])
		bad = append(bad, strings.Replace(string(good), edit[0], edit[1], 1))
	}
	for _, state := range bad {
		require.Error(t, s.Load([]byte(state)), state)
	}
	after, err := s.Save()
	require.NoError(t, err)
	require.Equal(t, string(good), string(after))
}

func TestPlantingAndAddingZones(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("EXAMPLE.org."), "it is there")
	require.Len(t, s.Records("example.org"), 2)
	require.Error(t, s.AddZone("not a name."))
	require.Error(t, s.AddZone("."))
	require.Error(t, s.Plant("example.net", Record{}))
	require.NoError(t, s.Plant("example.org", Record{ID: "A-1", Name: "h.example.org", Type: "A", Data: "192.0.2.1", Comment: "c"}))
	require.Error(t, s.Plant("example.org", Record{ID: "A-1"}))
	require.JSONEq(t, `{"id":"A-1","name":"h.example.org","type":"A","data":"192.0.2.1","comment":"c",
		"created":"2011-06-24T01:12:52.000+0000","updated":"2011-06-24T01:12:52.000+0000"}`, s.do(t, "GET R/A-1", "").Body.String())
	settings := s.Settings("http://127.0.0.1:1")
	require.Len(t, settings, 4)
	require.Equal(t, "http://127.0.0.1:1", settings[2].Value)
}
