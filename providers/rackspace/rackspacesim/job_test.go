package rackspacesim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestJobsTakeTheirTime(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Initialized: true})
	a := s.do(t, "POST R", list(www))
	require.Equal(t, 202, a.ResponseRecorder.Code)
	id := fmt.Sprint(a.body["jobId"])
	url := "https://sim.test/v1.0/123456"
	require.Equal(t, object{
		"status": "INITIALIZED", "verb": "POST", "jobId": id, "callbackUrl": url + "/status/" + id,
		"requestUrl": url + "/domains/" + s.id + "/records", "request": list(www),
	}, a.body)
	poll := func(query string) answer { return s.do(t, "GET /status/"+id+query, "") }

	s.pass(100 * time.Millisecond)
	require.Equal(t, "RUNNING", poll("").body["status"])
	require.Equal(t, 202, poll("").ResponseRecorder.Code)
	require.Empty(t, s.show())

	s.pass(100 * time.Millisecond)
	done := poll("?showDetails=true")
	require.Equal(t, 200, done.ResponseRecorder.Code)
	require.Equal(t, "COMPLETED", done.body["status"])
	require.Len(t, done.body["response"].(object)["records"], 1)
	require.Equal(t, list(www), done.body["request"])
	require.Equal(t, "www.example.org 300 A 192.0.2.1\n", s.show())
	require.Equal(t, object{"status": "COMPLETED", "jobId": id, "callbackUrl": url + "/status/" + id}, poll("").body)

	s.pass(24*time.Hour - 1)
	s.login(t)
	require.Equal(t, 200, poll("").ResponseRecorder.Code)
	s.pass(1)
	require.Equal(t, 404, poll("").ResponseRecorder.Code)
}
